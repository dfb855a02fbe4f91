"""人事異動: the preview, the handover and its paper."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import RoleAssignment, User
from ledger import actions
from ledger.actions.comments import add_comment
from ledger.actions.handover import hand_over
from ledger.actions.yearbook import close_year, grant_exception
from ledger.models import Draft
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON

pytestmark = pytest.mark.django_db
HANDOVER = "/admin/entry/handover/"
QUERIES_AT_MOST = 20


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def successor(world: World) -> User:
    return make_user("successor")


@pytest.fixture
def asked(world: World, successor: User) -> dict[str, Any]:
    return {"predecessor": world.clerk.pk, "successor": successor.pk, "valid_from": "令和8年4月1日"}


def words(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).xpath("//div[@class='entry__page']")[0].text_content().split())


def returned_sheet(world: World) -> None:
    line = factories.line(factories.make_item().code)
    draft = factories.enter(factories.make_sheet(2025), line, by=world.clerk)
    revision = actions.submit_revision(revision=draft, by=world.clerk, at=NOON)
    actions.return_revision(revision=revision, by=world.approver, at=NOON, reason="出所を確認")


def test_preview_shows_roles_and_tasks_and_writes_nothing(client: Client, world: World, asked: dict[str, Any]) -> None:
    returned_sheet(world)
    client.force_login(world.administrator)
    before = RoleAssignment.objects.count()

    shown = words(client.get(HANDOVER, asked))

    assert "利用者 clerkから利用者 successorへ（令和8(2026)年4月1日）" in shown
    assert "入力担当（全てのデータ区分）" in shown and "差戻しの理由：出所を確認" in shown
    assert RoleAssignment.objects.count() == before


def test_handover_leads_to_its_paper(client: Client, world: World, asked: dict[str, Any], successor: User) -> None:
    returned_sheet(world)
    client.force_login(world.administrator)

    paper = words(client.post(HANDOVER, asked, follow=True))

    assert "前任者利用者 clerk後任者利用者 successor引継ぎの日令和8(2026)年4月1日" in paper
    assert "差戻しの理由：出所を確認" in paper
    assert RoleAssignment.objects.filter(user=successor, role="clerk").exists()
    assert "利用者 clerkから利用者 successorへ" in words(client.get(HANDOVER))


def test_paper_tells_the_corrections_granted(client: Client, world: World, asked: dict[str, Any]) -> None:
    line = factories.line(factories.make_item().code)
    factories.enter_and_approve(factories.make_sheet(2024), line, clerk=world.clerk, approver=world.approver)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    grant_exception(fiscal_year=2024, dataset=DATASET, valid_until=date(2026, 3, 1), by=world.approver, at=NOON, reason="決算書の訂正")
    client.force_login(world.administrator)

    paper = words(client.post(HANDOVER, asked, follow=True))

    assert "R6(2024) 収支" in paper and "理由：決算書の訂正" in paper
    assert "令和8(2026)年2月28日まで 承認：利用者 approver" in paper


def test_preview_warns_of_two_roles_that_four_eyes_keep_apart(client: Client, world: World, asked: dict[str, Any]) -> None:
    client.force_login(world.administrator)
    shown = words(client.get(HANDOVER, asked | {"successor": world.approver.pk}))

    assert "両方の役割を持つことになります。" in shown


def test_preview_warns_of_a_successor_from_another_house(client: Client, world: World, asked: dict[str, Any]) -> None:
    client.force_login(world.administrator)
    assert "所属が異なります。" not in words(client.get(HANDOVER, asked))
    assert "所属が異なります。" in words(client.get(HANDOVER, asked | {"successor": world.manager.pk}))


def test_errors_keep_what_was_chosen(client: Client, world: World, asked: dict[str, Any]) -> None:
    client.force_login(world.administrator)
    response = client.post(HANDOVER, asked | {"successor": asked["predecessor"]})
    assert response.status_code == 422 and "別の利用者を選択してください。" in words(response)
    response = client.get(HANDOVER, asked | {"valid_from": "4月"})
    assert html.fromstring(response.content.decode()).xpath("//input[@name='valid_from']/@value") == ["4月"]


def test_preview_refuses_one_person_twice(client: Client, world: World, asked: dict[str, Any]) -> None:
    client.force_login(world.administrator)
    shown = words(client.get(HANDOVER, asked | {"successor": asked["predecessor"]}))

    assert "前任者と後任者には、別の利用者を選択してください。" in shown and "引き継ぐ役割" not in shown


def test_preview_and_paper_tell_the_plans_begun(client: Client, world: World, asked: dict[str, Any]) -> None:
    begun = {"kind": "plan-period", "updated_at": NOON}
    Draft.objects.create(key="after-k2", owner=world.clerk, content={"period": {"name": "第3期計画"}}, **begun)
    Draft.objects.create(key="after-k9", owner=world.approver, content={"period": {"name": "別の人の計画"}}, **begun)
    client.force_login(world.administrator)

    preview, paper = client.get(HANDOVER, asked), client.post(HANDOVER, asked, follow=True)

    for page in (preview, paper):
        assert "第3期計画" in words(page) and "別の人の計画" not in words(page)
        assert "未了のものはありません" not in words(page)


def test_nobody_chooses_themselves(client: Client, world: World, asked: dict[str, Any]) -> None:
    client.force_login(world.administrator)
    response = client.post(HANDOVER, asked | {"predecessor": world.administrator.pk})

    assert response.status_code == 422 and RoleAssignment.objects.get(user=world.administrator).valid_until is None


def test_who_reads_what(client: Client, world: World, asked: dict[str, Any], successor: User) -> None:
    entry = hand_over(predecessor=world.clerk, successor=world.second_approver, valid_from=NOON.date(), by=world.administrator, at=NOON)
    paper = f"{HANDOVER}{entry.pk}/"
    expected = {
        world.administrator: (200, 200),
        world.auditor: (200, 200),
        world.second_approver: (403, 200),
        world.approver: (403, 403),
        world.clerk: (403, 403),  # whose only role has ended
        world.manager: (403, 403),
    }
    for person, statuses in expected.items():
        client.force_login(person)
        assert (client.get(HANDOVER).status_code, client.get(paper).status_code) == statuses, person
    client.force_login(world.auditor)
    assert not html.fromstring(client.get(HANDOVER).content.decode()).xpath("//div[@class='entry__page']//form")
    assert client.post(HANDOVER, asked).status_code == 403
    assert client.get(f"{HANDOVER}{entry.pk + 99}/").status_code == 404


@pytest.mark.parametrize("sheets", [1, 12])
def test_preview_takes_as_many_queries_whatever_is_open(client: Client, world: World, asked: dict[str, Any], sheets: int) -> None:
    returned_sheet(world)
    for year in range(2010, 2010 + sheets):
        add_comment(sheet=factories.make_sheet(year), text="確認", by=world.clerk, at=NOON)
    client.force_login(world.administrator)
    client.get(HANDOVER, asked)

    with CaptureQueriesContext(connection) as queries:
        client.get(HANDOVER, asked)

    assert len(queries) <= QUERIES_AT_MOST, [query["sql"] for query in queries]
