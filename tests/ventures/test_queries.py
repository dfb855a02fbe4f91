"""Companies and consortia: how many queries they take, and what a day leaves out."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.figure import Figure
from ledger.models import Item, SourceDocument
from ledger.queries import Known, known
from programs.models import Organization, OrganizationName
from tests.ventures.factories import make_consortium, make_tier, make_venture
from ventures.models import CareSite, ConsortiumActivity, FeeClass, FundingRound, Licence, Patent
from ventures.queries import Holdings, VentureFigures, consortium_figures, holdings, venture_figures

ON = date(2026, 2, 10)
NOTHING = Known(on=ON, figures=())


@pytest.mark.parametrize("companies", [0, 1, 100])
def test_companies_take_one_query(db, django_assert_num_queries, companies: int) -> None:
    for number in range(companies):
        make_venture(f"c{number:03}")

    with django_assert_num_queries(1):
        figures = venture_figures(NOTHING)

    assert len(figures.companies) == companies


@pytest.mark.parametrize("tiers", [0, 1, 30])
def test_consortia_take_three_queries(db, django_assert_num_queries, tiers: int) -> None:
    consortium = make_consortium()
    for number in range(tiers):
        make_tier(consortium, f"t{number}", order=number)
        CareSite.objects.create(consortium=consortium, code=f"s{number}", name=f"病院{number}", order=number)
        ConsortiumActivity.objects.create(consortium=consortium, name=f"取組{number}", order=number)

    with django_assert_num_queries(3):
        line = consortium_figures(NOTHING).consortia["care"]

    assert (len(line.tiers), len(line.sites), len(line.activities)) == (tiers, tiers, tiers)


def test_a_successor_with_two_former_names_makes_one_company(db) -> None:
    successor = Organization.objects.create(code="successor", name="(株)現", kind="company")
    for name, kind in (("(株)初代", "former"), ("(株)二代", "former"), ("略", "short")):
        OrganizationName.objects.create(organization=successor, name=name, kind=kind)
    make_venture(status="merged", merged_into=successor)

    (company,) = venture_figures(NOTHING).companies

    assert (company.successor, company.successor_formerly) == ("(株)現", "(株)初代")


def test_a_tier_that_was_abolished_leaves_its_consortium_standing(db) -> None:
    make_tier(make_consortium(), valid_until=ON)

    assert consortium_figures(NOTHING).consortia["care"].tiers == ()
    assert len(consortium_figures(Known(on=date(2026, 2, 9), figures=())).consortia["care"].tiers) == 1


def test_a_company_no_longer_in_force_is_left_out(db) -> None:
    make_venture(valid_until=ON)

    assert venture_figures(NOTHING).companies == ()


def test_what_no_paper_has_printed_yet_is_left_out(db) -> None:
    paper = SourceDocument.objects.create(code="paper", name="資料", body="本部", dated_on=ON)
    make_venture("printed", document=paper)
    make_venture("entered")

    def codes(on: date) -> list[str]:
        return [company.code for company in venture_figures(Known(on=on, figures=())).companies]

    assert codes(date(2026, 2, 9)) == ["entered"]
    assert codes(ON) == ["entered", "printed"]


def test_parts_of_a_consortium_no_paper_has_printed_yet_are_left_out(db) -> None:
    paper = SourceDocument.objects.create(code="paper", name="資料", body="本部", dated_on=ON)
    item = Item.objects.create(code="fee", dataset="ventures", name="会費", unit="万円", kind="flow")
    consortium = make_consortium()
    tier = make_tier(consortium)
    make_tier(consortium, "guest", order=2, document=paper)
    FeeClass.objects.create(tier=tier, label="会員", item=item, order=1, document=paper)
    ConsortiumActivity.objects.create(consortium=consortium, name="交流会", order=1, document=paper)

    def parts(on: date) -> tuple[list[int], tuple[str, ...]]:
        line = consortium_figures(Known(on=on, figures=())).consortia["care"]
        return [len(tier.fees) for tier in line.tiers], line.activities

    assert parts(date(2026, 2, 9)) == ([0], ())
    assert parts(ON) == ([1, 0], ("交流会",))


def figure(value: int, *, as_of: date, basis: str = "actual", fiscal_year: int | None = None) -> Figure:
    return Figure(
        dataset="ventures",
        item_code="fee",
        item_label="会費",
        measure="amount",
        basis=basis,
        unit="万円",
        value=Decimal(value),
        as_of=as_of,
        fiscal_year=fiscal_year,
    )


def test_latest_is_the_actual_of_the_latest_day() -> None:
    figures = (
        figure(36, as_of=date(2025, 12, 31)),
        figure(40, as_of=date(2026, 12, 31), fiscal_year=2026),
        figure(50, as_of=date(2030, 3, 31), fiscal_year=2029, basis="plan"),
    )

    found = VentureFigures(known=Known(on=ON, figures=figures), companies=()).latest("fee", "amount")

    assert found and found.value == 40
    assert VentureFigures(known=NOTHING, companies=()).latest("fee", "amount") is None


def test_the_paper_names_nothing_one_by_one_that_it_only_counts(loaded) -> None:
    from ventures.models import FundingRound, Licence, Membership, Patent, Trial

    assert not any(model.objects.exists() for model in (FundingRound, Licence, Membership, Patent, Trial))


def test_figures_are_those_of_the_dataset(loaded) -> None:
    everything = known(on=ON)

    own = venture_figures(everything).known.figures

    assert {figure.item_code for figure in own} == {f.item_code for f in everything.figures if f.dataset == "ventures"}
    assert {figure.dataset for figure in own} == {"ventures"}


def make_holdings() -> None:
    venture = make_venture()
    item = Item.objects.create(code="funding-nano", dataset="ventures", name="資金調達", unit="千円", kind="flow")
    about = {"venture": venture, "item": item}
    FundingRound.objects.create(code="round", name="第1回", kind="round", **about)
    FundingRound.objects.create(code="sale", name="売却", kind="exit", **about)  # what an owner got, the company did not raise
    patents = [Patent.objects.create(code=f"p{number}", name="特許", owner=venture.organization) for number in range(2)]
    Patent.objects.create(code="lost", name="特許", owner=venture.organization, valid_until=ON)
    Licence.objects.create(code="licence", name="実施", licensee=venture.organization, patent=patents[0])
    Licence.objects.create(code="over", name="実施", licensee=venture.organization, signed_on=date(2020, 4, 1), ended_on=ON)
    Patent.objects.create(code="other", name="特許", owner=Organization.objects.create(code="university", name="大学", kind="university"))


def test_holdings_of_a_company_are_counted_in_one_query(db, django_assert_num_queries) -> None:
    make_holdings()

    with django_assert_num_queries(1):
        found = holdings(ON)

    assert found == {"nano": Holdings(rounds=("funding-nano",), patents=2, licences=1)}


def test_company_without_entries_holds_nothing_known(db) -> None:
    make_venture()

    assert holdings(ON) == {}


def test_company_bears_the_short_name_of_its_programme(loaded) -> None:
    assert {company.program_name for company in venture_figures(known(on=ON)).companies} == {"COINS"}
