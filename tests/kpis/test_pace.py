"""The pace of a running year, by hand: where it leads, and what it says of the target. Nothing here judges a result."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from kpis.choices import Achievement, TargetType
from kpis.pace import Prospect, months_of, off_target, prospect, year_end
from ledger.choices import Kind

DECEMBER = date(2025, 12, 31)


def actual(value: str, *, year: int = 2025, as_of: date = DECEMBER, unit: str = "件", basis: Basis = Basis.ACTUAL) -> Figure:
    return Figure(
        dataset="kpi",
        item_code="a",
        item_label="a",
        measure="actual",
        basis=basis,
        unit=unit,
        fiscal_year=year,
        as_of=as_of,
        value=Decimal(value),
    )


def target(value: str, *, upper: str | None = None, unit: str = "件") -> Figure:
    return Figure(
        dataset="kpi",
        item_code="a",
        item_label="a",
        measure="target",
        basis=Basis.PLAN,
        unit=unit,
        fiscal_year=2025,
        value=Decimal(value),
        upper=Decimal(upper) if upper else None,
    )


def before(value: str, as_of: date = date(2025, 3, 31)) -> Figure:
    return actual(value, year=2024, as_of=as_of)


def of(
    now: str, aim: Figure, *, kind: Kind, outlook: str | None = None, target_type: TargetType = TargetType.AT_LEAST, unit: str = "件"
) -> Prospect:
    coming = None if outlook is None else Decimal(outlook)
    return prospect(Achievement.UNDER_WAY, actual(now, unit=unit), aim, target_type=target_type, kind=kind, outlook=coming)


@pytest.mark.parametrize(("day", "months"), [(date(2025, 4, 30), 1), (DECEMBER, 9), (date(2026, 3, 31), 12), (date(2025, 12, 30), None)])
def test_months_of_a_year(day: date, months: int | None) -> None:
    assert months_of(actual("1", as_of=day)) == months


@pytest.mark.parametrize(
    ("kind", "value", "last", "comes_to"),
    [
        (Kind.FLOW, "12", None, "16"),  # 12 ÷ 9 × 12
        (Kind.CUMULATIVE, "13", "10", "14"),  # 10 + (13 - 10) ÷ 9 × 12
        (Kind.CUMULATIVE, "10", "10", "10"),  # nothing was added
        (Kind.CUMULATIVE, "13", None, None),  # from where it started is not known
        (Kind.STOCK, "90", "90", None),
        (Kind.RATE, "90", "90", None),
    ],
)
def test_year_end_of_each_kind(kind: Kind, value: str, last: str | None, comes_to: str | None) -> None:
    outlook = year_end(actual(value), kind, before(last) if last else None)

    assert outlook == (None if comes_to is None else Decimal(comes_to))


@pytest.mark.parametrize(
    "figure",
    [
        None,
        actual("12", unit="千円"),  # money is not received by the month
        actual("12", as_of=date(2025, 12, 15)),
        actual("12", as_of=date(2026, 3, 31)),
        actual("12", basis=Basis.FORECAST),
    ],
)
def test_no_pace_is_told(figure: Figure | None) -> None:
    assert year_end(figure, Kind.FLOW) is None


def test_cumulative_count_goes_on_only_from_a_final_one() -> None:
    assert year_end(actual("13"), Kind.CUMULATIVE, before("10", date(2024, 12, 31))) is None


@pytest.mark.parametrize(
    ("now", "aim", "kind", "outlook", "stands"),
    [
        ("12", "20", Kind.FLOW, "16", Prospect.BEHIND),
        ("12", "16", Kind.FLOW, "16", Prospect.ON_PACE),
        ("12", "20", Kind.FLOW, None, Prospect.TO_GO),
        ("10", "11", Kind.CUMULATIVE, "10", Prospect.BEHIND),
        ("10", "11", Kind.CUMULATIVE, None, Prospect.TO_GO),
        ("85", "90", Kind.RATE, None, Prospect.BELOW),
        ("85", "90", Kind.STOCK, None, Prospect.BELOW),
        ("20", "20", Kind.FLOW, "27", Prospect.FINE),
    ],
)
def test_standing_towards_a_target_to_reach(now: str, aim: str, kind: Kind, outlook: str | None, stands: Prospect) -> None:
    assert of(now, target(aim), kind=kind, outlook=outlook) == stands


@pytest.mark.parametrize(
    ("now", "kind", "outlook", "stands"),
    [
        ("11", Kind.FLOW, "15", Prospect.EXCEEDED),
        ("9", Kind.FLOW, "12", Prospect.RISING),
        ("6", Kind.FLOW, "8", Prospect.FINE),
        ("9", Kind.FLOW, None, Prospect.FINE),
        ("11", Kind.RATE, None, Prospect.EXCEEDED),
        ("9", Kind.RATE, None, Prospect.FINE),
    ],
)
def test_standing_towards_a_limit_of_ten(now: str, kind: Kind, outlook: str | None, stands: Prospect) -> None:
    assert of(now, target("10"), kind=kind, outlook=outlook, target_type=TargetType.AT_MOST) == stands


def test_standing_in_a_range() -> None:
    between = target("10", upper="20")

    assert of("8", between, kind=Kind.FLOW, outlook="12", target_type=TargetType.RANGE) == Prospect.ON_PACE
    assert of("8", between, kind=Kind.FLOW, outlook="9", target_type=TargetType.RANGE) == Prospect.BEHIND
    assert of("8", between, kind=Kind.FLOW, outlook="21", target_type=TargetType.RANGE) == Prospect.RISING
    assert of("25", between, kind=Kind.FLOW, outlook="33", target_type=TargetType.RANGE) == Prospect.EXCEEDED
    assert of("25", between, kind=Kind.STOCK, target_type=TargetType.RANGE) == Prospect.EXCEEDED


def test_reached_range_may_still_be_overrun() -> None:
    words = {"target_type": TargetType.RANGE, "kind": Kind.FLOW, "outlook": Decimal(21)}

    assert prospect(Achievement.REACHED, actual("16"), target("10", upper="20"), **words) == Prospect.RISING


@pytest.mark.parametrize(
    ("value", "target_type", "off"), [("8", "range", -2), ("25", "range", 5), ("15", "range", 0), ("12", "at_most", 2)]
)
def test_off_target_is_measured_from_the_end_it_lies_beyond(value: str, target_type: str, off: int) -> None:
    assert off_target(actual(value), target("10", upper="20"), target_type) == off


def test_missed_range_tells_which_way() -> None:
    words = {"target_type": TargetType.RANGE, "kind": Kind.FLOW, "outlook": None}
    short, over = (prospect(Achievement.MISSED, actual(value), target("10", upper="20"), **words) for value in ("8", "25"))

    assert (short, over) == (Prospect.MISSED, Prospect.OVERRAN)


def test_cumulative_count_goes_on_only_in_its_own_unit() -> None:
    money = Figure(**{name: getattr(before("10"), name) for name in Figure.__struct_fields__} | {"unit": "千円"})

    assert year_end(actual("13"), Kind.CUMULATIVE, money) is None


def test_money_is_compared_in_one_unit_and_with_nothing_else() -> None:
    in_yen = target("2", unit="億円")

    assert of("200000", in_yen, kind=Kind.FLOW, unit="千円") == Prospect.FINE
    assert of("199999", in_yen, kind=Kind.FLOW, unit="千円") == Prospect.TO_GO
    assert of("5", in_yen, kind=Kind.FLOW) == Prospect.FINE  # not to be compared


@pytest.mark.parametrize("achievement", [Achievement.MET, Achievement.PENDING, Achievement.NOT_COMPARABLE])
def test_what_is_not_under_way_stands_well(achievement: Achievement) -> None:
    fine = prospect(achievement, actual("1"), target("20"), target_type="at_least", kind=Kind.FLOW, outlook=None)

    assert fine == Prospect.FINE


def test_what_was_missed_stays_missed() -> None:
    missed = prospect(Achievement.MISSED, actual("1"), target("20"), target_type="at_least", kind=Kind.FLOW, outlook=None)

    assert missed == Prospect.MISSED
