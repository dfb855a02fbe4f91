"""The statement: its tree, its footings, and what the guide asks of printed totals."""

from datetime import date
from decimal import Decimal

import pytest

from finance.headline import STATEMENT_BASES
from finance.queries import FinanceFigures, finance_figures
from ledger.queries import known

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def finance(db) -> FinanceFigures:
    return finance_figures(known(on=date(2026, 2, 10)))


def test_registers_take_five_queries(db, django_assert_num_queries) -> None:
    figures = known(on=date(2026, 2, 10))

    with django_assert_num_queries(5):
        finance_figures(figures)


def test_gaps_of_the_printed_totals(finance: FinanceFigures) -> None:
    """Worked out from the paper: R4 revenue is printed 1 below the sum of its parts' 1,023,137, and so on; R7 adds up exactly."""
    gaps = {
        (year, item): footing.gap
        for year in range(2022, 2026)
        for item, footing in finance.footings(year, bases=STATEMENT_BASES).items()
        if footing.gap
    }

    assert gaps == {
        (2022, "income-total"): Decimal(-1),
        (2022, "expense-research"): Decimal(-1),
        (2022, "expense-total"): Decimal(1),
        (2022, "carried-over"): Decimal(1),
        (2023, "expense-facility"): Decimal(1),
        (2023, "expense-total"): Decimal(-1),
        (2023, "carried-over"): Decimal(-1),
        (2024, "income-total"): Decimal(1),
        (2024, "expense-facility"): Decimal(-1),
    }


def test_rounding_explains_every_gap(finance: FinanceFigures) -> None:
    footings = [footing for year in range(2022, 2026) for footing in finance.footings(year, bases=STATEMENT_BASES).values()]

    assert all(footing.is_rounding() for footing in footings if footing.gap)
    assert not any(footing.is_rounding() for footing in footings if not footing.gap)


def test_policies_follow_each_other(finance: FinanceFigures) -> None:
    terms = [(policy.first_year, policy.last_year, policy.is_wage_linked) for policy in finance.policies]

    assert terms == [(2019, 2021, False), (2022, 2025, False), (2026, 2026, True), (2027, None, True)]


def test_stated_amount_is_the_most_settled_of_its_year(finance: FinanceFigures) -> None:
    """R6 is settled, R7 expected; what the paper prints 予算案 for is not of the statement."""
    assert [finance.basis_word(year) for year in (2024, 2025, 2026)] == ["決算", "見込", ""]
    assert {finance.stated["income-total", year].basis for year in (2022, 2023, 2024)} == {"settled"}
    assert all(figure == finance.amount(*key, bases=STATEMENT_BASES) for key, figure in finance.stated.items())
