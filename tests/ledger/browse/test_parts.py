"""What a row consists of, its figures, its labels and the filters of its list, on rows made here."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit import registry
from audit.actions import record
from audit.snapshots import target_of
from ledger import registers
from ledger.browse import references
from programs.models import (
    Agreement,
    AgreementParty,
    Body,
    BodyCharter,
    BodyMember,
    Commitment,
    Flow,
    FundingProgram,
    Milestone,
    Organization,
    Participation,
    ProgramItem,
    Theme,
)
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.browse.pages import page, words
from ventures.models import Consortium, FeeClass, MemberTier

pytestmark = pytest.mark.django_db
CITED = "総務委員会資料（令和8(2026)年2月10日）"
LONG = "レジリエント健康長寿社会の実現を先導するグローバルエコシステム形成拠点"


def table(tree: Any, title: str) -> list[list[str]]:
    """Return the cells under a heading, the heads first; of a figure only what stands in the cell."""
    rows = tree.xpath(f"//section[*[self::h2 or self::h3][starts-with(normalize-space(.), '{title}')]]//tr")
    for origin in tree.xpath("//div[@class='origin']"):
        origin.getparent().remove(origin)
    return [[words(cell) for cell in row.xpath("th | td")] for row in rows]


@pytest.fixture
def city(db: None) -> Organization:
    return Organization.objects.create(code="city", name="川崎市", kind="municipality")


@pytest.fixture
def change(db: None) -> FundingProgram:
    return FundingProgram.objects.create(code="change", name=LONG, short_name="CHANGE", kind="project")


def test_no_part_has_more_columns_than_the_union() -> None:
    assert max(len(part.columns or part.shows) for part in registers.parts()) <= references.WORDS


def test_body_shows_its_charter_and_its_members(reader: Client, city: Organization) -> None:
    document = factories.make_document()
    body = Body.objects.create(code="strategy", name="戦略会議", host=city, host_label="市", order=1)
    charter = BodyCharter.objects.create(
        body=body, purpose="推進", times_a_year=2, times_qualifier="程度", duties="検討\n評価", document=document, section="9(4)"
    )
    BodyMember.objects.create(charter=charter, side=city, side_label="市", offices="局長", order=1)
    tree = page(reader, "/registers/bodies/strategy/")

    assert table(tree, "会議体の定め") == [
        ["出典資料", "出典箇所", "目的", "年間の開催回数", "内容"],
        [CITED, "9(4)", "推進", "年2回程度", "検討評価"],
    ]
    assert table(tree, "委員") == [["団体の表記", "団体", "委員（役職）", "出典資料"], ["市", "川崎市", "局長", CITED]]
    assert tree.xpath(f"//td//a[text()='{CITED}']/@href") == [f"/registers/documents/{document.code}/"] * 2


def test_tier_shows_its_fees_and_its_figures(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    members, fee = factories.make_item("members", name="会員数", unit="社"), factories.make_item("fee", name="会費", unit="円")
    consortium = Consortium.objects.create(code="care", name="ケア", founded_year=2023, founded_month=4)
    tier = MemberTier.objects.create(code="corporate", name="法人会員", consortium=consortium, item=members, order=1)
    FeeClass.objects.create(tier=tier, label="100人以下", item=fee, order=1)
    revision = factories.make_past(factories.make_sheet())
    for year in range(2000, 2025):
        factories.make_value(revision, members, year - 2000, fiscal_year=year, as_of=date(year + 1, 3, 31))
    factories.make_value(revision, fee, 50000, fiscal_year=2024, as_of=date(2025, 3, 31))
    factories.approve_as_history([revision], date(2025, 4, 1))
    with django_assert_max_num_queries(10):
        tree = page(reader, "/registers/member-tiers/corporate/")

    assert table(tree, "会費の区分") == [["区分の表記", "会費の項目"], ["100人以下", "会費 50,000円"]]
    heads, *lines = table(tree, "数値")
    assert heads == ["項目", "年度", "種類", "値"]
    assert [line[:2] for line in lines] == [["会員数", "R6(2024)"], ["会費", "R6(2024)"]] + [
        ["会員数", year] for year in _heads(range(2023, 2005, -1))
    ]
    assert [line[3] for line in lines[:3]] == ["24社", "50,000円", "23社"]
    every = tree.xpath("//section[@aria-labelledby='numbers-title']/p")[0]
    assert words(every) == "26件・年度値の一覧：会員数、会費"
    assert every.xpath("a/@href") == ["/ledger/figures/?item=members", "/ledger/figures/?item=fee"]


def _heads(years: range) -> list[str]:
    return [f"R{'元' if year == 2019 else year - 2018}({year})" if year > 2018 else f"H{year - 1988}({year})" for year in years]


def test_row_without_items_has_no_figures(reader: Client, city: Organization) -> None:
    assert not table(page(reader, "/registers/organizations/city/"), "数値")


def test_programme_goes_by_its_short_name_and_is_left_out_where_it_is_the_parent(
    reader: Client, city: Organization, change: FundingProgram
) -> None:
    theme = Theme.objects.create(code="nursing", name="ナーシング", program=change, order=1)
    Participation.objects.create(program=change, theme=theme, organization=city, role="partner", order=1)
    Milestone.objects.create(code="when", name="採択", year=2022, month=10, text="採択", program=change)
    at_theme = page(reader, "/registers/themes/nursing/")

    assert table(at_theme, "参画") == [["団体", "役割"], ["川崎市", "参画機関"]]
    assert at_theme.xpath("//dd/a/text()") == ["CHANGE"]
    assert "CHANGE ナーシング 参画機関" in words(page(reader, "/registers/organizations/city/"))
    for url in ("/registers/themes/", "/registers/milestones/when/", "/registers/organizations/city/", "/registers/themes/nursing/"):
        assert LONG not in words(page(reader, url)), url


def test_party_of_an_agreement_leads_to_the_organization(reader: Client, city: Organization) -> None:
    agreement = Agreement.objects.create(code="basic", name="基本協定", kind="basic")
    AgreementParty.objects.create(agreement=agreement, organization=city)

    assert page(reader, "/registers/agreements/basic/").xpath("//li//a[text()='川崎市']/@href") == ["/registers/organizations/city/"]


def test_filters_offer_what_occurs_and_tell_equal_names_apart(reader: Client, city: Organization) -> None:
    signed = [("basic-2015", 2015, 4, 2015, 2021), ("basic-2022", 2022, 3, 2022, 2052), ("unused", 2023, 1, None, None)]
    for code, year, month, first, last in signed:
        Agreement.objects.create(
            code=code, name="基本協定書", kind="basic", signed_year=year, signed_month=month, first_year=first, last_year=last
        )
    for order, code in enumerate(["basic-2015", "basic-2022"]):
        Commitment.objects.create(code=f"c-{order}", name="約束", text="約束", agreement=Agreement.objects.get(code=code), order=order)

    def offered(query: str = "") -> list[str]:
        return [words(option) for option in page(reader, f"/registers/commitments/{query}").xpath("//select[@name='agreement']/option")]

    assert offered() == ["すべて", "基本協定書（H27.4、H27～R3）", "基本協定書（R4.3、R4～R34）"]
    assert "基本協定書（R5.1）" in offered("?agreement=unused")
    kinds = page(reader, "/registers/organizations/").xpath("//select[@name='kind']/option/@value")
    assert kinds == ["", "municipality"]


def test_labels_are_not_instructions_and_no_is_not_said(reader: Client, change: FundingProgram) -> None:
    Milestone.objects.create(code="when", name="採択", year=2022, month=10, text="採択", program=change)
    Flow.objects.create(
        code="loan", name="貸付", scheme="founding", kind="loan", giver_label="市", receiver_label="財団", order=1, is_open_list=True
    )
    milestone, flow = (page(reader, url) for url in ("/registers/milestones/when/", "/registers/flows/loan/"))
    terms = [words(term) for term in milestone.xpath("//dt")]

    assert "文言" in terms and "年（西暦）" in terms and not {"予定", "「まで」"} & set(terms)
    assert "この日を含まない" not in words(milestone) and "予定" not in words(milestone.xpath("//p[contains(., '登録のない項目')]")[0])
    shown = {words(term): words(term.getnext()) for term in flow.xpath("//dl[contains(@class, 'facts--row')]/dt")}
    assert (shown["仕組み"], shown["一覧に「等」が付く"]) == ("運営開始時の整備", "はい")


def test_parts_and_figures_keep_to_ten_queries(
    client: Client, world: World, change: FundingProgram, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.manager)
    item = factories.make_item("grant", name="配分額")
    factories.make_known(factories.make_sheet(), date(2026, 2, 1), item, 30)
    ProgramItem.objects.create(program=change, item=item, role="received")
    Milestone.objects.create(code="when", name="採択", year=2022, month=10, text="{grant/2024}", program=change)
    record(action=registry.model_code(FundingProgram, registry.CHANGED), by=world.clerk, target=target_of(change))

    for url in ("/registers/programs/change/", "/registers/milestones/when/", "/registers/milestones/", "/registers/programs/"):
        with django_assert_max_num_queries(10):
            page(client, url)
