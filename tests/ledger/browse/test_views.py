"""The index and the lists: order, filters, sorting, download, and what an empty or wrong one says."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from ledger import registers
from programs.models import FundingProgram, Organization, OrganizationName, Theme
from tests.ledger.browse.pages import LIST, names, organization, page, words

pytestmark = pytest.mark.django_db


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
        ("q=株式会社横浜銀行", ["(株)横浜銀行"]),
        ("q=㈱+よこはま", ["(株)横浜銀行"]),
        ("q=川崎+横浜", ["(株)横浜銀行"]),
        ("q=川崎", ["川崎市"]),
        ("q=川崎+アキュルナ", []),
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
