from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.figure import Figure
from ledger.entry.reports.differences import aside, between

R7_END = date(2026, 3, 31)


def figure(code: str, number: int | None, **fields: Any) -> Figure:
    stated: dict[str, Any] = {
        "dataset": "kpi",
        "item_code": code,
        "item_label": f"項目{code}",
        "measure": "actual",
        "basis": "actual",
        "unit": "件",
        "fiscal_year": 2025,
        "as_of": R7_END,
        "value": None if number is None else Decimal(number),
        "missing": "pending" if number is None else "",
    }
    return Figure(**stated | fields)


def lines(old: list[Figure], new: list[Figure]) -> list[tuple[str, str, str, str]]:
    return [(each.figure.item_code, each.kind, each.old_shown, each.new_shown) for each in between(old, new)]


def test_what_differs_is_listed_in_the_order_of_the_new() -> None:
    old = [figure("gone", 3), figure("same", 5), figure("changed", 12)]
    new = [figure("changed", 1200), figure("added", None), figure("same", 5)]

    assert lines(old, new) == [
        ("changed", "changed", "12件", "1,200件"),
        ("added", "added", "", "未確定"),
        ("gone", "removed", "3件", ""),
    ]


def test_zero_is_not_the_absence_of_a_number() -> None:
    assert lines([figure("a", 0)], [figure("a", None)]) == [("a", "changed", "0件", "未確定")]


@pytest.mark.parametrize("fields", [{"note": "暫定"}, {"section": "6(2)"}, {"document": "committee-2026"}])
def test_note_and_source_are_differences_too(fields: dict[str, str]) -> None:
    (difference,) = between([figure("a", 1)], [figure("a", 1, **fields)])

    assert (difference.kind, difference.is_number_changed) == ("changed", False)


def test_values_of_one_item_are_told_apart_by_year() -> None:
    old = [figure("a", 1), figure("a", 2, fiscal_year=2024)]

    assert lines(old, [figure("a", 1), figure("a", 3, fiscal_year=2024)]) == [("a", "changed", "2件", "3件")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"fiscal_year": 2024}, "R6(2024)"),
        ({"fiscal_year": 2022, "period_end": 2025}, "R4(2022)～R7(2025)"),
        ({"measure": "people", "as_of": date(2025, 12, 31)}, "人数 R7.12末"),
        ({"basis": "forecast"}, "見込"),
    ],
)
def test_aside_says_what_is_not_the_sheets_own(fields: dict[str, Any], expected: str) -> None:
    assert aside(figure("a", 1, **fields), fiscal_year=2025, basis="actual", as_of=R7_END) == expected
