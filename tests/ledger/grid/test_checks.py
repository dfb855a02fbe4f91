"""The guards of a sheet, each with numbers worked out by hand. The dataset of ventures has no layout of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.choices import Basis
from ledger.choices import Weight
from ledger.grid.checks import find
from ledger.grid.findings import Finding
from ledger.grid.rows import load_grid, said_text
from ledger.models import Cell, Item, Revision, TotalPart
from tests.accounts.factories import make_user
from tests.ledger import factories

pytestmark = pytest.mark.django_db
DATASET = "ventures"
TODAY = date(2026, 6, 1)
R7_END, R7_DECEMBER = date(2026, 3, 31), date(2025, 12, 31)


def item(code: str = "founded", **fields: Any) -> Item:
    return factories.make_item(code, **{"dataset": DATASET, "unit": "社", "kind": "flow"} | fields)


def past(of: Item, number: int | None, *, year: int = 2024, as_of: date | None = None, **fields: Any) -> None:
    """Let a number of an earlier sheet be known."""
    sheet = factories.make_sheet(year, dataset=DATASET, basis=Basis.ACTUAL, as_of=as_of)
    factories.make_known(sheet, date(2025, 6, 1), of, number, measure="count", **fields)


def findings(*numbers: tuple[Item, int | str | None], as_of: date = R7_END, **said: str) -> list[Finding]:
    """Enter the numbers into a draft of R7 and return what is found; said: reason, cause or response of the first cell."""
    revision = draft(*numbers, as_of=as_of)
    if said:
        row = load_grid(revision, on=TODAY).rows[0]
        Cell.objects.create(
            revision=revision,
            item=row.place.item,
            key=str(row.key),
            updated_by=somebody(),
            updated_at=factories.NOON,
            said_of=said_text(row.value),
            **said,
        )
    return list(find(load_grid(revision, on=TODAY)))


def somebody() -> Any:

    return make_user("somebody")


def draft(*numbers: tuple[Item, int | str | None], as_of: date = R7_END) -> Revision:
    revision = factories.make_draft(factories.make_sheet(2025, dataset=DATASET, basis=Basis.ACTUAL, as_of=as_of))
    for each, number in numbers:
        factories.make_value(revision, each, number, measure="count")
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def rules(found: list[Finding]) -> list[str]:
    return [finding.rule for finding in found]


def test_nothing_to_say() -> None:
    counted = item()
    past(counted, 10)

    assert findings((counted, 11)) == []


def test_value_below_its_minimum_is_an_error() -> None:
    (finding,) = findings((item(minimum=Decimal(0)), -1))

    assert (finding.rule, finding.weight, finding.blocks) == ("below", Weight.ERROR, True)
    assert finding.message == "下限（0社）を下回っています。値を確認してください。"


def test_value_above_its_maximum_is_an_error() -> None:
    (finding,) = findings((item(unit="%", kind="rate", maximum=Decimal(100)), 101))

    assert (finding.rule, finding.message) == ("above", "上限（100%）を超えています。値を確認してください。")


def test_bounds_themselves_are_allowed() -> None:
    assert findings((item(minimum=Decimal(0), maximum=Decimal(100)), 100)) == []


def test_rate_above_hundred_wants_a_reason() -> None:
    (finding,) = findings((item(unit="%", kind="rate"), 101))

    assert (finding.rule, finding.weight, finding.wants) == ("rate", Weight.WARNING, "reason")


def test_cumulative_count_that_falls() -> None:
    counted = item(kind="cumulative")
    past(counted, 14)

    (finding,) = findings((counted, 12))

    assert finding.message == "累計値が前年度（14社）を下回っています。正しい場合は理由を入力してください。"


def test_cumulative_count_that_falls_within_the_year() -> None:
    counted = item(kind="cumulative")
    past(counted, 14)
    past(counted, 16, year=2025, as_of=R7_DECEMBER)

    (finding,) = findings((counted, 15))

    assert finding.message == "累計値が前回（16社）を下回っています。正しい場合は理由を入力してください。"


def test_yearly_count_may_fall() -> None:
    counted = item()
    past(counted, 14)

    assert findings((counted, 12)) == []


def test_reason_answers_a_doubt() -> None:
    counted = item(kind="cumulative")
    past(counted, 14)

    (finding,) = findings((counted, 12), reason="1社が退去したため")

    assert finding.is_answered and not finding.blocks


def test_blank_reason_answers_nothing() -> None:
    counted = item(kind="cumulative")
    past(counted, 14)

    (finding,) = findings((counted, 12), reason=" ")

    assert finding.blocks


@pytest.mark.parametrize(
    ("last", "now", "said", "suggestion"),
    [
        (427_644, 439_452_000, "前年度の約1,000倍です。", "439,452"),
        (427_644, 4_276_440, "前年度の約10倍です。", None),
        (427_644, 427_644_001, "前年度の約1,000倍です。", None),
        (427_644, 427, "前年度の約1,000分の1です。", None),
    ],
    ids=["a thousand times", "ten times", "not a whole thousandth", "a thousandth"],
)
def test_unit_slip(last: int, now: int, said: str, suggestion: str | None) -> None:
    money = item(unit="千円")
    past(money, last)

    (finding,) = findings((money, now))

    assert finding.message.startswith(said + "単位（千円）を確認してください。")
    assert (finding.rule, finding.suggestion) == ("slip", suggestion)


@pytest.mark.parametrize(
    ("former", "expected"),
    [(None, ["one-per-cent"]), (100, ["one-per-cent"]), (10, ["one-per-cent"]), (9, []), (1, [])],
    ids=["nothing before", "all last year", "ten", "nine", "one"],
)
def test_one_per_cent_may_be_a_spreadsheets_hundred(former: int | None, expected: list[str]) -> None:
    rate = item(unit="%", kind="rate")
    if former is not None:
        past(rate, former)

    assert rules(findings((rate, 1))) == expected


def test_hundred_is_offered_for_one_per_cent() -> None:
    (finding,) = findings((item(unit="%", kind="rate"), 1))

    assert (finding.weight, finding.wants, finding.suggestion) == (Weight.WARNING, "reason", "100")


def test_one_of_anything_else_is_no_rate() -> None:
    assert findings((item(), 1)) == []


@pytest.mark.parametrize(
    ("december", "march", "said"), [(4, 40, ["前回の約10倍です。"]), (40, 4, ["前回の約10分の1です。"]), (4, 39, []), (40, 5, [])]
)
def test_unit_slip_without_last_year_looks_at_the_part_year(december: int, march: int, said: list[str]) -> None:
    counted = item(kind="stock")
    past(counted, december, year=2025, as_of=R7_DECEMBER)

    found = [finding for finding in findings((counted, march)) if finding.rule == "slip"]

    assert [finding.message.partition("単位")[0] for finding in found] == said


def test_part_year_far_below_the_forecast_is_no_slip() -> None:
    counted = item(kind="stock")
    forecast = factories.make_sheet(2025, dataset=DATASET, basis=Basis.FORECAST, as_of=date(2025, 11, 30))
    factories.make_known(forecast, date(2025, 12, 1), counted, 100, measure="count")

    assert findings((counted, 9), as_of=R7_DECEMBER) == []


def test_less_within_the_year_is_no_slip() -> None:
    counted = item()
    past(counted, 100)

    assert findings((counted, 9), as_of=R7_DECEMBER) == []


def test_nine_times_is_no_slip_and_neither_is_growth_from_nothing() -> None:
    few, none = item("few"), item("none")
    past(few, 10)
    past(none, 0, year=2024, as_of=date(2025, 3, 30))

    assert rules(findings((few, 90), (none, 500))) == []


def total_of(*parts: tuple[Item, int]) -> Item:
    total = item("total", order=1)
    for part, sign in parts:
        TotalPart.objects.create(total=total, part=part, sign=sign)
    return total


@pytest.mark.parametrize(("printed", "expected"), [(30, []), (31, ["rounding"]), (29, ["rounding"]), (32, ["footing"]), (28, ["footing"])])
def test_total_of_three_parts_may_be_one_off(printed: int, expected: list[str]) -> None:
    parts = [item(f"part-{n}", order=n + 2) for n in range(3)]

    found = findings((total_of(*((part, 1) for part in parts)), printed), *((part, 10) for part in parts))

    assert rules(found) == expected


def test_difference_of_two_is_footed_with_its_signs() -> None:
    income, expense = item("income", order=2), item("expense", order=3)

    found = findings((total_of((income, 1), (expense, -1)), 94), (income, 986), (expense, 891))

    assert [finding.message for finding in found] == ["内訳の計と合計に1社の差があります。端数処理の範囲内です。"]


def test_total_waits_for_all_its_parts() -> None:
    given, pending = item("given", order=2), item("pending", order=3)

    assert findings((total_of((given, 1), (pending, 1)), 99), (given, 10), (pending, None)) == []


def test_expected_value_that_is_not_entered() -> None:
    counted, other = item(), item("other")
    past(counted, 10)

    (finding,) = findings((other, 1))

    assert (finding.rule, finding.blocks) == ("empty", True)


def test_reason_for_having_no_value_is_an_entry() -> None:
    counted = item()
    past(counted, 10)

    assert findings((counted, None)) == []


def test_unreadable_text_is_an_error_with_an_offer() -> None:
    counted = item()
    revision = draft()
    row = load_grid(revision, on=TODAY).rows[0]
    Cell.objects.create(
        revision=revision, item=counted, key=str(row.key), typed="12社程度", updated_by=somebody(), updated_at=factories.NOON
    )

    (finding,) = find(load_grid(revision, on=TODAY))

    assert (finding.weight, finding.suggestion, finding.cell) == (Weight.ERROR, "12", str(row.key))
    assert finding.message == "「12社程度」を数値として読み取れません。数字だけを入力してください。"
