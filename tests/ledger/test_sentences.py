from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from ledger.queries import Known
from ledger.sentences import fill, places, yearly

ON = date(2026, 2, 10)


def figure(**fields: Any) -> Figure:
    defaults = {
        "dataset": "outreach",
        "item_code": "seminars",
        "item_label": "セミナー",
        "measure": Measure.COUNT,
        "basis": Basis.ACTUAL,
        "unit": "回",
        "fiscal_year": 2024,
        "as_of": date(2025, 3, 31),
        "value": Decimal(7),
    }
    return Figure(**(defaults | fields))


def people(**fields: Any) -> Figure:
    return figure(measure=Measure.PEOPLE, unit="名", **fields)


TWO_YEARS = (
    figure(value=Decimal(11), period_end=2025, as_of=date(2025, 12, 31)),
    people(value=Decimal(1986), period_end=2025, as_of=date(2025, 12, 31)),
    figure(),
    people(value=Decimal(1621)),
    figure(value=Decimal(4), fiscal_year=2025, as_of=date(2025, 12, 31)),
    people(value=Decimal(365), fiscal_year=2025, as_of=date(2025, 12, 31)),
)
BOTH = (Measure.COUNT, Measure.PEOPLE)


def test_yearly_prints_total_and_years_of_both_measures() -> None:
    known = Known(on=ON, figures=TWO_YEARS)

    sentence = yearly(known, "seminars", years=range(2022, 2026), measures=BOTH)

    assert sentence == "計11回 1,986名（R6 7回 1,621名, R7.12 4回 365名）"


def test_yearly_leaves_out_years_after_the_day() -> None:
    known = Known(on=ON, figures=TWO_YEARS)

    assert yearly(known, "seminars", years=range(2022, 2026), until=date(2025, 6, 30)) == "R6 7回"


def test_yearly_leaves_out_months_where_the_paper_does() -> None:
    known = Known(on=ON, figures=TWO_YEARS)

    sentence = yearly(known, "seminars", years=range(2022, 2026), months=False)

    assert sentence == "計11回（R6 7回, R7 4回）"


def test_yearly_of_an_unknown_item_is_empty() -> None:
    assert yearly(Known(on=ON, figures=()), "seminars", years=range(2022, 2026)) == ""


def test_yearly_without_years_is_the_total() -> None:
    known = Known(on=ON, figures=TWO_YEARS[:1])

    assert yearly(known, "seminars", years=range(2022, 2026)) == "計11回"


FILLED = [
    pytest.param("計{seminars/2024-2025}開催", "計11回開催", id="a term"),
    pytest.param("{seminars/2024}", "7回", id="a year"),
    pytest.param("{seminars/2024/people}の参加", "1,621名の参加", id="a measure"),
    pytest.param("{seminars}", "11回", id="no year: the longest reach"),
    pytest.param("{award}", "最大40億円", id="a fact without a year"),
    pytest.param("{unknown} {seminars/1999}", "（未登録） （未登録）", id="not known on the day"),
    pytest.param("{} {A} {あ}", "{} {A} {あ}", id="other braces stay"),
]


@pytest.mark.parametrize(("text", "filled"), FILLED)
def test_fill_replaces_places_by_figures(text: str, filled: str) -> None:
    award = figure(
        item_code="award", measure=Measure.AMOUNT, unit="億円", fiscal_year=None, as_of=None, value=Decimal(40), qualifier="最大"
    )

    assert fill(text, Known(on=ON, figures=(*TWO_YEARS, award))) == filled


def test_places_names_the_items_of_a_text() -> None:
    assert list(places("施設{award-facility}、{seminars/2024/people}")) == ["award-facility", "seminars"]
