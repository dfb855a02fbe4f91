"""The year's reports, a new one, the page of one report."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from iconm.lib.choices import Basis
from ledger.actions.yearbook import close_year, grant_exception
from ledger.models import Revision, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, revision_in
from tests.ledger.factories import NOON, TODAY
from tests.ledger.inquiries.acts import inquiry_in

pytestmark = pytest.mark.django_db
HOME, NEW = "/admin/entry/", "/admin/entry/sheets/new/"
REPORT = {"dataset": "statement", "fiscal_year": "Ｒ７", "basis": "settled", "as_of": "", "due_on": ""}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def main(response: Any) -> Any:
    return html.fromstring(response.content.decode()).xpath("//div[@class='entry__page']")[0]


def rows(response: Any) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("th|td")] for row in main(response).xpath(".//table/tbody/tr")]


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


# The year.


def test_year_lists_how_each_report_stands(clerk: Client, world: World) -> None:
    draft = revision_in("draft", world)
    Sheet.objects.filter(pk=draft.sheet_id).update(due_on=date(2026, 2, 9))
    revised = factories.make_sheet(2024, basis=Basis.REVISED)
    Sheet.objects.filter(pk=revised.pk).update(due_on=date(2026, 2, 17))
    factories.make_sheet(2024, dataset="kpi", basis=Basis.ACTUAL, as_of=date(2024, 12, 31))

    page = clerk.get(HOME, {"year": "2024"})

    assert rows(page) == [
        ["成果指標 実績（R6.12末時点）", "実績（R6.12末時点）", "未着手", "期限なし", "0件", ""],
        ["収支 補正後予算", "補正後予算", "未着手", "R8.2.17 期限間近", "0件", ""],
        ["収支 決算", "決算", "作成中", "R8.2.9 期限超過", "1件", "作成：利用者 clerk"],
    ]


def test_report_handed_in_is_not_overdue(clerk: Client, world: World) -> None:
    revision = revision_in("submitted", world)
    Sheet.objects.filter(pk=revision.sheet_id).update(due_on=date(2026, 2, 9))

    assert rows(clerk.get(HOME, {"year": "2024"}))[0][2:4] == ["確認依頼中", "R8.2.9"]


def test_reports_of_last_year_that_nobody_began_are_offered(clerk: Client, world: World) -> None:
    factories.make_sheet(2024)
    factories.make_sheet(2024, dataset="kpi", basis=Basis.ACTUAL, as_of=date(2024, 12, 31))
    factories.make_sheet(2024, dataset="outreach", basis=Basis.ACTUAL, as_of=date(2024, 2, 29))
    factories.make_sheet(2024, dataset="kpi", basis=Basis.PLAN)  # the targets of several years
    factories.make_sheet(2025)

    page = clerk.get(HOME, {"year": "2025"})

    offered = main(page).xpath(".//ul[@class='missing']/li")
    assert [words(each.xpath("span")[0]) for each in offered] == ["広報ほか実績 実績（R7.2末時点）", "成果指標 実績（R7.12末時点）"]
    form = html.fromstring(clerk.get(offered[1].xpath("a/@href")[0]).content.decode()).xpath("//form[.//select[@name='basis']]")[0]
    assert [dict(form.form_values())[name] for name in ("dataset", "fiscal_year", "basis", "as_of")] == [
        "kpi",
        "R7(2025)",
        "actual",
        "R7.12末",
    ]


@pytest.mark.parametrize("typed", ["R7", "令和7年度", "2025", ""])
def test_year_is_read_as_people_write_it(clerk: Client, typed: str) -> None:
    assert "R7(2025)年度 年度報告" in clerk.get(HOME, {"year": typed}).content.decode()


def test_year_that_cannot_be_read_is_the_one_at_work(clerk: Client, world: World) -> None:
    revision_in("draft", world)

    assert "R6(2024)年度 年度報告" in clerk.get(HOME, {"year": "abc"}).content.decode()


@pytest.mark.parametrize(
    ("due_on", "year"),
    [(date(2026, 2, 9), "R6(2024)"), (date(2026, 2, 10), "R7(2025)"), (None, "R7(2025)")],
    ids=["overdue", "due", "no day"],
)
def test_year_at_work_is_that_of_an_overdue_report(clerk: Client, due_on: date | None, year: str) -> None:
    factories.make_sheet(2023)
    Sheet.objects.filter(pk=factories.make_sheet(2024).pk).update(due_on=due_on)

    assert f"{year}年度 年度報告" in clerk.get(HOME).content.decode()


def test_year_without_reports_says_what_to_do(clerk: Client) -> None:
    page = clerk.get(HOME, {"year": "2030"})

    assert "この年度の年度報告はまだ作成していません。" in words(main(page))
    assert "「新しい年度報告」から作成してください。" in words(main(page))


def test_year_needs_the_same_queries_for_any_number_of_reports(clerk: Client, world: World) -> None:
    revision_in("draft", world)
    few = queries(clerk, f"{HOME}?year=2024")
    for month in range(4, 13):
        factories.make_draft(factories.make_sheet(2024, basis=Basis.ACTUAL, as_of=date(2024, month, 28)), income_city=month)

    assert queries(clerk, f"{HOME}?year=2024") <= few <= 12


# A new report.


def test_new_report_opens_its_grid(clerk: Client, world: World) -> None:
    answer = clerk.post(NEW, REPORT | {"due_on": "R8.2.28"})

    revision = Revision.objects.select_related("sheet").get()
    sheet = revision.sheet
    assert answer.headers["Location"] == f"/admin/entry/revisions/{revision.pk}/"
    assert (sheet.fiscal_year, sheet.basis, sheet.as_of, sheet.due_on) == (2025, "settled", date(2026, 3, 31), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("typed", "as_of"),
    [
        ("R7.12末", date(2025, 12, 31)),
        ("12月末", date(2025, 12, 31)),
        ("令和8年3月末", date(2026, 3, 31)),
        ("２０２５-09-30", date(2025, 9, 30)),
    ],
)
def test_as_of_is_read_as_people_write_it(clerk: Client, typed: str, as_of: date) -> None:
    clerk.post(NEW, REPORT | {"basis": "actual", "as_of": typed})

    assert Sheet.objects.get().as_of == as_of


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fiscal_year": "25"}, "年度が決まりません"),
        ({"fiscal_year": ""}, "必須"),
        ({"as_of": "年末"}, "年月は「R7.12」"),
        ({"as_of": "R9.3末"}, "時点が令和7年度（令和7年4月1日から令和8年3月31日まで）の中にありません。"),
        ({"due_on": "R8.2.9"}, "提出期限には、本日以後の日付を入力してください。"),
        ({"dataset": "nothing"}, "正しく選択してください"),
        ({"basis": "plan"}, "計画（目標値）は「計画期間の作成」で作成します。"),
    ],
)
def test_wrong_report_is_explained_and_kept(clerk: Client, change: dict[str, str], message: str) -> None:
    answer = clerk.post(NEW, REPORT | change)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    (name, typed), *_rest = change.items()
    assert name in ("dataset", "basis") or f'value="{typed}"' in answer.content.decode() or not typed
    assert not Sheet.objects.exists()


def test_plans_are_not_offered_but_said_where_they_are_made(clerk: Client) -> None:
    page = clerk.get(NEW, {"basis": "plan"})

    assert "「計画期間の作成」で、指標とともに作成します。" in words(main(page))
    assert main(page).xpath(f".//a[@href='{reverse('kpis:plan-list')}']")
    assert "plan" not in main(page).xpath(".//select[@name='basis']/option/@value")
    assert "計画期間の作成" not in words(main(clerk.get(NEW)))


@pytest.mark.parametrize("asked", [{"year": "2023"}, {"fiscal_year": "R5"}])
def test_new_report_stands_beside_the_reports_of_its_year(clerk: Client, asked: dict[str, str]) -> None:
    beside = factories.make_sheet(2023)

    page = html.fromstring(clerk.get(NEW, asked).content.decode())

    assert page.xpath(f"//a[@href='/admin/entry/sheets/{beside.pk}/']")


def test_report_that_exists_is_linked(clerk: Client) -> None:
    sheet = factories.make_sheet(2025)

    answer = clerk.post(NEW, REPORT)

    assert answer.status_code == 422
    assert "同じ区分・年度・時点の年度報告が既にあります。" in words(main(answer))
    assert main(answer).xpath(f".//a[@href='/admin/entry/sheets/{sheet.pk}/']")
    assert Sheet.objects.count() == 1


def test_only_a_clerk_begins_reports(client: Client, world: World) -> None:
    for person in (world.approver, world.auditor, world.administrator, world.manager):
        client.force_login(person)
        assert client.post(NEW, REPORT).status_code == 403, person


# One report.


def test_page_of_an_approved_report(clerk: Client, world: World) -> None:
    revision = revision_in("approved", world)

    page = clerk.get(f"/admin/entry/sheets/{revision.sheet_id}/")

    text = words(main(page))
    assert "令和8年2月10日に承認済み（承認者：利用者 approver）のため変更できません。" in text
    assert rows(page)[0][:5] == [
        "第1版",
        "承認済 現行",
        "利用者 clerkR8.2.10 12:00",
        "利用者 clerkR8.2.10 12:00",
        "利用者 approverR8.2.10 12:00",
    ]
    assert "130,000" in text
    assert main(page).xpath(".//a[text()='訂正版を作成']")
    assert not main(page).xpath(".//a[text()='入力画面を開く']")
    happened = [words(line) for line in main(page).xpath(".//ol[@class='history']/li")]
    assert len(happened) == 3
    assert happened[0].endswith("第1版 承認しました利用者 approver")


def test_page_lists_its_inquiries(clerk: Client, world: World) -> None:
    inquiry = inquiry_in("answered", world)

    page = clerk.get(f"/admin/entry/sheets/{inquiry.sheet_id}/")

    (row,) = main(page).xpath(".//table[../@aria-labelledby='inquiries-title']/tbody/tr")
    assert "".join(words(row).split()).startswith("第1号R7の収支回答済")
    assert row.xpath(".//a/@href") == [f"/admin/entry/inquiries/{inquiry.pk}/"]


def test_page_of_a_returned_report_says_why(clerk: Client, world: World) -> None:
    revision = revision_in("returned", world)

    page = clerk.get(f"/admin/entry/sheets/{revision.sheet_id}/")

    assert "差戻し（利用者 approver、R8.2.10 12:00）R7の値を確認" in words(main(page))
    assert main(page).xpath(".//a[text()='入力画面を開く']")


def test_page_of_a_correction_shows_what_changes(clerk: Client, world: World) -> None:
    revision = revision_in("approved", world)
    new = ACTS["correct"](revision, world.clerk)
    ACTS["record"](new, world.clerk)

    page = clerk.get(f"/admin/entry/sheets/{revision.sheet_id}/")

    assert rows(page)[0][:4] == ["項目 income-city", "130,000千円", "1千円", "値の変更"]
    assert "訂正の理由：転記誤り" in words(main(page))


def test_any_two_revisions_are_compared(clerk: Client, world: World) -> None:
    first = revision_in("approved", world)
    ACTS["record"](ACTS["correct"](first, world.clerk), world.clerk)
    url = f"/admin/entry/sheets/{first.sheet_id}/compare/"

    assert rows(clerk.get(url))[0][1:3] == ["130,000千円", "1千円"]  # without a choice: the newest two
    assert rows(clerk.get(url, {"old": "2", "new": "1"}))[0][1:3] == ["1千円", "130,000千円"]
    assert "二つの版の値は同じです。" in words(main(clerk.get(url, {"old": "1", "new": "1"})))
    assert clerk.get(url, {"old": "1", "new": "7"}).status_code == 400


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_page_needs_a_fixed_number_of_queries(clerk: Client, world: World, state: str) -> None:
    revision = revision_in(state, world)
    if state == "approved":
        ACTS["record"](ACTS["correct"](revision, world.clerk), world.clerk)
    url = f"/admin/entry/sheets/{revision.sheet_id}/"
    few = queries(clerk, url)
    for number in range(12):
        factories.make_item(f"more-{number}")
        open_one = Revision.objects.open().filter(state__in=("draft", "returned")).first()
        if open_one:
            factories.make_draft(factories.make_sheet(2000 + number), **{f"more_{number}": 1})

    assert queries(clerk, url) <= few <= 15


def test_page_in_a_closed_year_says_so_and_offers_no_correction(clerk: Client, client: Client, world: World) -> None:
    sheet = revision_in("approved", world).sheet
    url, correct = f"/admin/entry/sheets/{sheet.pk}/", ".//a[contains(@href, '/correct/')]"
    assert main(clerk.get(url)).xpath(correct)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)

    closed = main(clerk.get(url))

    assert "締切済 令和6年度は令和8年2月10日に利用者 approverが締め切りました。訂正が必要な場合は、承認者に" in words(closed)
    assert not closed.xpath(correct) and "訂正版を作成" not in words(closed)
    assert queries(clerk, url) <= 15

    grant_exception(fiscal_year=2024, dataset="statement", valid_until=date(2026, 2, 12), by=world.approver, at=NOON, reason="誤記")
    granted = main(clerk.get(url))

    assert "締切後の訂正が認められています。令和8年2月11日までに確認を依頼してください。" in words(granted)
    assert granted.xpath(correct)


def test_page_in_a_closed_year_leads_an_approver_to_the_exception(client: Client, world: World) -> None:
    sheet = revision_in("approved", world).sheet
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    client.force_login(world.approver)

    page = main(client.get(f"/admin/entry/sheets/{sheet.pk}/"))

    assert page.xpath(".//a[@href='/admin/entry/years/2024/exception/']")


def test_due_date_is_changed(clerk: Client, world: World) -> None:
    sheet = factories.make_sheet()
    url = f"/admin/entry/sheets/{sheet.pk}/due/"

    wrong = clerk.post(url, {"due_on": "R8.2.9"})
    right = clerk.post(url, {"due_on": "令和8年2月10日"})

    assert (wrong.status_code, right.status_code, Sheet.objects.get().due_on) == (422, 302, TODAY)
    assert 'value="R8.2.9"' in wrong.content.decode()


def test_report_that_lost_its_draft_is_begun_anew(clerk: Client, world: World) -> None:
    revision = revision_in("draft", world)
    ACTS["discard"](revision, world.clerk)
    sheet = f"/admin/entry/sheets/{revision.sheet_id}/"

    assert "入力中の版がありません" in words(main(clerk.get(sheet)))
    assert clerk.post(f"{sheet}start/").headers["Location"] == f"/admin/entry/revisions/{Revision.objects.get().pk}/"
    assert clerk.post(f"{sheet}start/", follow=True).status_code == 200  # there is one by now: it says so
    assert Revision.objects.count() == 1


def test_report_that_is_not_there_is_not_found(clerk: Client) -> None:
    assert clerk.get("/admin/entry/sheets/99/").status_code == 404
    assert clerk.get("/admin/entry/revisions/99/submit/").status_code == 404
