"""A programme of the neighbourhood never enters iCONM's income, by whichever way somebody tries."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from finance.models import ResearchSource
from ledger.models import Item
from programs.choices import ItemRole
from programs.models import FundingProgram, ProgramItem
from reporting import figures

ON = date(2026, 2, 10)
pytestmark = pytest.mark.usefixtures("loaded")


def campus() -> FundingProgram:
    return FundingProgram.objects.get(code="drug-cluster-campus")


def test_it_is_no_source_of_research_money() -> None:
    source = ResearchSource.objects.get(code="coi-next")
    source.program = campus()

    with pytest.raises(ValidationError, match="キングスカイフロント関連"):
        source.full_clean()


@pytest.mark.parametrize("role", [ItemRole.RECEIVED, ItemRole.EXPENSE])
def test_no_income_or_expense_is_tied_to_it(role: str) -> None:
    row = ProgramItem(program=campus(), item=Item.objects.get(code="income-research"), role=role)

    with pytest.raises(ValidationError, match="創薬クラスターキャンパス整備事業"):
        row.full_clean()


def test_what_is_counted_of_it_may_be_kept() -> None:
    ProgramItem(program=campus(), item=Item.objects.get(code="income-research"), role=ItemRole.COUNT).full_clean()


def test_nothing_of_the_campus_stands_in_the_accounts() -> None:
    known = figures.load(on=ON).finance.known

    assert not [figure for figure in known.figures if "campus" in figure.item_code or "創薬" in figure.item_label]
