"""The field for a day: what it reads, what a day without a year becomes, and when it counts as changed."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from iconm.lib.forms import DayField

FEBRUARY = date(2026, 2, 10)  # in FY2025


def field(**options) -> DayField:
    return DayField(required=False, **{"reference": lambda: FEBRUARY} | options)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/3", date(2025, 12, 3)),
        ("１２月１０日", date(2025, 12, 10)),
        ("3/31", date(2026, 3, 31)),
        ("4/1", date(2026, 4, 1)),
        ("R7.4.1", date(2025, 4, 1)),
        ("", None),
    ],
)
def test_day_without_a_year_is_the_nearest_to_the_reference(typed: str, day: date | None) -> None:
    assert field().clean(typed) == day


def test_without_a_reference_the_year_is_asked_for() -> None:
    with pytest.raises(ValidationError) as caught:
        field(reference=None).clean("12/3")

    assert caught.value.messages[0].startswith("「12/3」には年がありません。年を付けて入力してください。")


@pytest.mark.parametrize(
    ("typed", "shown"), [("12/3", "R7.12.3"), ("令和7年12月3日", "令和7年12月3日"), ("13/3", "13/3"), ("来週", "来週")]
)
def test_day_without_a_year_is_shown_as_it_was_understood(typed: str, shown: str) -> None:
    form = type("SampleForm", (forms.Form,), {"day": field()})({"day": typed})

    assert form["day"].value() == shown


@pytest.mark.parametrize(
    ("initial", "typed", "has_changed"),
    [
        (date(2026, 4, 1), "2026-04-01", False),
        (date(2026, 4, 1), " 令和8年4月1日", False),
        ("R8.4.1", "2026-04-01", False),
        (None, "", False),
        (None, None, False),
        (date(2026, 4, 1), "", True),
        (date(2026, 4, 1), "R8.4.2", True),
        (date(2026, 4, 1), "来週", True),
        (None, "R8.4.1", True),
    ],
)
def test_another_way_to_write_a_day_is_no_change(initial: object, typed: str | None, has_changed: bool) -> None:
    assert field().has_changed(initial, typed) is has_changed
