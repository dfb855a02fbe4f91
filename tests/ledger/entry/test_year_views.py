"""The pages of the years: what they list, open, close and let be corrected."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from iconm.lib.choices import Basis
from ledger.actions import start_revision
from ledger.actions.yearbook import close_year, grant_exception, open_year, reopen_year
from ledger.models import LockException, Sheet, Value, YearBook
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON

pytestmark = pytest.mark.django_db
YEARS = "/admin/entry/years/"
QUERIES_AT_MOST = 12


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def approved(world: World) -> Sheet:
    """The settled account of R6, approved."""
    line = factories.line(factories.make_item().code)
    return factories.enter_and_approve(factories.make_sheet(2024), line, clerk=world.clerk, approver=world.approver).sheet


def tree(response: Any) -> Any:
    return html.fromstring(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def main(response: Any) -> str:
    return words(tree(response).xpath("//div[@class='entry__page']")[0])


def rows(response: Any) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("th|td")] for row in tree(response).xpath("//table[contains(@class, 'years')]/tbody/tr")]


def test_list_tells_how_each_year_stands(client: Client, world: World, approved: Sheet) -> None:
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    factories.make_sheet(2025)
    client.force_login(world.clerk)

    assert rows(client.get(YEARS)) == [
        ["R8(2026)", "開始前", "—", "—", "—", "開始する（令和8年度）"],
        ["R7(2025)", "締切前", "未着手 1", "—", "—", "開始する（令和7年度）"],
        ["R6(2024)", "締切済", "承認済 1", "開始の操作なし", "R8.2.10 利用者 approver", ""],
    ]


def test_list_tells_of_closings_that_were_taken_back(client: Client, world: World, approved: Sheet) -> None:
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    reopen_year(fiscal_year=2024, by=world.second_approver, at=NOON, reason="誤記")
    client.force_login(world.auditor)
    past = "R8.2.10 締切 利用者 approverR8.2.10 取消し 利用者 second-approver（誤記）"

    assert rows(client.get(YEARS))[-1][3:5] == ["開始の操作なし", f"—{past}"]
    close_year(fiscal_year=2024, by=world.second_approver, at=NOON)
    assert rows(client.get(YEARS))[-1][3:5] == ["開始の操作なし", f"R8.2.10 利用者 second-approver{past}"]


def test_list_tells_who_opened_a_year_whatever_came_after(client: Client, world: World, approved: Sheet) -> None:
    open_year(fiscal_year=2024, sheets=[], by=world.clerk, at=NOON)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    reopen_year(fiscal_year=2024, by=world.approver, at=NOON, reason="誤記")
    client.force_login(world.auditor)

    assert rows(client.get(YEARS))[-1][3] == "R8.2.10 利用者 clerk"


def test_list_offers_an_approver_what_approvers_do(client: Client, world: World, approved: Sheet) -> None:
    client.force_login(world.approver)
    assert [row[-1] for row in rows(client.get(YEARS))] == ["", "", "締め切る（令和6年度）"]
    close_year(fiscal_year=2024, by=world.approver, at=NOON)

    assert rows(client.get(YEARS))[-1][-1] == "訂正を認める（令和6年度）締切を取り消す（令和6年度）"


def test_list_of_many_years_takes_as_many_queries(client: Client, world: World) -> None:
    for year in range(2000, 2024):
        factories.make_sheet(year)
        close_year(fiscal_year=year, by=world.approver, at=NOON, reason="移行前")
        grant_exception(fiscal_year=year, dataset=DATASET, valid_until=date(2026, 3, 1), by=world.approver, at=NOON, reason="誤記")
    client.force_login(world.approver)
    client.get(YEARS)

    with CaptureQueriesContext(connection) as queries:
        client.get(YEARS)

    assert len(queries) <= QUERIES_AT_MOST, [query["sql"] for query in queries]


# Opening


def test_open_offers_the_structure_of_the_years_before(client: Client, world: World, approved: Sheet) -> None:
    factories.make_sheet(2025, basis=Basis.FORECAST)
    factories.make_sheet(2025, basis=Basis.ACTUAL, as_of=date(2025, 6, 24))
    client.force_login(world.clerk)

    page = tree(client.get(f"{YEARS}2026/open/"))

    offered = [(words(row.xpath("td")[0]), bool(row.xpath(".//input[@checked]"))) for row in page.xpath("//main//tbody/tr")]
    # A report of one day within a month is nothing a year usually has: offered, not ticked.
    assert offered == [("実績（R8.6.24時点）", False), ("決算見込", True), ("決算", True)]


def test_open_makes_what_was_ticked_and_copies_no_value(client: Client, world: World, approved: Sheet) -> None:
    client.force_login(world.clerk)
    name = f"{DATASET}-settled-20260331"

    response = client.post(f"{YEARS}2025/open/", {f"pick-{name}": "on", f"due-{name}": "令和8年5月31日"})

    assert (response.status_code, response["Location"]) == (302, "/admin/entry/?year=2025")
    sheet = Sheet.objects.get(fiscal_year=2025)
    assert (sheet.as_of, sheet.due_on, sheet.revisions.count()) == (date(2026, 3, 31), date(2026, 5, 31), 0)
    assert Value.objects.exclude(revision__sheet=approved).count() == 0
    assert "作成済" in main(client.get(f"{YEARS}2025/open/"))
    nothing = client.post(f"{YEARS}2025/open/", {})
    assert (nothing.status_code, "作成する年度報告を選択してください。" in words(tree(nothing))) == (422, True)


def test_open_keeps_a_due_date_that_cannot_be_read(client: Client, world: World, approved: Sheet) -> None:
    client.force_login(world.clerk)
    name = f"{DATASET}-settled-20260331"

    response = client.post(f"{YEARS}2025/open/", {f"pick-{name}": "on", f"due-{name}": "5月末"})

    assert response.status_code == 422
    assert tree(response).xpath(f"//input[@name='due-{name}']/@value") == ["5月末"]
    assert not YearBook.objects.exists()


def test_open_keeps_a_due_date_that_has_passed_and_says_so(client: Client, world: World, approved: Sheet) -> None:
    client.force_login(world.clerk)
    name = f"{DATASET}-settled-20260331"

    response = client.post(f"{YEARS}2025/open/", {f"pick-{name}": "on", f"due-{name}": "R7.5.31"})

    assert response.status_code == 422
    assert tree(response).xpath(f"//input[@name='due-{name}']/@value") == ["R7.5.31"]
    assert "提出期限には、本日以後の日付を入力してください。" in words(tree(response))
    assert not YearBook.objects.exists()


def test_open_without_earlier_years_says_what_to_do(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    assert "引き継ぐ構成がありません。" in main(client.get(f"{YEARS}2026/open/"))


# Closing


def test_close_lists_what_is_in_the_way(client: Client, world: World, approved: Sheet) -> None:
    start_revision(sheet=approved, by=world.clerk, at=NOON, reason="転記誤り")
    client.force_login(world.approver)

    page = client.get(f"{YEARS}2024/close/")

    assert "承認されていない年度報告" in main(page) and not tree(page).xpath("//main//form")
    assert f"/admin/entry/sheets/{approved.pk}/" in tree(page).xpath("//div[@class='entry__page']//a/@href")
    refused = client.post(f"{YEARS}2024/close/", {"reason": "急ぎのため"})
    assert refused.status_code == 422 and "締め切ることができません。" in words(tree(refused))


def test_close_wants_a_reason_for_what_is_missing_and_keeps_it(client: Client, world: World, approved: Sheet) -> None:
    factories.make_sheet(2023, basis=Basis.REVISED)
    client.force_login(world.approver)

    assert "前年度にあって、この年度にない年度報告" in main(client.get(f"{YEARS}2024/close/"))
    assert client.post(f"{YEARS}2024/close/", {"reason": " "}).status_code == 422
    assert not YearBook.objects.exists()
    assert client.post(f"{YEARS}2024/close/", {"reason": "補正予算なし"})["Location"] == YEARS
    assert YearBook.objects.get().closed_by == world.approver


def test_close_offers_to_add_a_report_to_its_clerk_only(client: Client, world: World, approved: Sheet) -> None:
    factories.make_sheet(2023, basis=Basis.REVISED)
    offered = {}
    for person in (world.approver, world.clerk):
        client.force_login(person)
        page = client.get(f"{YEARS}2024/close/")
        links = tree(page).xpath("//div[@class='entry__page']//a/@href")
        offered[person.username] = (f"{YEARS}2024/open/" in links, "このデータ区分の入力担当が追加できます。" in main(page))

    assert offered == {"approver": (False, True), "clerk": (True, False)}


def test_close_and_reopen(client: Client, world: World, approved: Sheet) -> None:
    client.force_login(world.approver)
    assert "未了のものはありません。" in main(client.get(f"{YEARS}2024/close/"))
    client.post(f"{YEARS}2024/close/", {})
    assert "締め切りました。" in main(client.get(f"{YEARS}2024/close/"))
    assert "令和6年度は令和8年2月10日に" in main(client.get(f"{YEARS}2024/open/"))

    empty = client.post(f"{YEARS}2024/reopen/", {"reason": ""})
    assert (empty.status_code, "理由を入力してください。" in words(tree(empty))) == (422, True)
    assert client.post(f"{YEARS}2024/reopen/", {"reason": "誤って締め切った"}).status_code == 302
    assert YearBook.objects.get().closed_at is None


def test_a_year_under_way_is_not_closed(client: Client, world: World) -> None:
    client.force_login(world.approver)
    assert "年度が終わっていないため" in main(client.get(f"{YEARS}2025/close/"))


def test_exception_until_its_last_day(client: Client, world: World, approved: Sheet) -> None:
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    client.force_login(world.approver)
    address, fields = f"{YEARS}2024/exception/", {"dataset": DATASET, "last_on": "R8.2.28", "reason": "転記誤りのため"}

    wrong = client.post(address, fields | {"last_on": "2月末"})
    assert wrong.status_code == 422 and "転記誤りのため" in words(tree(wrong))
    past = client.post(address, fields | {"last_on": "R8.2.9"})
    assert past.status_code == 422 and "訂正の最終日は、本日以後の日付にしてください。" in words(tree(past))
    assert client.post(address, fields).status_code == 302
    assert LockException.objects.get().valid_until == date(2026, 3, 1)
    listed = main(client.get(YEARS))
    assert "訂正可" in listed and "理由：転記誤りのため" in listed and "令和8(2026)年2月28日まで" in listed


@pytest.mark.parametrize("page", ["close", "reopen", "exception"])
def test_others_see_no_form_and_are_refused(client: Client, world: World, approved: Sheet, page: str) -> None:
    if page != "close":
        close_year(fiscal_year=2024, by=world.approver, at=NOON)
    for person in (world.clerk, world.auditor):
        client.force_login(person)
        response = client.get(f"{YEARS}2024/{page}/")
        assert response.status_code == 200 and not tree(response).xpath("//div[@class='entry__page']//form")
    fields = {"dataset": DATASET, "last_on": "R8.2.28", "reason": "転記誤り"}
    response = client.post(f"{YEARS}2024/{page}/", fields)
    assert response.status_code == 403
    assert not LockException.objects.exists()


@pytest.mark.parametrize("page", ["", "2024/open/", "2024/close/", "2024/reopen/", "2024/exception/"])
@pytest.mark.parametrize("role", ["respondent", "manager", "outsider"])
def test_people_outside_the_admin_see_nothing(client: Client, world: World, page: str, role: str) -> None:
    client.force_login(getattr(world, role))
    assert client.get(YEARS + page).status_code == 403


def test_a_year_that_is_none(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    assert client.get(f"{YEARS}12/open/").status_code == 404


def test_open_names_the_report_whose_due_date_is_wrong(client: Client, world: World, approved: Sheet) -> None:
    factories.make_sheet(2025, basis=Basis.FORECAST)
    client.force_login(world.clerk)
    name = f"{DATASET}-forecast-20270331"

    page = tree(client.post(f"{YEARS}2026/open/", {f"pick-{name}": "on", f"due-{name}": "来春"}))

    assert [words(link) for link in page.xpath("//div[@class='error-summary']//a")] == ["収支 決算見込 提出期限"]
