"""What stands beside values wherever they are shown: the answer, the evidence, the return; and which revision is in force."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import User
from ledger.actions import Typed, save_cells
from ledger.actions.evidence import Upload, add_evidence
from ledger.grid.rows import load_grid
from ledger.models import Revision, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, revision_in
from tests.ledger.evidence import samples
from tests.ledger.factories import NOON, TODAY
from tests.ledger.inquiries.acts import answered, make_asked_sheet, take_all

pytestmark = pytest.mark.django_db
ANSWER = "照会第1号の回答"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(person: User, name: str, pk: int, **query: Any) -> Any:
    client = Client()
    client.force_login(person)
    response = client.get(reverse(f"entry:{name}", args=[pk]), query)
    return html.fromstring(response.content.decode()).xpath("//main")[0]


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def again(revision: Revision) -> Revision:
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


@pytest.fixture
def taken(world: World) -> Revision:
    """A draft with one value that was taken from an answer, and one typed by the clerk; the first has a file."""
    sheet = make_asked_sheet(2)
    draft = again(take_all(answered(sheet, world, "80", "90"), by=world.clerk))
    rows = load_grid(draft, on=TODAY).rows
    save_cells(revision=draft, entries=[Typed(key=str(rows[1].key), typed="91", seen="90")], by=world.clerk, at=NOON)
    add_evidence(sheet=sheet, upload=Upload("決算書.pdf", samples.PDF), cell=str(rows[0].key), by=world.clerk, at=NOON)
    return again(draft)


@pytest.mark.parametrize(("name", "state"), [("grid", "draft"), ("approval", "submitted"), ("sheet", "submitted"), ("sheet", "approved")])
def test_answer_and_file_are_shown_beside_the_value(taken: Revision, world: World, name: str, state: str) -> None:
    revision = taken
    for act, by in {"draft": [], "submitted": [("submit", world.clerk)]}.get(state, [("submit", world.clerk), ("approve", world.approver)]):
        revision = ACTS[act](revision, by)

    shown = page_of(world.clerk, name, revision.sheet_id if name == "sheet" else revision.pk)

    first, second = (words(row) for row in shown.xpath(".//tr[.//*[starts-with(normalize-space(text()), '収入')]]"))
    assert (ANSWER in first, "資料1" in first) == (True, True)
    assert (ANSWER in second, "資料1" in second) == (False, False)


def test_grid_says_why_it_was_sent_back(world: World) -> None:
    revision = revision_in("returned", world)

    shown = words(page_of(world.clerk, "grid", revision.pk))

    assert "差戻し（利用者 approver、" in shown and "R7の値を確認" in shown


def test_grid_that_was_handed_in_again_says_nothing_of_the_return(world: World) -> None:
    revision = ACTS["submit"](revision_in("returned", world), world.clerk)

    assert "R7の値を確認" not in words(page_of(world.clerk, "grid", revision.pk))


@pytest.fixture
def corrected(world: World) -> Sheet:
    revision = ACTS["correct"](revision_in("approved", world), world.clerk)
    revision = ACTS["record"](revision, world.clerk)
    ACTS["approve"](ACTS["submit"](again(revision), world.clerk), world.second_approver)
    return again(revision).sheet


def test_list_of_revisions_tells_which_is_in_force_and_when_it_was_approved(corrected: Sheet, world: World) -> None:
    shown = page_of(world.clerk, "sheet", corrected.pk)

    rows = [[words(cell) for cell in row.xpath("th|td")] for row in shown.xpath(".//table[.//th='登録方法']/tbody/tr")]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("第2版", "承認済 現行", "利用者 second-approverR8.2.10 12:00"),
        ("第1版", "承認済 旧版", "利用者 approverR8.2.10 12:00"),
    ]


def test_revision_of_history_tells_the_day_of_its_paper(world: World) -> None:
    revision = factories.make_past(factories.make_sheet())
    factories.make_value(revision, factories.make_item())
    factories.approve_as_history([revision], TODAY)

    assert "令和8(2026)年2月10日" in words(page_of(world.clerk, "sheet", revision.sheet_id))


def test_comparison_names_who_approved_each_revision(corrected: Sheet, world: World) -> None:
    shown = words(page_of(world.auditor, "compare", corrected.pk))

    assert "第1版承認済 利用者 approverR8.2.10 12:00" in shown
    assert "第2版承認済 利用者 second-approverR8.2.10 12:00" in shown
