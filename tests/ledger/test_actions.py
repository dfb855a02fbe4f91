"""The writers: what they record, correct, approve and open, all or nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Line
from ledger.calculations import fingerprint
from ledger.choices import Origin
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, by_whom, everything, revision_in
from tests.ledger.factories import DATASET, NOON, R6_END, TODAY, approved_content, line

pytestmark = pytest.mark.django_db

# What is written.


def test_record_fills_in_what_the_line_leaves_out(world: World) -> None:
    factories.make_item(unit="千円")
    factories.make_document("committee-2026")

    revision = factories.enter(factories.make_sheet(2024), line(number="130000.5", document="committee-2026", section="5"), by=world.clerk)

    (value,) = revision.values.all()
    assert (value.fiscal_year, value.basis, value.as_of, value.value, value.unit) == (2024, "settled", R6_END, Decimal("130000.5"), "千円")
    assert (value.document.code, value.section) == ("committee-2026", "5")
    assert revision.lock_version == 2


def test_record_keeps_what_the_line_says(world: World) -> None:
    factories.make_item()
    own = {"fiscal_year": 2022, "period_end": 2031, "basis": "plan", "as_of": date(2032, 3, 31), "unit": "億円", "qualifier": "最大"}

    revision = factories.enter(factories.make_sheet(), line(number=40, printed="最大40億円", note="10年間", **own), by=world.clerk)

    assert revision.values.filter(**own, value=40, printed="最大40億円", note="10年間").count() == 1


@pytest.mark.parametrize("as_of", [None, R6_END], ids=["no day", "on a day"])
def test_record_of_an_undated_fact(world: World, as_of: date | None) -> None:
    factories.make_item()

    revision = factories.enter(factories.make_sheet(), line(undated=True, as_of=as_of), by=world.clerk)

    assert revision.values.values_list("fiscal_year", "as_of").get() == (None, as_of)


def test_record_replaces_the_value_with_the_same_key_only(world: World) -> None:
    factories.make_item()
    sheet = factories.make_sheet()
    revision = factories.enter(
        sheet, line(number=1), line(number=2, as_of=date(2024, 12, 31)), line(number=3, undated=True), by=world.clerk
    )

    lines = [line(number=10), line(number=30, undated=True)]
    actions.record_values(revision=revision, lines=lines, by=world.clerk, at=NOON, lock_version=revision.lock_version)

    assert sorted(revision.values.values_list("value", flat=True)) == [2, 10, 30]
    assert revision.values.get(fiscal_year=2024, as_of=factories.R6_END).value == 10


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(line("income-unknown"), "登録されていない項目又は資料です：income-unknown", id="unknown item"),
        pytest.param(line("kpi-trials"), "登録されていない項目又は資料です：kpi-trials", id="item of another dataset"),
        pytest.param(line(document="nowhere"), "登録されていない項目又は資料です：nowhere", id="unknown document"),
        pytest.param(line(number=None), "値か、値がない理由のどちらか一方を入力してください。", id="neither value nor reason"),
        pytest.param(line(missing="pending"), "値か、値がない理由のどちらか一方を入力してください。", id="both value and reason"),
        pytest.param(line(number=None, missing="lost"), "選択肢", id="unknown reason"),
        pytest.param(Line(item="income-city", measure="sum", value=Decimal(1)), "種類の値です：income-city", id="unknown measure"),
        pytest.param(
            Line(item="income-city", measure="target", value=Decimal(1)), "種類の値です：income-city", id="measure of another dataset"
        ),
        pytest.param(line(period_end=2023), "終了年度は、開始年度以後の年度にしてください。", id="period runs backward"),
        pytest.param(line(number=2, upper=Decimal(1)), "上限値は、値以上の数にしてください。", id="range runs down"),
        pytest.param(line(number="0.0001"), "小数点以下", id="too many decimals"),
        pytest.param(line(number=10**12), "桁", id="too many digits"),
    ],
)
def test_record_is_all_or_nothing(world: World, bad: Line, message: str) -> None:
    factories.make_item()
    factories.make_item("kpi-trials", dataset="kpi")
    revision = actions.start_revision(sheet=factories.make_sheet(), by=world.clerk, at=NOON)
    before = everything()

    with pytest.raises(ValidationError, match=message), transaction.atomic():
        actions.record_values(revision=revision, lines=[line(), bad], by=world.clerk, at=NOON, lock_version=1)

    assert everything() == before


def test_correction_copies_everything_and_changes_nothing(world: World) -> None:
    factories.make_document()
    approved = revision_in("approved", world)
    before = approved_content()

    correction = actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason="転記誤り")

    assert (correction.number, correction.state, correction.source, correction.reason) == (2, "draft", Origin.ENTRY, "転記誤り")
    assert fingerprint(correction.values.all()) == approved.sha256 != ""
    assert approved_content() == before


def test_correction_keeps_its_reason_through_a_return(world: World) -> None:
    correction = ACTS["correct"](revision_in("approved", world), world.clerk)

    for act in ("record", "submit", "return", "submit", "approve"):
        correction = ACTS[act](correction, by_whom(act, world))

    assert (correction.number, correction.reason) == (2, "転記誤り")


@pytest.mark.parametrize("reason", ["", " 　"], ids=["none", "blank"])
def test_correction_needs_a_reason(world: World, reason: str) -> None:
    approved = revision_in("approved", world)

    with pytest.raises(ValidationError, match="訂正の理由を入力してください"):
        actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason=reason)


def test_discarded_number_is_used_again(world: World) -> None:
    approved = revision_in("approved", world)
    ACTS["discard"](ACTS["correct"](approved, world.clerk), world.clerk)

    again = ACTS["correct"](approved, world.clerk)

    assert again.number == 2
    assert list(approved.sheet.revisions.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 3, 31, 14, 59, tzinfo=UTC), date(2026, 3, 31), id="23:59 on 31 March"),
        pytest.param(datetime(2026, 3, 31, 15, 30, tzinfo=UTC), date(2026, 4, 1), id="00:30 on 1 April, still 31 March in UTC"),
    ],
)
def test_known_on_is_the_day_in_japan(world: World, moment: datetime, day: date) -> None:
    submitted = revision_in("submitted", world)

    approved = actions.approve_revision(revision=submitted, by=world.approver, at=moment)

    assert (approved.known_on, approved.approved_at) == (day, moment)


def test_approval_seals_what_was_submitted(world: World) -> None:
    submitted = revision_in("submitted", world)

    approved = ACTS["approve"](submitted, world.approver)

    assert (approved.submitted_by, approved.approved_by) == (world.clerk, world.approver)
    assert approved.sha256 == fingerprint(approved.values.all())
    assert (approved.known_on, approved.source) == (TODAY, Origin.ENTRY)


@pytest.mark.parametrize("fields", [{}, {"due_on": date(2026, 5, 31)}], ids=["no due date", "due"])
def test_open_sheet(world: World, fields: dict[str, Any]) -> None:
    sheet = actions.open_sheet(dataset=DATASET, fiscal_year=2025, basis=Basis.FORECAST, as_of=TODAY, by=world.clerk, at=NOON, **fields)

    assert (sheet.dataset, sheet.fiscal_year, sheet.basis, sheet.as_of, sheet.due_on) == (
        *(DATASET, 2025, "forecast", TODAY),
        fields.get("due_on"),
    )


def test_open_sheet_that_is_there_already(world: World) -> None:
    sheet = factories.make_sheet(2024)

    with pytest.raises(ValidationError, match="同じ区分・年度・時点の年度報告が既にあります"):
        actions.open_sheet(dataset=DATASET, fiscal_year=2024, basis=Basis.SETTLED, as_of=sheet.as_of, by=world.clerk, at=NOON)


def test_open_sheet_of_a_dataset_nobody_registered(world: World) -> None:
    with pytest.raises(KeyError, match="no dataset 'weather'; there are .*statement"):
        actions.open_sheet(dataset="weather", fiscal_year=2024, basis=Basis.SETTLED, as_of=R6_END, by=world.clerk, at=NOON)
