import pytest
from django.test import Client
from lxml import html

from accounts.choices import Role
from audit.actions import record
from audit.models import Entry
from audit.sign_in import PASSWORD_CHANGED
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/audit/entry/"


def sign_in(client: Client, role: Role) -> None:
    client.force_login(make_user(role.value, role))


@pytest.mark.parametrize("role", Role)
def test_who_reads_the_trail(client: Client, role: Role) -> None:
    sign_in(client, role)
    assert client.get(LIST, follow=True).status_code == (200 if role in (Role.AUDITOR, Role.ADMINISTRATOR) else 403)


def test_list_shows_sentences(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    record(action=PASSWORD_CHANGED, by=None, target="accounts.user:77")
    page = html.fromstring(client.get(LIST, {"action": PASSWORD_CHANGED}).content.decode())
    assert [cell.text_content() for cell in page.xpath("//td[@class='field-sentence']")] == ["自分のパスワードを変更しました"]


def test_filter_by_action(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    page = html.fromstring(client.get(LIST, {"action": PASSWORD_CHANGED}).content.decode())
    assert page.xpath("//td[@class='field-sentence']") == []


def test_page_of_an_entry_escapes_what_it_shows(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    entry = record(action=PASSWORD_CHANGED, by=None, after={"note": "<script>alert(1)</script>"})
    page = client.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "未封印" in page


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_nobody_writes(client: Client, role: Role, path: str) -> None:
    sign_in(client, role)
    entry = record(action=PASSWORD_CHANGED, by=None)
    before = list(Entry.objects.values())
    assert client.post(LIST + path.format(pk=entry.pk), {"reason": "forged", "post": "yes"}).status_code == 403
    assert list(Entry.objects.values()) == before
