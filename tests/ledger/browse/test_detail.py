"""A row: its facts, what refers to it, how papers print it, its history, and who may edit it."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit import registry
from audit.actions import record
from audit.snapshots import target_of
from ledger import registers
from ledger.models import LoadedRow, Mention
from programs.models import Flow, FundingProgram, Milestone, Organization, OrganizationName, Participation, Theme
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.browse.pages import LIST, groups, names, page, words
from ventures.models import Venture

pytestmark = pytest.mark.django_db


def facts(tree: Any) -> dict[str, str]:
    terms = tree.xpath("//dl[contains(@class, 'facts--row')]/dt")
    return {words(term): words(term.getnext()) for term in terms}


def test_row_in_the_words_of_the_portal(reader: Client) -> None:
    document = factories.make_document()
    scheme = FundingProgram.objects.create(code="coi", name="COI STREAM")
    FundingProgram.objects.create(
        code="coins", name="COINS", kind="project", parent=scheme, first_year=2013, last_year=2021, adopted_year=2013,
        purpose="一つ目\n二つ目", document=document, section="1(2)", valid_until=date(2022, 4, 1),
    )  # fmt: skip
    tree = page(reader, "/registers/programs/coins/")

    shown = facts(tree)
    assert words(tree.xpath("//h1")[0]) == "COINS 終了"
    assert (shown["種別"], shown["採択年（西暦）"], shown["開始年度"], shown["終了年度"]) == ("採択事業", "2013", "H25(2013)", "R3(2021)")
    assert (shown["出典資料"], shown["出典箇所"]) == ("総務委員会資料（令和8(2026)年2月10日）", "1(2)")
    assert shown["有効終了日"] == "令和4(2022)年4月1日"
    assert [words(line) for line in tree.xpath("//dd/ul/li")] == ["一つ目", "二つ目"]
    links = dict(zip(tree.xpath("//dd/a/text()"), tree.xpath("//dd/a/@href"), strict=True))
    assert links["COI STREAM"] == "/registers/programs/coi/"
    assert links["総務委員会資料（令和8(2026)年2月10日）"] == f"/registers/documents/{document.code}/"
    assert "採択月" not in shown and "採択月" in words(tree.xpath("//p[contains(., '登録のない項目')]")[0])
    assert "search_key" not in words(tree) and "並び順" not in shown


def test_places_in_a_text_become_figures(reader: Client) -> None:
    item = factories.make_item("loan-term", name="期間", unit="年")
    factories.make_known(factories.make_sheet(), date(2026, 2, 1), item, 30)
    Milestone.objects.create(code="loan", name="貸付", year=2022, month=4, text="期間は{loan-term/2024}。")

    assert facts(page(reader, "/registers/milestones/loan/"))["文言"] == "期間は30年。"
    lines = csv.DictReader(io.StringIO(reader.get("/registers/milestones.csv").content.decode("utf-8-sig")))
    assert [line["text"] for line in lines] == ["期間は30年。"]


def test_places_in_a_list_become_figures(
    reader: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = factories.make_item("loan-term", name="期間", unit="年")
    factories.make_known(factories.make_sheet(), date(2026, 2, 1), item, 30)
    for number in range(12):
        Milestone.objects.create(
            code=f"loan-{number}", name="貸付（{loan-term/2024}）", year=2022, month=4, text="期間は{loan-term/2024}。"
        )
    declared = registers.page("milestones")
    assert declared
    monkeypatch.setitem(registers._pages, "milestones", replace(declared, columns=("text",)))

    with django_assert_max_num_queries(10):
        tree = page(reader, "/registers/milestones/")
    assert {words(row) for row in tree.xpath("//main//tbody/tr")} == {"貸付（30年） 期間は30年。"}


def test_figures_of_another_day_do_not_stand_in_a_list_of_today(reader: Client) -> None:
    item = factories.make_item("loan-term", name="期間", unit="年")
    factories.make_known(factories.make_sheet(), date(2026, 2, 11), item, 30)
    Milestone.objects.create(code="loan", name="貸付（{loan-term/2024}）", year=2022, month=4, text="期間")

    assert names(reader, url="/registers/milestones/") == ["貸付（（未登録））"]


def test_everything_that_refers_to_a_row(reader: Client, few: dict[str, Organization]) -> None:
    city, nano = few["city"], few["nano"]
    program = FundingProgram.objects.create(code="change", name="CHANGE")
    theme = Theme.objects.create(code="t-1", name="ナーシング", program=program, order=1)
    Participation.objects.create(program=program, theme=theme, organization=city, role="partner", order=1)
    Flow.objects.create(
        code="rent",
        name="貸付料",
        scheme="land",
        kind="rent",
        giver=nano,
        giver_label="企業",
        receiver=city,
        receiver_label="市",
        order=1,
        first_year=2022,
        last_year=2025,
    )
    Venture.objects.create(code="nano-venture", name="NANO", organization=nano, founded_year=2016)
    OrganizationName.objects.create(organization=city, name="本市", kind="short")
    tree = page(reader, "/registers/organizations/city/")

    assert groups(tree) == {
        "団体の別名・旧称 1件": ["本市 略称"],
        "団体（上位の団体） 1件": ["(株)横浜銀行"],
        "土地・賃料・資金の流れ（受け手） 1件": ["貸付料 R4(2022)～R7(2025)"],
        "参画 1件": ["CHANGE ナーシング 参画機関"],
    }
    assert tree.xpath("//a[text()='CHANGE']/@href") == ["/registers/programs/change/"]
    assert groups(page(reader, "/registers/organizations/nano/")) == {
        "土地・賃料・資金の流れ（出し手） 1件": ["貸付料 R4(2022)～R7(2025)"],
        "ベンチャー企業（団体） 1件": ["NANO"],
    }


def test_how_papers_print_it(reader: Client, few: dict[str, Organization]) -> None:
    document = factories.make_document()
    for printed, in_force in (("市", False), ("川崎市", True)):
        Mention.objects.create(subject="programs.organization:city", printed=printed, is_in_force=in_force, document=document, section="3")
    rows = page(reader, "/registers/organizations/city/").xpath("//section[@aria-labelledby='mentions-title']//tbody/tr")
    cited = "総務委員会資料（令和8(2026)年2月10日）3"

    assert [words(row) for row in rows] == [f"川崎市 現在の表記 {cited}", f"市{cited}"]
    mentions = page(reader, f"/registers/documents/{document.code}/").xpath("//section[h3[contains(., '資料の表記')]]//a")
    assert [(words(link), link.get("href")) for link in mentions] == [
        ("市", "/registers/organizations/city/"),
        ("川崎市", "/registers/organizations/city/"),
    ]


@pytest.fixture
def changed(world: World, few: dict[str, Organization]) -> Organization:
    """A bank that somebody made of a company, with a reason."""
    bank = few["bank"]
    LoadedRow.objects.create(model="programs.organization", key="bank", content={})
    before, after = {"kind": "company", "parent": None, "search_key": "a"}, {"kind": "bank", "parent": few["city"].pk, "search_key": "b"}
    action = registry.model_code(Organization, registry.CHANGED)
    record(action=action, by=world.clerk, target=target_of(bank), before=before, after=after, reason="訂正")
    return bank


def history(client: Client, query: str = "") -> list[str]:
    return [words(line) for line in page(client, f"/registers/organizations/bank/{query}").xpath("//ol[contains(@class, 'history')]/li")]


@pytest.mark.parametrize("role", ["clerk", "approver", "auditor", "administrator"])
def test_history_for_those_who_enter_the_admin(client: Client, world: World, changed: Organization, role: str) -> None:
    client.force_login(getattr(world, role))
    lines = history(client)

    assert lines[0] == f"R8.2.10 12:00 {world.clerk} 変更しました（訂正）種別：企業 → 金融機関上位の団体"
    assert lines[1] == "移行 資料から初期データとして読み込みました。"
    assert "操作の記録はありません。" in words(page(client, "/registers/organizations/city/"))


@pytest.mark.parametrize("role", ["respondent", "manager"])
def test_history_for_others_has_neither_reason_nor_values(client: Client, world: World, changed: Organization, role: str) -> None:
    client.force_login(getattr(world, role))

    assert history(client) == [f"R8.2.10 {world.clerk} 変更しました", "移行 資料から初期データとして読み込みました。"]


def test_long_history_goes_on_on_the_next_page(
    reader: Client, world: World, changed: Organization, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    action = registry.model_code(Organization, registry.CHANGED)
    for _number in range(59):
        record(action=action, by=world.clerk, target=target_of(changed))

    with django_assert_max_num_queries(10):
        first = page(reader, "/registers/organizations/bank/")
    assert len(history(reader)) == 50
    assert "60件中 1～50件" in words(first)
    assert first.xpath("//nav[contains(@class, 'pagination')]//a[@rel='next']/@href") == ["?page=2"]
    rest = history(reader, "?page=2")
    assert (len(rest), rest[-1]) == (11, "移行 資料から初期データとして読み込みました。")


@pytest.mark.parametrize(("role", "sees"), [("clerk", True), ("approver", False), ("manager", False), ("auditor", False)])
def test_who_may_edit_sees_the_way(client: Client, world: World, role: str, sees: bool) -> None:
    FundingProgram.objects.create(code="change", name="CHANGE")
    client.force_login(getattr(world, role))

    for url in ("/registers/programs/", "/registers/programs/change/"):
        assert bool(page(client, url).xpath("//main//a[text()='管理画面で編集']")) == sees, url


def test_english_names_and_the_language_of_content(reader: Client, few: dict[str, Organization]) -> None:
    reader.cookies["django_language"] = "en"
    links = page(reader, f"{LIST}?in_force=on").xpath("//main//tbody//th/a")

    assert [(words(link), link.get("lang")) for link in links] == [
        ("City of Kawasaki", None),
        ("NANO MRNA(株)", "ja"),
        ("(株)横浜銀行", "ja"),
    ]


def test_item_leads_to_its_figures(reader: Client) -> None:
    item = factories.make_item("licences", name="ライセンス")
    other = factories.make_item("licences-2", name="ライセンス2")
    revision = factories.make_past(factories.make_sheet())
    factories.make_value(revision, item, 1)
    factories.make_value(revision, other, 2)
    factories.approve_as_history([revision], date(2026, 2, 1))
    url = page(reader, "/registers/items/licences/").xpath("//main//a[text()='年度値の一覧']/@href")[0]

    assert url == "/ledger/figures/?item=licences"
    assert names(reader, "item=licences", url="/ledger/figures/") == ["ライセンス"]
    page(reader, "/ledger/figures/?item=nothing", status=400)
