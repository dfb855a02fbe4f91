from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.choices import State
from iconm.lib.common_unit import beside, common_unit, comparable, in_unit, inconvertible, own_decimals
from tests.lib.test_figure import make_figure


def money(value: str | None, unit: str = "千円", **fields: Any) -> Any:
    number = {"value": None, "missing": "pending"} if value is None else {"value": Decimal(value)}
    return make_figure(**number | {"unit": unit} | fields)


@pytest.mark.parametrize(
    ("value", "unit", "expected", "decimals"),
    [("1.3", "億円", "130000", 0), ("1234567", "円", "1234.567", 3), ("94250", "千円", "94250", 0), ("", "千円", None, 0)],
    ids=["coarser", "finer keeps its digits", "the same", "no number"],
)
def test_money_is_converted_exactly(value: str, unit: str, expected: str | None, decimals: int) -> None:
    figure = in_unit(money(None if expected is None else value, unit), "千円")

    assert figure
    assert (figure.value, figure.unit, figure.decimals) == (None if expected is None else Decimal(expected), "千円", decimals)


def test_both_ends_of_a_range_are_converted() -> None:
    figure = in_unit(money("1", "億円", upper=Decimal("1.5"), printed="1～1.5億円"), "千円")

    assert figure and (figure.value, figure.upper, figure.printed) == (100000, 150000, "")


def test_number_of_another_kind_is_not_comparable() -> None:
    counted = money("3", "件")

    figure = in_unit(counted, "千円")
    assert figure and (figure.value, figure.unit, figure.state) == (None, "千円", State.NOT_COMPARABLE)
    assert list(inconvertible([counted, money("5"), money(None, "件"), None], "千円")) == [counted]


def test_missing_number_keeps_its_reason() -> None:
    figure = in_unit(money(None, "億円"), "千円")

    assert figure and (figure.unit, figure.state) == ("千円", State.PENDING)


@pytest.mark.parametrize(
    ("units", "expected"),
    [("億円 千円 千円", "千円"), ("億円 千円", "億円"), ("", "")],
)
def test_common_unit_is_that_of_most(units: str, expected: str) -> None:
    assert common_unit([None, *(money("1", unit) for unit in units.split())]) == expected


def test_common_unit_counts_numbers_first() -> None:
    assert common_unit([money(None, "億円"), money(None, "億円"), money("1", "千円")]) == "千円"
    assert common_unit([money(None, "億円")]) == "億円"


@pytest.mark.parametrize(
    ("unit", "other", "expected"),
    [("億円", "千円", "200000"), ("件", "社", "2"), ("件", "千円", None), ("千円", "件", None), ("㎡", "㎡", "2")],
)
def test_counts_are_compared_as_they_stand_and_money_in_one_unit(unit: str, other: str, expected: str | None) -> None:
    assert comparable(Decimal(2), unit, other) == (None if expected is None else Decimal(expected))

    figure = beside(money("2", unit), money("1", other))
    assert figure and figure.value == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("unit", "of_item", "values", "expected"),
    [
        ("千円", "千円", ["1300"], 2),
        ("億円", "千円", ["1.3"], 1),
        ("億円", "千円", ["1.300"], 1),
        ("億円", "千円", ["40.000", None], 0),
        ("億円", "千円", ["1", "1.25"], 2),
        ("件", "社", [None], 0),
    ],
    ids=["the item's unit", "finer", "zeros of the column", "whole", "a range takes the finer end", "no number"],
)
def test_value_in_another_unit_has_decimals_of_its_own(unit: str, of_item: str, values: list[str | None], expected: int) -> None:
    given = [None if value is None else Decimal(value) for value in values]

    assert own_decimals(unit, of_item, 2, given) == expected
