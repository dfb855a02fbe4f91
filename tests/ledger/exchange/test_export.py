import csv
import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from programs.models import Organization
from tests.conftest import World
from tests.programs.factories import make_agreement, make_organization

EXPORT = "admin:programs_organization_export"


def lines(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


@pytest.fixture
def approver(client: Client, world: World) -> Client:
    client.force_login(world.approver)
    return client


def test_workbook_has_names_labels_lists_and_types(approver: Client) -> None:
    make_agreement("a", name="=1+1", starts_on=date(2026, 4, 1), first_year=2026, is_open_list=True)

    book = openpyxl.load_workbook(io.BytesIO(approver.get(reverse("admin:programs_agreement_export")).content))

    sheet = book["協定・契約"]
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, [cell.value for cell in sheet[3]], strict=True))
    assert sheet.row_dimensions[1].hidden and names[0] == "code" and sheet["A2"].value == "コード"
    assert (row["name"], row["starts_on"].date(), row["first_year"], row["is_open_list"]) == ("=1+1", date(2026, 4, 1), 2026, "はい")
    assert sheet.cell(3, names.index("name") + 1).data_type == "s"
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"はい,いいえ"' in lists and any("基本協定" in each for each in lists)


def test_csv_has_the_rows_of_the_filtered_list(approver: Client) -> None:
    make_organization("a", name="甲大学", kind="university", note="=1")
    make_organization("b", name="乙社")

    content = approver.get(reverse(EXPORT), {"as": "csv", "kind__exact": "university", "q": "甲"}).content

    head, *rows = lines(content)
    assert [row[0] for row in rows] == ["a"] and rows[0][head.index("説明")] == "'=1"
    assert (head[0], rows[0][head.index("種別")]) == ("コード", Organization.objects.get(code="a").get_kind_display())


def test_cp932_when_everything_fits(approver: Client) -> None:
    make_organization("a", name="㈱髙島")

    answer = approver.get(reverse(EXPORT), {"as": "cp932"})

    assert lines(answer.content, "cp932")[1][1] == "㈱髙島" and "Shift_JIS" in answer["Content-Type"]


def test_cp932_lists_what_does_not_fit_and_gives_no_file(approver: Client) -> None:
    make_organization("a", name="𠮷野", note="1〜2")

    page = approver.get(reverse(EXPORT), {"as": "cp932"}).content.decode()

    assert "U+20BB7" in page and "U+301C" in page and '<th scope="row">𠮷</th>' in page
    assert not Entry.objects.filter(action="ledger.register.exported").exists()


def test_export_leaves_an_entry(approver: Client, world: World) -> None:
    approver.get(reverse(EXPORT), {"as": "csv"})

    entry = Entry.objects.get(action="ledger.register.exported")
    assert entry.actor == world.approver and entry.difference["register"] == [None, "programs.organization"]


def test_unknown_filter_goes_back_to_the_list(approver: Client) -> None:
    answer = approver.get(reverse(EXPORT), {"as": "csv", "parent__exact": "x"})

    assert answer.status_code == 302 and answer.url == reverse("admin:programs_organization_changelist")


@pytest.mark.parametrize("role", ["clerk", "approver", "auditor", "administrator"])
def test_who_may_look_may_export(client: Client, world: World, role: str) -> None:
    client.force_login(getattr(world, role))

    assert client.get(reverse(EXPORT)).status_code == 200


@pytest.mark.parametrize("role", ["respondent", "manager", "outsider"])
def test_who_has_no_place_in_the_admin_may_not(client: Client, world: World, role: str) -> None:
    client.force_login(getattr(world, role))

    assert client.get(reverse(EXPORT), follow=True).status_code == 403
