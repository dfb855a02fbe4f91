"""Ten thousand rows and references, search, and how many queries each page takes."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from programs.models import FundingProgram, Milestone, Organization, OrganizationName, Participation
from tests.conftest import World
from tests.ledger.browse.pages import LIST, groups, many_organizations, names, page, words

pytestmark = pytest.mark.django_db


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
