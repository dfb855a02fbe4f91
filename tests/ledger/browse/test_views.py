"""台帳の閲覧: lists, rows and what refers to them, on rows made here."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from audit import registry
from audit.actions import record
from audit.snapshots import target_of
from iconm.lib.text import search_key, sort_key
from ledger import registers
from ledger.models import LoadedRow, Mention
from programs.models import Flow, FundingProgram, Milestone, Organization, OrganizationName, Participation, Theme
from tests.conftest import World
from tests.ledger import factories
from ventures.models import Venture

pytestmark = pytest.mark.django_db
LIST = "/registers/organizations/"
NOON = datetime(2026, 2, 10, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def page(client: Client, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, url
    return html.fromstring(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def names(client: Client, query: str = "", url: str = LIST) -> list[str]:
    return [words(head) for head in page(client, f"{url}?{query}").xpath("//main//tbody/tr/th")]


def organization(code: str, name: str, **fields: Any) -> Organization:
    return Organization.objects.create(**{"code": code, "name": name, "kind": "company"} | fields)


@pytest.fixture
def few(db: None) -> dict[str, Organization]:
    city = organization("city", "川崎市", reading="かわさきし", name_en="City of Kawasaki", kind="municipality")
    return {
        "city": city,
        "nano": organization("nano", "NANO MRNA(株)", reading="なのえむあーるえぬえー"),
        "bank": organization("bank", "(株)横浜銀行", reading="よこはまぎんこう", kind="bank", parent=city),
        "ended": organization("ended", "アキュルナ(株)", valid_until=date(2022, 4, 1)),
    }


def test_index_counts_every_register_and_marks_the_empty(reader: Client, few: dict[str, Organization]) -> None:
    rows = {words(link): words(link.getparent()) for link in page(reader, "/registers/").xpath("//main//li/a")}

    assert len(rows) == len(list(registers.pages()))
    assert rows["団体"] == "団体 4件"
    assert rows["特許"] == "特許 登録なし"


def test_list_is_in_japanese_order_and_marks_what_has_ended(reader: Client, few: dict[str, Organization]) -> None:
    assert names(reader) == ["アキュルナ(株) 終了", "川崎市", "NANO MRNA(株)", "(株)横浜銀行"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ﾖｺﾊﾏ", ["(株)横浜銀行"]),
        ("q=kawasaki", ["川崎市"]),
        ("q=nano", ["NANO MRNA(株)"]),
        ("q=ナノキャリア", ["NANO MRNA(株) （ナノキャリア(株)）"]),
        ("q=bank", ["(株)横浜銀行"]),
        ("q=（）", []),
        ("kind=bank", ["(株)横浜銀行"]),
        ("parent=city", ["(株)横浜銀行"]),
        ("in_force=on", ["川崎市", "NANO MRNA(株)", "(株)横浜銀行"]),
        ("on=2022-03-31&q=アキュルナ", ["アキュルナ(株) 終了"]),
        ("on=2022-04-01&q=アキュルナ", []),
        ("sort=-name", ["(株)横浜銀行", "NANO MRNA(株)", "川崎市", "アキュルナ(株) 終了"]),
        ("sort=kind", ["川崎市", "アキュルナ(株) 終了", "NANO MRNA(株)", "(株)横浜銀行"]),
        ("sort=-parent", ["(株)横浜銀行", "アキュルナ(株) 終了", "川崎市", "NANO MRNA(株)"]),
    ],
)
def test_filters(reader: Client, few: dict[str, Organization], query: str, found: list[str]) -> None:
    OrganizationName.objects.create(organization=few["nano"], name="ナノキャリア(株)", kind="former")

    assert names(reader, query) == found


def test_a_head_sorts_the_other_way_and_keeps_the_filters(reader: Client, few: dict[str, Organization]) -> None:
    head = page(reader, f"{LIST}?kind=company&sort=name&page=1").xpath("//main//thead/tr/th")[0]

    assert (head.get("aria-sort"), head.xpath("a/@href")) == ("ascending", ["?kind=company&sort=-name"])


def test_printed_order_is_the_first_and_the_japanese_one_an_option(reader: Client) -> None:
    program = FundingProgram.objects.create(code="change", name="CHANGE")
    for place, (code, name) in enumerate([("t-1", "ナーシング"), ("t-2", "ロンジビティ"), ("t-3", "医療ケア")]):
        Theme.objects.create(code=code, name=name, program=program, order=place)

    assert names(reader, url="/registers/themes/") == ["ナーシング", "ロンジビティ", "医療ケア"]
    assert names(reader, "sort=name", url="/registers/themes/") == ["ナーシング", "ロンジビティ", "医療ケア"]
    assert names(reader, "sort=-name", url="/registers/themes/") == ["医療ケア", "ロンジビティ", "ナーシング"]


@pytest.mark.parametrize("query", ["kind=planet", "sort=password", "sort=--name", "on=2026-02-30", "parent=nobody"])
def test_what_cannot_be_read_is_explained_beside_the_whole_list(reader: Client, few: dict[str, Organization], query: str) -> None:
    tree = page(reader, f"{LIST}?{query}", status=400)

    assert len(tree.xpath("//main//tbody/tr")) == 4
    assert "誤りが1件あります。" in words(tree)


def test_empty_lists_say_why(reader: Client, few: dict[str, Organization]) -> None:
    assert "この台帳には、まだ登録がありません。" in words(page(reader, "/registers/patents/"))
    assert "この条件に合う登録はありません。" in words(page(reader, f"{LIST}?q=ない"))


@pytest.mark.parametrize(
    "url",
    ["/registers/planets/", "/registers/organizations/nobody/", "/registers/organizations/city/references/x/", "/registers/x.csv"],
)
def test_nothing_there(reader: Client, few: dict[str, Organization], url: str) -> None:
    page(reader, url, status=404)


@pytest.mark.parametrize("register", list(registers.pages()), ids=lambda register: register.slug)
def test_every_list_sorts_by_every_column_and_downloads(reader: Client, register: registers.RegisterPage) -> None:
    for name in ("name", *register.columns):
        page(reader, f"/registers/{register.slug}/?sort={name}")
        page(reader, f"/registers/{register.slug}/?sort=-{name}")
    lines = list(csv.reader(io.StringIO(reader.get(f"/registers/{register.slug}.csv").content.decode("utf-8-sig"))))

    assert [line[:4] for line in lines] == [["code", "name", "name_en", "reading"]]


def test_download_holds_the_filtered_rows_as_codes(reader: Client, few: dict[str, Organization]) -> None:
    organization("formula", "=1+1", kind="bank", valid_from=date(2020, 4, 1))
    content = reader.get("/registers/organizations.csv?kind=bank&sort=name").content

    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["code"], row["name"], row["kind"], row["parent"], row["valid_from"]) for row in rows] == [
        ("formula", "'=1+1", "bank", "", "2020-04-01"),
        ("bank", "(株)横浜銀行", "bank", "city", ""),
    ]


def test_download_explains_a_wrong_filter(reader: Client) -> None:
    response = reader.get("/registers/organizations.csv?kind=planet")

    assert (response.status_code, response.has_header("Content-Disposition")) == (400, False)


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


def groups(tree: Any) -> dict[str, list[str]]:
    sections = tree.xpath("//section[@aria-labelledby='references-title']/section")
    return {words(section.xpath("h3")[0]): [words(line) for line in section.xpath("ul/li | .//tbody/tr")] for section in sections}


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
    record(action=action, by=world.clerk, target=target_of(bank), before=before, after=after, reason="訂正", address=None)
    return bank


def history(client: Client, query: str = "") -> list[str]:
    return [words(line) for line in page(client, f"/registers/organizations/bank/{query}").xpath("//ol[contains(@class, 'history')]/li")]


@pytest.mark.parametrize("role", ["clerk", "approver", "auditor", "administrator"])
def test_history_for_those_who_enter_the_admin(client: Client, world: World, changed: Organization, role: str) -> None:
    client.force_login(getattr(world, role))
    lines = history(client)

    assert lines[0] == f"2026年2月10日 12時00分 {world.clerk} 変更しました（訂正）種別：企業 → 金融機関上位の団体"
    assert lines[1] == "移行 資料から初期データとして読み込みました。"
    assert "操作の記録はありません。" in words(page(client, "/registers/organizations/city/"))


@pytest.mark.parametrize("role", ["respondent", "manager"])
def test_history_for_others_has_neither_reason_nor_values(client: Client, world: World, changed: Organization, role: str) -> None:
    client.force_login(getattr(world, role))

    assert history(client) == [f"2026年2月10日 {world.clerk} 変更しました", "移行 資料から初期データとして読み込みました。"]


def test_long_history_goes_on_on_the_next_page(
    reader: Client, world: World, changed: Organization, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    action = registry.model_code(Organization, registry.CHANGED)
    for _number in range(59):
        record(action=action, by=world.clerk, target=target_of(changed), address=None)

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


def many_organizations(number: int) -> None:
    Organization.objects.bulk_create(
        Organization(code=f"o-{n:05}", name=f"団体{n}", kind="company", search_key=search_key(f"団体{n}"), sort_key=sort_key(f"団体{n}"))
        for n in range(number)
    )


def test_ten_thousand_rows_take_ten_queries(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    many_organizations(10_000)
    OrganizationName.objects.create(organization=Organization.objects.get(code="o-09999"), name="別の団体", kind="alias")

    for url in ("/registers/", LIST, f"{LIST}?q=団体&kind=company&on=2026-01-01&parent=o-00001&sort=-parent&page=7", "/search/?q=団体"):
        with django_assert_max_num_queries(10):
            assert reader.get(url).status_code == 200
    assert len(names(reader, "page=200")) == 50
    assert len(list(csv.reader(io.StringIO(reader.get("/registers/organizations.csv").content.decode())))) == 10_001


def test_ten_thousand_references_take_ten_queries(
    reader: Client, few: dict[str, Organization], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    program = FundingProgram.objects.create(code="change", name="CHANGE")
    first = date(1990, 4, 1)
    Participation.objects.bulk_create(
        Participation(program=program, organization=few["city"], role="partner", order=n, valid_from=first + timedelta(days=n))
        for n in range(10_000)
    )
    Milestone.objects.create(code="when", name="予定", year=2022, month=4, text="{nothing}", program=program)
    kind = "programs-participation-organization"

    with django_assert_max_num_queries(10):
        tree = page(reader, "/registers/organizations/city/")
    assert {label: len(lines) for label, lines in groups(tree).items()} == {"団体（上位の団体） 1件": 1, "参画 10000件": 50}
    assert tree.xpath("//a[text()='10000件すべてを表示']/@href") == [f"/registers/organizations/city/references/{kind}/"]
    for url in (f"/registers/organizations/city/references/{kind}/?page=200", "/registers/milestones/when/", "/registers/programs/change/"):
        with django_assert_max_num_queries(10):
            shown = page(reader, url).xpath("//ul[contains(@class, 'references')]/li | //table[contains(@class, 'parts')]/tbody/tr")
        assert len(shown) in (0, 50, 51)


def test_more_references_from_a_register_lead_to_its_filtered_list(reader: Client, few: dict[str, Organization]) -> None:
    many_organizations(60)
    Organization.objects.filter(code__startswith="o-").update(successor=few["nano"])
    tree = page(reader, "/registers/organizations/nano/")

    assert tree.xpath("//a[text()='60件すべてを表示']/@href") == [f"{LIST}?successor=nano"]
    listed = page(reader, f"{LIST}?successor=nano&page=2")
    assert len(listed.xpath("//main//tbody/tr")) == 10
    assert "承継した団体が「NANO MRNA(株)」のものを表示しています。" in words(listed)


def test_search_finds_rows_by_name_and_by_other_names(reader: Client, few: dict[str, Organization]) -> None:
    OrganizationName.objects.create(organization=few["nano"], name="ナノキャリア(株)", kind="former")
    FundingProgram.objects.create(code="nano-program", name="ナノの事業")
    many_organizations(12)
    found = page(reader, "/search/?q=ﾅﾉ").xpath("//main//li")

    assert [(words(line), line.xpath("a/@href")[0]) for line in found] == [
        ("NANO MRNA(株)", "/registers/organizations/nano/"),
        ("ナノの事業", "/registers/programs/nano-program/"),
    ]
    assert [words(line) for line in page(reader, "/search/?q=キャリア").xpath("//main//li")] == ["NANO MRNA(株) （ナノキャリア(株)）"]
    more = page(reader, "/search/?q=団体").xpath("//main//p/a")
    assert [(words(link), link.get("href")) for link in more] == [
        ("団体の検索結果をすべて表示", f"{reverse('ledger:register-list', kwargs={'slug': 'organizations'})}?q=%E5%9B%A3%E4%BD%93")
    ]


def test_only_reading(reader: Client, few: dict[str, Organization]) -> None:
    for url in ("/registers/", LIST, "/registers/organizations.csv", "/registers/organizations/city/"):
        assert reader.post(url).status_code == 405


@pytest.mark.parametrize("role", ["clerk", "approver", "auditor", "administrator", "manager"])
def test_a_row_takes_few_queries_whoever_reads(
    client: Client, world: World, few: dict[str, Organization], django_assert_max_num_queries: DjangoAssertNumQueries, role: str
) -> None:
    client.force_login(getattr(world, role))
    page(client, "/registers/organizations/city/")  # the session is there from now on

    with django_assert_max_num_queries(10):
        page(client, "/registers/organizations/city/")
