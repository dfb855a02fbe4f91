"""The page that asks for the new name of an organization."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from programs.models import Organization
from tests.conftest import World
from tests.programs.factories import make_organization
from tests.programs.renaming import REASON

TYPED = {"name": "新名称", "name_en": "", "reading": "シンメイショウ", "since": "R8.4.1", "reason": REASON, "seen": "旧名称"}


@pytest.fixture
def row(db) -> Organization:
    return make_organization(name="旧名称", reading="きゅうめいしょう")


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def page_of(row: Organization, page: str = "rename") -> str:
    return reverse(f"admin:programs_organization_{page}", args=[row.pk])


def test_new_name_is_written_and_audited(clerk: Client, world: World, row: Organization) -> None:
    answer = clerk.post(page_of(row), TYPED, follow=True)

    row.refresh_from_db()
    entry = Entry.objects.get(action="programs.organization.renamed")
    assert (row.name, row.reading, row.names.get().valid_until) == ("新名称", "しんめいしょう", date(2026, 4, 1))
    assert (entry.actor, entry.reason, entry.address) == (world.clerk, REASON, "127.0.0.1")
    assert "「旧名称」の名称を、令和8年4月1日から「新名称」とする変更を登録しました。" in answer.content.decode()


def test_page_starts_from_the_name_in_force(clerk: Client, row: Organization) -> None:
    text = clerk.get(page_of(row)).content.decode()

    assert "今の名称：旧名称" in text
    assert clerk.get(page_of(row)).context["form"]["name"].value() == "旧名称"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": "旧名称"}, "今の名称と同じです。"),
        ({"since": "来週"}, "「来週」は日付・年月として読み取れません。"),
        ({"reason": ""}, "このフィールドは必須です。"),
        ({"seen": "その前"}, "他の利用者が名称を「旧名称」に変更しました。"),
    ],
    ids=["same name", "no day", "no reason", "changed in between"],
)
def test_what_was_typed_stays_with_the_error(clerk: Client, row: Organization, typed: dict[str, str], problem: str) -> None:
    answer = clerk.post(page_of(row), TYPED | typed)

    row.refresh_from_db()
    assert problem in answer.content.decode() and "シンメイショウ" in answer.content.decode()
    assert "今の名称：旧名称" in answer.content.decode()
    assert (row.name, row.names.count()) == ("旧名称", 0)


def test_name_of_another_organization_has_to_be_confirmed(clerk: Client, row: Organization) -> None:
    other = make_organization("other", name="（株）新名称")

    text = clerk.post(page_of(row), TYPED).content.decode()
    assert page_of(other, "change") in text and 'type="checkbox" name="is_another"' in text

    assert clerk.post(page_of(row), TYPED | {"is_another": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [("clerk", 200), ("approver", 403), ("auditor", 403), ("administrator", 403), ("manager", 302), ("outsider", 403)]
)
def test_page_is_of_those_who_may_change_the_row(client: Client, world: World, row: Organization, role: str, status: int) -> None:
    client.force_login(getattr(world, role))

    assert client.get(page_of(row)).status_code == status
    assert client.post(page_of(row), TYPED | {"reason": ""}).status_code == status
    offered = page_of(row) in client.get(page_of(row, "change")).content.decode()
    assert offered == (role == "clerk")


def test_organization_that_is_not_there(clerk: Client, db: None) -> None:
    assert clerk.get(reverse("admin:programs_organization_rename", args=[999])).status_code == 404


def test_row_says_what_a_correction_is(clerk: Client, row: Organization) -> None:
    assert "誤字などの訂正は、この欄を直します" in clerk.get(page_of(row, "change")).content.decode()
    assert "誤字などの訂正は" not in clerk.get(reverse("admin:programs_organization_add")).content.decode()


def test_history_of_the_register_page_shows_both_names(client: Client, world: World, row: Organization) -> None:
    client.force_login(world.clerk)
    client.post(page_of(row), TYPED)
    client.force_login(world.auditor)

    text = client.get(reverse("ledger:register-detail", kwargs={"slug": "organizations", "code": row.code})).content.decode()

    assert "名称変更を登録しました" in text and REASON in text and "旧名称" in text
