"""A reason that was given for another value: asked about while typing, and neither printed nor counted afterwards."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import User
from iconm.lib.choices import Basis
from ledger.actions import Typed, approve_revision, save_cells, start_revision, submit_revision
from ledger.grid.rows import load_grid
from ledger.models import Revision
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, TODAY
from tests.ledger.inquiries.acts import answered, make_asked_sheet, take_all

pytestmark = pytest.mark.django_db
DATASET = "ventures"  # without a layout of its own
KEY = "founded:count:2024::actual:2025-03-31"
REASON = "端数を丸めた概数のため"
ASKED = "値が変わりました。"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def changed(world: World) -> Revision:
    """A draft with 439 and a reason, then with 441: nothing is doubtful about either."""
    factories.make_item("founded", dataset=DATASET, unit="社")
    sheet = factories.make_sheet(2024, dataset=DATASET, basis=Basis.ACTUAL)
    revision = start_revision(sheet=sheet, by=world.clerk, at=NOON)
    save(revision, Typed(key=KEY, typed="439", reason=REASON), by=world.clerk)
    save(revision, Typed(key=KEY, typed="441", seen="439"), by=world.clerk)
    return again(revision)


def save(revision: Revision, entry: Typed, *, by: User) -> None:
    save_cells(revision=again(revision), entries=[entry], by=by, at=NOON)


def again(revision: Revision) -> Revision:
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def seen_by(person: User, name: str, pk: int) -> str:
    return " ".join(html.fromstring(page_of(person, name, pk)).xpath("//main")[0].text_content().split())


def page_of(person: User, name: str, pk: int) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"entry:{name}", args=[pk])).content.decode()


def remarks(page: str) -> Any:
    return html.fromstring(page).xpath(f"//td[@data-remarks='{KEY}']")[0]


def test_grid_asks_whether_the_reason_still_applies(changed: Revision, world: World) -> None:
    box = remarks(page_of(world.clerk, "grid", changed.pk))

    assert ASKED in box.text_content()
    assert box.xpath(".//button[@name='confirm']") and box.xpath(".//textarea[@data-said='reason']")[0].text.strip() == REASON
    assert "※必須" not in box.text_content()  # nothing waits for it


def test_grid_only_read_shows_no_reason_of_another_value(changed: Revision, world: World) -> None:
    page = seen_by(world.approver, "grid", changed.pk)

    assert "441" in page and REASON not in page and ASKED not in page


def test_reason_that_still_applies_is_kept_by_a_button(changed: Revision, world: World, client: Client) -> None:
    client.force_login(world.clerk)
    context = client.get(reverse("entry:grid", args=[changed.pk])).context
    line = context["page"].lines[0]
    sent = {f"typed:{KEY}": line.text, f"reason:{KEY}": line.reason, f"note:{KEY}": line.note}

    client.post(reverse("entry:grid", args=[changed.pk]), sent | {"base": context["base"], "confirm": KEY})

    assert (changed.cells.get().reason, changed.cells.get().said_of) == (REASON, "441.000")
    assert ASKED not in remarks(page_of(world.clerk, "grid", changed.pk)).text_content()


def test_reason_of_another_value_is_neither_printed_nor_counted(changed: Revision, world: World) -> None:
    submitted = submit_revision(revision=changed, by=world.clerk, at=NOON)

    assert "理由の入力0件" in seen_by_list(world.approver)
    for person, name, pk in (
        (world.approver, "approval", submitted.pk),
        (world.clerk, "sheet", submitted.sheet_id),
        (world.clerk, "grid", submitted.pk),
    ):
        page = seen_by(person, name, pk)
        assert "441" in page and REASON not in page, name


def test_reason_of_its_own_value_is_printed_and_counted(changed: Revision, world: World) -> None:
    save(changed, Typed(key=KEY, reason="確定値のため"), by=world.clerk)
    submitted = submit_revision(revision=again(changed), by=world.clerk, at=NOON)

    assert "理由の入力1件" in seen_by_list(world.approver)
    assert "確定値のため" in seen_by(world.approver, "approval", submitted.pk)
    assert "確定値のため" in seen_by(world.clerk, "sheet", submitted.sheet_id)


def seen_by_list(person: User) -> str:
    client = Client()
    client.force_login(person)
    page = client.get(reverse("entry:approvals")).content.decode()
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def test_difference_is_not_explained_by_the_reason_of_the_value_before(changed: Revision, world: World) -> None:
    save(changed, Typed(key=KEY, reason="確定値のため"), by=world.clerk)
    approved = approve_revision(revision=submit_revision(revision=again(changed), by=world.clerk, at=NOON), by=world.approver, at=NOON)
    correction = start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason="転記誤り")
    save(correction, Typed(key=KEY, typed="450", seen="441"), by=world.clerk)

    page = seen_by(world.clerk, "sheet", approved.sheet_id)

    assert "441社 450社" in page and "確定値のため" not in page


def test_answer_beside_a_reason_of_another_value(world: World) -> None:
    """The foundation's value comes without a word: the reason of the one it replaces is not its own."""
    sheet = make_asked_sheet(1)
    (key,) = (str(row.key) for row in load_grid(started(sheet, world), on=TODAY).rows)
    draft = Revision.objects.select_related("sheet").get(sheet=sheet)
    save(draft, Typed(key=key, typed="90", reason=REASON), by=world.clerk)
    inquiry = answered(sheet, world, "95")
    assert REASON in seen_by(world.clerk, "inquiry", inquiry.pk)

    take_all(inquiry, by=world.clerk)

    assert REASON not in seen_by(world.clerk, "inquiry", inquiry.pk)
    (row,) = load_grid(again(draft), on=date(2026, 6, 1)).rows
    assert (row.text, row.is_said_of_another) == ("95", True)


def started(sheet: Any, world: World) -> Revision:
    return again(start_revision(sheet=sheet, by=world.clerk, at=NOON))
