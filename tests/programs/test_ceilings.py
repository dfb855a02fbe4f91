"""How far yearly amounts have come towards a promised sum. CEILING: 最大2億円 for R4～R7."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.charts.amounts import amounts
from programs.queries.ceilings import Progress, progress
from programs.tables.ceilings import sum_cell

ON = date(2026, 2, 10)


def make_amount(year: int, value: str | None, **fields: object) -> Figure:
    own = {"dataset": "research-funding", "item_code": "coi", "item_label": "COI", "measure": "amount", "basis": "actual", "unit": "千円"}
    number = {"value": Decimal(value)} if value else {"missing": "pending"}
    return Figure(**own | {"fiscal_year": year, "as_of": date(year + 1, 3, 31)} | number | fields)  # type: ignore[arg-type]


CEILING = make_amount(2022, "2", item_code="limit", basis="plan", unit="億円", period_end=2025, as_of=date(2026, 3, 31), qualifier="最大")


def reached(*figures: Figure) -> Progress | None:
    return progress(Known(on=ON, figures=figures), item="coi", ceiling="limit")


def test_years_add_up() -> None:
    found = reached(make_amount(2022, "50000"), make_amount(2023, "20000"), CEILING)

    assert found
    assert (found.sums, found.limit, found.last) == ({2022: 50000, 2023: 70000}, 200000, 2023)


def test_printed_sum_goes_before_that_of_the_years() -> None:
    printed = make_amount(2022, "70001", period_end=2023, as_of=date(2024, 3, 31))
    found = reached(make_amount(2022, "50000"), make_amount(2023, "20000"), printed, CEILING)

    assert found and found.sums == {2022: 50000, 2023: 70001}
    assert sum_cell(found, 2023).figure == printed
    assert (sum_cell(found, 2022).value, sum_cell(found, 2022).figure, sum_cell(found, 2024).state) == (50000, None, State.ABSENT)


def test_no_sum_goes_over_a_gap() -> None:
    found = reached(make_amount(2022, "50000"), make_amount(2023, None), make_amount(2024, "30000"), CEILING)

    assert found and found.sums == {2022: 50000}


@pytest.mark.parametrize(
    "figures",
    [
        (make_amount(2023, "20000"), CEILING),
        (make_amount(2022, None), make_amount(2023, "20000"), CEILING),
        (make_amount(2022, "3", unit="件"), CEILING),
        (make_amount(2022, "50000"),),
        (make_amount(2022, "50000"), make_amount(2022, "2", item_code="limit", basis="plan", unit="億円")),
    ],
    ids=["began later", "first year pending", "no money", "no ceiling", "ceiling of one year"],
)
def test_what_cannot_be_compared_has_no_progress(figures: tuple[Figure, ...]) -> None:
    assert reached(*figures) is None


def test_title_speaks_of_the_year_the_sum_goes_to() -> None:
    """30,000 of R6 follow a gap: the sum ends with R4."""
    figures = (make_amount(2022, "50000"), make_amount(2024, "30000"), CEILING)
    chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="limit", name="a")

    assert chart and chart.title == "R4までの受入額は計50,000千円で、上限額（最大2億円）の25.0%です"


def test_amount_after_the_term_is_held_against_no_ceiling() -> None:
    figures = (make_amount(2022, "50000"), make_amount(2026, "30000"), CEILING)
    chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="limit", name="a")

    assert chart and (chart.kind, [series.role for series in chart.series]) == ("column", ["actual"])
    assert [tick.label for tick in chart.axis] == ["R4", "R5", "R6", "R7", "R8"]
    assert "上限額は最大2億円（全期間の額）です。" in chart.notes
