"""Why values were changed, on the auditor's page: the revision's reason and those of single values, led to and never copied."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit import reasons
from audit.actions import record
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Typed
from ledger.models import Revision
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, make_item

pytestmark = pytest.mark.django_db
CITY = "income-city:amount:2024::settled:2025-03-31"
CITY_KEY = "income-city amount 2024 settled 2025-03-31"


@pytest.fixture(autouse=True)
def _laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without accounts the statement has no rows: here its items are listed as they stand."""
    monkeypatch.delitem(__import__("ledger.grid.layout", fromlist=["_layouts"])._layouts, "statement")


@pytest.fixture
def correction(world: World) -> Revision:
    """The second revision of an approved sheet."""
    item = make_item("income-city", order=1)
    make_item("income-other", order=2)
    sheet = factories.make_sheet(2024)
    factories.enter_and_approve(sheet, factories.line(item.code), clerk=world.clerk, approver=world.approver)
    return actions.start_revision(sheet=sheet, by=world.clerk, at=NOON, reason="決算書の転記誤りのため")


def save(revision: Revision, by: User, **said: Any) -> Entry:
    current = Revision.objects.select_related("sheet").get(pk=revision.pk)
    actions.save_cells(revision=current, entries=[Typed(**{"key": CITY, **said})], by=by, at=NOON)
    return Entry.objects.filter(action="ledger.values.saved").latest("pk")


def why(entry: Entry) -> reasons.Why:
    return reasons.found([entry])[entry.pk]


def test_save_leads_to_the_entry_of_its_revision(correction: Revision, world: World) -> None:
    saved = save(correction, world.clerk, typed="200")

    found = why(saved)

    started = Entry.objects.get(action="ledger.revision.started", target=f"ledger.revision:{correction.pk}")
    assert (found.begun, found.reason, dict(found.beside)) == (started.pk, "決算書の転記誤りのため", {})


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        pytest.param("200", {"reason": "区分の変更による。"}, id="a number"),
        pytest.param("△1,200", {"reason": "区分の変更による。"}, id="a negative one"),
        pytest.param("未確定", {"reason": "区分の変更による。"}, id="none, for a reason"),
    ],
)
def test_reason_given_with_a_later_save_of_the_same_value_counts(
    correction: Revision, world: World, typed: str, given: dict[str, str]
) -> None:
    saved = save(correction, world.clerk, typed=typed)
    save(correction, world.clerk, **given)

    assert dict(why(saved).beside) == {CITY_KEY: "区分の変更による。"}


def test_reason_of_another_value_does_not(correction: Revision, world: World) -> None:
    first = save(correction, world.clerk, typed="200", reason="区分の変更による。")
    second = save(correction, world.clerk, typed="300", reason="再計算による。")
    third = save(correction, world.clerk, typed="400")

    assert [why(entry).beside.get(CITY_KEY) for entry in (first, second, third)] == ["区分の変更による。", "再計算による。", None]


def test_explanation_of_a_missed_target_is_a_reason(correction: Revision, world: World) -> None:
    saved = save(correction, world.clerk, typed="200", reason="確認済み", cause="開催の遅れ", response="回数を増やす")

    assert why(saved).beside[CITY_KEY] == "確認済み\n要因：開催の遅れ\n今後の対応：回数を増やす"


def test_moves_of_a_revision_lead_there_too_and_its_beginning_to_nothing(correction: Revision, world: World) -> None:
    started = Entry.objects.filter(action="ledger.revision.started").latest("pk")
    discarded = record(action="ledger.revision.discarded", by=world.clerk, target=f"ledger.revision:{correction.pk}")

    found = reasons.found([started, discarded])

    assert list(found) == [discarded.pk] and found[discarded.pk].begun == started.pk


def test_revision_that_no_entry_began(world: World) -> None:
    past = factories.make_past(factories.make_sheet(2020, basis=Basis.SETTLED))
    entry = record(action="ledger.revision.approved", by=world.clerk, target=f"ledger.revision:{past.pk}")

    assert why(entry) == reasons.NOTHING


def test_any_number_of_entries_takes_one_query(
    correction: Revision, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        save(correction, world.clerk, typed=str(200 + number), reason=f"理由{number}")
    entries = list(Entry.objects.all())

    with django_assert_max_num_queries(1):
        found = reasons.found(entries)
    with django_assert_max_num_queries(0):
        reasons.found([entry for entry in entries if not entry.target.startswith("ledger.revision:")])

    assert len(found) > 3


@pytest.fixture
def auditor(client: Client, world: World) -> Client:
    client.force_login(world.auditor)
    return client


def test_list_and_entry_show_the_reasons_and_where_they_stand(
    auditor: Client, correction: Revision, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    saved = save(correction, world.clerk, typed="200", reason="区分の変更による。")
    started = Entry.objects.filter(action="ledger.revision.started").latest("pk")

    listed = html.fromstring(auditor.get("/admin/audit/entry/", {"action": "ledger.values.saved"}).content.decode())
    with django_assert_max_num_queries(10):
        entry = html.fromstring(auditor.get(f"/admin/audit/entry/{saved.pk}/change/").content.decode())

    for page in (listed, entry):
        (link,) = page.xpath("//a[@class='reason']")
        assert (link.get("href"), link.text_content()) == (f"/admin/audit/entry/{started.pk}/change/", "版の理由：決算書の転記誤りのため")
        assert [node.text_content() for node in page.xpath("//span[@class='reason']")] == ["値の理由：区分の変更による。"]
    rows = {row[0].text_content(): row[-1].text_content() for row in entry.xpath("//table[@class='changes']/tbody/tr")}
    assert rows["項目 income-city 金額 R6(2024) 決算 R7.3末"] == "区分の変更による。"


def test_file_of_changes_has_the_reasons(auditor: Client, correction: Revision, world: World) -> None:
    saved = save(correction, world.clerk, typed="200", reason="区分の変更による。")

    response = auditor.get("/admin/audit/entry/export/", {"action": "ledger.values.saved"})

    lines = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[arg-type]
    told = {line["項目"]: (line["変更前"], line["変更後"], line["値の理由"], line["版の理由"]) for line in lines}
    assert {line["番号"] for line in lines} == {str(saved.pk)}
    assert told["項目 income-city 金額 R6(2024) 決算 R7.3末"][1:] == ("200 千円", "区分の変更による。", "決算書の転記誤りのため")
