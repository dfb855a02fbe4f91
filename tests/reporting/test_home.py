"""The first page: what is mine to do, by role, the pressing first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import User
from iconm.lib.choices import Basis
from ledger.models import Inquiry, Sheet, YearBook
from tests.conftest import World
from tests.kpis.factories import begin
from tests.ledger import factories
from tests.ledger.acts import revision_in
from tests.ledger.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def tasks(client: Client, person: User) -> list[tuple[str, str, str]]:
    """Return of each task its words, its button and where that leads."""
    client.force_login(person)
    lines = html.fromstring(client.get("/").content.decode()).xpath("//li[@class='task']")
    return [(words(line.xpath("span")[0]), words(line.xpath("a")[0]), line.xpath("a/@href")[0]) for line in lines]


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_return_comes_with_its_reason(client: Client, world: World) -> None:
    revision = revision_in("returned", world)

    assert tasks(client, world.clerk) == [
        ("差戻し 収支 R6(2024)年度 決算差戻しの理由：R7の値を確認", "修正する", f"/admin/entry/revisions/{revision.pk}/")
    ]
    assert tasks(client, world.approver) == tasks(client, world.manager) == []


def test_request_is_for_the_other_approvers(client: Client, world: World) -> None:
    revision = revision_in("submitted", world)
    task = ("確認依頼 収支 R6(2024)年度 決算確認依頼：利用者 clerk", "確認する", f"/admin/entry/approvals/{revision.pk}/")

    assert tasks(client, world.approver) == tasks(client, world.second_approver) == [task]
    assert tasks(client, world.clerk) == []


def test_inquiry_is_for_the_respondent_and_its_answer_for_the_clerk(client: Client, world: World) -> None:
    given = {"sheet": factories.make_sheet(), "sent_by": world.clerk, "sent_at": NOON}
    asked = Inquiry.objects.create(**given, number=1, title="件数の照会", due_on=date(2026, 2, 9))
    answered = {"state": "answered", "answered_by": world.respondent, "answered_at": NOON}
    told = Inquiry.objects.create(**given, **answered, number=2, title="人数の照会", due_on=TODAY)

    assert tasks(client, world.respondent) == [
        (
            "照会への回答 照会第1号 件数の照会収支 R6(2024)年度 決算回答期限 令和8(2026)年2月9日 期限超過",
            "回答する",
            f"/inquiries/{asked.pk}/",
        )
    ]
    assert tasks(client, world.clerk) == [
        ("照会の回答の確認 照会第2号 人数の照会回答：利用者 respondent", "回答を確認する", f"/admin/entry/inquiries/{told.pk}/")
    ]


def test_pressing_work_comes_first(client: Client, world: World) -> None:
    revision_in("draft", world)
    for basis, day in ((Basis.FORECAST, date(2026, 2, 17)), (Basis.REVISED, date(2026, 2, 9)), (Basis.INITIAL, date(2026, 2, 18))):
        Sheet.objects.filter(pk=factories.make_sheet(2024, basis=basis).pk).update(due_on=day)

    found = [line.split("提出期限")[0] for line, _button, _url in tasks(client, world.clerk)]

    assert [line.split()[3].removesuffix("未着手") for line in found] == ["補正後予算", "決算見込", "当初予算", "決算"]


def test_opened_year_shows_what_nobody_has_begun_by_its_day(client: Client, world: World) -> None:
    YearBook.objects.create(fiscal_year=2026, opened_by=world.clerk, opened_at=NOON)
    YearBook.objects.create(fiscal_year=2020, opened_by=world.clerk, opened_at=NOON, closed_by=world.approver, closed_at=NOON)
    factories.make_sheet(2020)
    factories.make_sheet(2026, as_of=date(2027, 3, 31), basis=Basis.ACTUAL)
    first = factories.make_sheet(2026, as_of=date(2026, 12, 31), basis=Basis.ACTUAL)

    found = tasks(client, world.clerk)

    words_of_first = "入力 収支 R8(2026)年度 実績（R8.12末時点）未着手（提出期限なし）"
    assert found[0] == (words_of_first, "入力を開始", f"/admin/entry/sheets/{first.pk}/")
    assert [line.split()[3] for line, _button, _url in found] == [
        "実績（R8.12末時点）未着手（提出期限なし）",
        "実績（年度確定）未着手（提出期限なし）",
    ]
    assert tasks(client, world.approver) == []


def test_draft_of_a_plan_is_to_be_gone_on_with(client: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    assert tasks(client, world.clerk) == [
        ("入力 新しい計画期間 第2期計画下書き。次の段階：期間", "入力を続ける", f"/admin/plans/drafts/{draft.key}/period/")
    ]
    assert tasks(client, world.approver) == []


@pytest.mark.parametrize(("role", "is_led"), [("auditor", True), ("approver", False), ("clerk", False)])
def test_home_of_an_auditor_leads_to_the_log(client: Client, world: World, role: str, is_led: bool) -> None:
    client.force_login(getattr(world, role))

    assert ("操作記録を確認" in client.get("/").content.decode()) is is_led


@pytest.mark.parametrize(("role", "heading"), [("clerk", "台帳の登録・変更"), ("auditor", "台帳の閲覧"), ("approver", "台帳の閲覧")])
def test_menu_of_the_admin_says_what_one_may_do(client: Client, world: World, role: str, heading: str) -> None:
    client.force_login(getattr(world, role))

    assert f'<h2 class="cards__more">{heading}</h2>' in client.get("/admin/").content.decode()


def test_home_needs_twelve_queries_at_most(client: Client, world: World) -> None:
    revision_in("returned", world)
    for number in range(20):
        sheet = factories.make_sheet(1990 + number)
        factories.make_draft(sheet)
        Inquiry.objects.create(sheet=sheet, number=1, title="照会", due_on=TODAY, sent_by=world.clerk, sent_at=NOON)
    for person in (world.clerk, world.approver, world.respondent):
        client.force_login(person)
        with CaptureQueriesContext(connection) as context:
            client.get("/")
        assert len(context) <= 12, person


def test_first_page_of_the_admin_counts_what_is_open(client: Client, world: World) -> None:
    revision = revision_in("draft", world)
    Sheet.objects.filter(pk=revision.sheet_id).update(due_on=date(2026, 2, 9))
    Inquiry.objects.create(sheet=revision.sheet, number=1, title="照会", due_on=date(2026, 2, 9), sent_by=world.clerk, sent_at=NOON)
    client.force_login(world.auditor)

    with CaptureQueriesContext(connection) as context:
        page = client.get("/admin/")

    cards = [words(card) for card in html.fromstring(page.content.decode()).xpath("//li[@class='card']")]
    assert cards[:3] == [
        "年度報告 提出期限超過 1件作成中・差戻し 1件",
        "確認・承認確認依頼中 0件",
        "照会と回答回答期限超過 1件回答待ち 1件・回答済 0件",
    ]
    assert {card.split("利用者と")[0].split("誰が")[0] for card in cards[5:]} == {"利用者管理", "操作記録"}
    assert len(context) <= 12
