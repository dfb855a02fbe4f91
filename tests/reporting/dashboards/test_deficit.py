"""What is said of years that cost more than they brought in, on numbers made up for it."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from msgspec import structs

from finance.headline import CARRIED_FORWARD, CARRIED_OVER, EXPENSE, INCOME
from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from ledger.queries import Known
from reporting.dashboards.pages.deficit import deficit

ON = date(2026, 2, 10)


def figures_of(year: int, *, income: str, brought: str, expense: str, over: str, unit: str = "千円") -> list[Figure]:
    amounts = {INCOME: income, CARRIED_FORWARD: brought, EXPENSE: expense, CARRIED_OVER: over}
    return [
        Figure(
            dataset="statement",
            item_code=code,
            item_label=code,
            measure="amount",
            basis=Basis.SETTLED if year < 2025 else Basis.FORECAST,
            unit=unit,
            fiscal_year=year,
            as_of=date(year + 1, 3, 31),
            value=Decimal(value),
        )
        for code, value in amounts.items()
    ]


def told(*years: list[Figure], year: int = 2025, first: int = 2022) -> str:
    with translation.override("ja"):
        return deficit(Known(on=ON, figures=tuple(figure for each in years for figure in each)), year=year, first=first)


GOOD = figures_of(2023, income="110", brought="0", expense="100", over="10")
SHORT = figures_of(2024, income="100", brought="10", expense="95", over="5")  # 100 - 10 - 95 = △5
SHORTER = figures_of(2025, income="100", brought="5", expense="99", over="1")  # 100 - 5 - 99 = △4


def test_year_that_brought_in_more_is_not_mentioned() -> None:
    assert told(GOOD, year=2023) == ""


def test_first_year_short_with_what_is_left() -> None:
    said = told(GOOD, SHORT, year=2024)

    assert said == "R6（決算）の単年度収支は△5千円です。次年度繰越はR5の10千円から5千円に減りました。"


def test_years_in_a_row_are_counted_back_to_the_last_good_one() -> None:
    said = told(GOOD, SHORT, SHORTER)

    assert said == "R7（見込）の単年度収支は△4千円で、2年度続けて支出が収入を上回っています。次年度繰越はR5の10千円から1千円に減りました。"


def test_years_before_the_period_are_not_counted() -> None:
    assert "続けて" not in told(GOOD, SHORT, SHORTER, first=2025)


def test_other_unit_is_converted_first() -> None:
    """100千円 less 10,000円 less 95,000円 are △5千円."""
    mixed = [*SHORT[:1], *figures_of(2024, income="0", brought="10000", expense="95000", over="5000", unit="円")[1:]]

    assert told(GOOD, mixed, SHORTER).startswith("R7（見込）の単年度収支は△4千円で、2年度続けて")
    assert told(GOOD, mixed, year=2024) == "R6（決算）の単年度収支は△5千円です。次年度繰越はR5の10千円から5千円に減りました。"


def test_balance_has_the_decimals_of_its_amounts() -> None:
    amounts = figures_of(2024, income="1.0", brought="0.2", expense="1.2", over="0.6", unit="億円")

    assert told([structs.replace(figure, decimals=1) for figure in amounts], year=2024) == "R6（決算）の単年度収支は△0.4億円です。"


@pytest.mark.parametrize("missing", [INCOME, CARRIED_FORWARD, EXPENSE])
def test_balance_that_cannot_be_told_is_not(missing: str) -> None:
    assert told(GOOD, [figure for figure in SHORT if figure.item_code != missing], year=2024) == ""
