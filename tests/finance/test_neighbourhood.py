"""A programme of the neighbourhood never enters iCONM's income, by whichever way somebody tries."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from finance.choices import SupportKind
from finance.models import ResearchSource, SupportScheme
from ledger.models import Item
from programs.choices import ItemRole, Relation
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


def test_it_is_given_nothing_by_the_city() -> None:
    scheme = SupportScheme.objects.filter(kind=SupportKind.CONTRIBUTION)[0]
    scheme.program = campus()

    with pytest.raises(ValidationError, match="キングスカイフロント関連"):
        scheme.full_clean()


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


def moved(program: FundingProgram) -> FundingProgram:
    program.relation = Relation.NEIGHBOURHOOD
    return program


@pytest.mark.parametrize("role", [ItemRole.RECEIVED, ItemRole.EXPENSE])
def test_programme_with_income_or_expense_does_not_move_there(role: str) -> None:
    program = FundingProgram.objects.create(code="new", name="新しい事業")
    ProgramItem.objects.create(program=program, item=Item.objects.get(code="income-research"), role=role)

    with pytest.raises(ValidationError, match="「事業の数値」でiCONMの収支に使われています"):
        moved(program).full_clean()


def test_source_of_research_money_does_not_move_there() -> None:
    program = ResearchSource.objects.get(code="coi-next").program
    assert program
    program.items.all().delete()

    with pytest.raises(ValidationError, match="「研究費の区分」"):
        moved(program).full_clean()


def test_what_the_city_pays_for_does_not_move_there() -> None:
    program = FundingProgram.objects.create(code="new", name="新しい事業")
    SupportScheme.objects.create(code="new", name="負担金", kind=SupportKind.CONTRIBUTION, first_year=2026, program=program)

    with pytest.raises(ValidationError, match="「市の支援」"):
        moved(program).full_clean()


def test_programme_without_money_moves_there() -> None:
    program = FundingProgram.objects.create(code="new", name="新しい事業")
    ProgramItem.objects.create(program=program, item=Item.objects.get(code="income-research"), role=ItemRole.COUNT)

    moved(program).full_clean()
