"""Every write in the admin leaves one entry in the trail, and nothing in Django's own log."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError
from django.test import Client
from lxml import html

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from audit.admin_base import AuditedAdminMixin
from audit.models import Entry
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"
ROLES = "/admin/accounts/roleassignment/"
NO_INLINES = {"role_assignments-TOTAL_FORMS": 0, "role_assignments-INITIAL_FORMS": 0}


@pytest.fixture(autouse=True)
def signed_in(client: Client, administrator: User) -> Iterator[None]:
    client.force_login(administrator)
    yield
    assert not LogEntry.objects.exists()


def entries() -> list[Entry]:
    """Return what happened since the sign-in."""
    return list(Entry.objects.order_by("id")[1:])


def only_entry(administrator: User) -> Entry:
    (entry,) = entries()
    assert (entry.actor, entry.address) == (administrator, "127.0.0.1")
    return entry


def test_every_admin_class_is_audited() -> None:
    """Whoever registers one: the lower apps, the upper apps, other people's packages."""
    assert len(admin.site._registry) > 3
    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, AuditedAdminMixin), model
        for name in ("log_addition", "log_change", "log_deletions", "get_object", "response_action", "_record"):
            assert getattr(type(model_admin), name) is getattr(AuditedAdminMixin, name), f"{model} leaves the trail out: {name}"


def test_add(client: Client, administrator: User) -> None:
    fields = {"username": "new", "name": "新しい利用者", "organization": "city", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(f"{USERS}add/", fields | NO_INLINES).status_code == 302
    user = User.objects.get(username="new")
    entry = only_entry(administrator)
    assert (entry.action, entry.target) == ("accounts.user.added", f"accounts.user:{user.pk}")
    assert entry.difference.pop("date_joined")
    assert entry.difference == {
        "username": [None, "＊＊"],
        "name": [None, "＊＊"],
        "password": [None, "＊＊"],
        "organization": [None, "city"],
        "is_active": [None, True],
        "email": [None, ""],
        "groups": [None, []],
        "user_permissions": [None, []],
    }


def test_change_with_inline_rows(client: Client, administrator: User) -> None:
    user = make_user("staff", Role.CLERK)
    role = user.role_assignments.get()
    fields = {
        "username": "staff",
        "name": "改姓後の表示名",
        "organization": "foundation",
        "role_assignments-TOTAL_FORMS": 2,
        "role_assignments-INITIAL_FORMS": 1,
        "role_assignments-0-id": role.pk,
        "role_assignments-0-user": user.pk,
        "role_assignments-0-role": "clerk",
        "role_assignments-0-valid_from": "2025-04-01",
        "role_assignments-0-valid_until": "2026-04-01",
        "role_assignments-1-user": user.pk,
        "role_assignments-1-role": "approver",
        "role_assignments-1-dataset": "kpi",
        "role_assignments-1-valid_from": "2026-04-01",
    }
    response = client.post(f"{USERS}{user.pk}/change/", fields)
    assert response.status_code == 302, html.fromstring(response.content.decode()).xpath("string(//main)")
    new = user.role_assignments.get(role=Role.APPROVER)
    entry = only_entry(administrator)
    assert (entry.action, entry.target) == ("accounts.user.changed", f"accounts.user:{user.pk}")
    assert entry.difference == {
        "name": ["＊", "＊＊"],
        "organization": ["city", "foundation"],
        "is_active": [True, False],
        f"roleassignment:{role.pk}.valid_until": [None, "2026-04-01"],
        f"roleassignment:{new.pk}.role": [None, "approver"],
        f"roleassignment:{new.pk}.dataset": [None, "kpi"],
        f"roleassignment:{new.pk}.valid_from": [None, "2026-04-01"],
    }


def change_of(role: RoleAssignment, **fields: str) -> dict[str, Any]:
    return {"user": role.user_id, "role": "auditor", "valid_from": "2025-04-01"} | fields


def reason_on(page: Any) -> list[Any]:
    return html.fromstring(page.content.decode()).xpath("//textarea[@name='change_reason']")


def test_reason_of_a_change_is_kept(client: Client, administrator: User) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    assert client.post(f"{ROLES}{role.pk}/change/", change_of(role, change_reason=" 人事異動のため ")).status_code == 302
    assert only_entry(administrator).reason == "人事異動のため"


def test_reason_with_inline_rows_stands_below_them(client: Client) -> None:
    user = make_user("staff", Role.CLERK)
    page = client.get(f"{USERS}{user.pk}/change/").content.decode()
    assert page.index('id="role_assignments-group"') < page.index('name="change_reason"') < page.index('name="_save"')
    fields = {"username": "staff", "name": "表示名", "organization": "city", "is_active": "on", "change_reason": "改姓のため"}
    assert client.post(f"{USERS}{user.pk}/change/", fields | NO_INLINES).status_code == 302
    assert [(entry.action, entry.reason) for entry in entries()] == [("accounts.user.changed", "改姓のため")]


def test_reason_typed_is_not_lost_by_an_error(client: Client) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    answer = client.post(f"{ROLES}{role.pk}/change/", change_of(role, valid_from="来週", change_reason="人事異動のため"))
    assert (answer.status_code, entries()) == (200, [])
    assert [field.text.strip() for field in reason_on(answer)] == ["人事異動のため"]


def test_reason_is_asked_for_where_a_row_is_changed_alone(client: Client) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    assert len(reason_on(client.get(f"{ROLES}{role.pk}/change/"))) == 1
    assert reason_on(client.get(f"{ROLES}add/")) == []
    client.force_login(make_user("auditor", Role.AUDITOR))
    assert reason_on(client.get(f"{ROLES}{role.pk}/change/")) == []


def test_required_reason(client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site._registry[RoleAssignment], "is_reason_required", True)
    role = make_user("staff", Role.CLERK).role_assignments.get()
    refused = client.post(f"{ROLES}{role.pk}/change/", change_of(role, change_reason=" "))
    assert "変更の理由を入力してください。" in refused.content.decode()
    assert entries() == []
    assert client.post(f"{ROLES}{role.pk}/change/", change_of(role, change_reason="人事異動")).status_code == 302
    assert only_entry(administrator).reason == "人事異動"


def test_change_that_is_refused_leaves_no_entry(client: Client) -> None:
    user = make_user("staff")
    assert client.post(f"{USERS}{user.pk}/change/", {"username": ""} | NO_INLINES).status_code == 200
    assert entries() == []


def test_change_that_fails_takes_its_entry_along(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    model_admin = admin.site._registry[RoleAssignment]

    def fail(*_args: object, **_kwargs: object) -> None:
        assert len(entries()) == 1
        raise DatabaseError

    monkeypatch.setattr(model_admin, "response_change", fail)
    fields = {"user": role.user_id, "role": "auditor", "valid_from": "2025-04-01"}
    with pytest.raises(DatabaseError):
        client.post(f"{ROLES}{role.pk}/change/", fields)
    assert entries() == []
    role.refresh_from_db()
    assert role.role == Role.CLERK


def test_password_set_by_the_administrator(client: Client, administrator: User) -> None:
    user = make_user("staff")
    response = client.post(f"{USERS}{user.pk}/password/", {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 302, html.fromstring(response.content.decode()).xpath("string(//main)")
    entry = only_entry(administrator)
    assert (entry.action, entry.target) == ("accounts.user.changed", f"accounts.user:{user.pk}")
    assert entry.difference == {"password": ["＊", "＊＊"]}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_delete(client: Client, administrator: User) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    assert client.post(f"{ROLES}{role.pk}/delete/", {"post": "yes"}).status_code == 302
    entry = only_entry(administrator)
    assert (entry.action, entry.target) == ("accounts.roleassignment.deleted", f"accounts.roleassignment:{role.pk}")
    assert entry.difference == {
        "user": [role.user_id, None],
        "role": ["clerk", None],
        "dataset": ["", None],
        "valid_from": ["2025-04-01", None],
    }


def test_delete_several(client: Client, administrator: User) -> None:
    roles = list(make_user("staff", Role.CLERK, Role.AUDITOR).role_assignments.all())
    fields = {"action": "delete_selected", "_selected_action": [role.pk for role in roles], "post": "yes"}
    assert client.post(ROLES, fields).status_code == 302
    assert {(entry.action, entry.target) for entry in entries()} == {
        ("accounts.roleassignment.deleted", f"accounts.roleassignment:{role.pk}") for role in roles
    }
    assert len(entries()) == 2


def test_delete_several_that_fails_takes_its_entries_along(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()

    def fail(*_args: object) -> None:
        assert len(entries()) == 1
        raise DatabaseError

    monkeypatch.setattr(admin.site._registry[RoleAssignment], "delete_queryset", fail)
    with pytest.raises(DatabaseError):
        client.post(ROLES, {"action": "delete_selected", "_selected_action": [role.pk], "post": "yes"})
    assert entries() == []


def test_change_in_an_editable_list(client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site._registry[RoleAssignment], "list_editable", ("valid_until",))
    first, second = make_user("staff", Role.CLERK, Role.AUDITOR).role_assignments.order_by("id")
    shown = list(RoleAssignment.objects.order_by("pk"))
    fields: dict[str, Any] = {"form-TOTAL_FORMS": len(shown), "form-INITIAL_FORMS": len(shown), "_save": "Save"}
    for number, row in enumerate(client.get(ROLES).context["cl"].result_list):
        fields |= {f"form-{number}-id": row.pk, f"form-{number}-valid_until": "2026-04-01" if row == second else ""}
    assert client.post(ROLES, fields).status_code == 302
    first.refresh_from_db()
    assert first.valid_until is None
    entry = only_entry(administrator)
    assert (entry.action, entry.target) == ("accounts.roleassignment.changed", f"accounts.roleassignment:{second.pk}")
    assert entry.difference == {"valid_until": [None, date(2026, 4, 1).isoformat()]}


def test_history_shows_the_trail(client: Client, administrator: User) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    client.post(f"{ROLES}{role.pk}/change/", change_of(role))
    client.post(f"{ROLES}{role.pk}/change/", change_of(role, valid_until="2026-04-01", change_reason="退職"))
    page = html.fromstring(client.get(f"{ROLES}{role.pk}/history/").content.decode())
    rows = [[cell.text_content().strip() for cell in row.xpath("td")] for row in page.xpath("//div[@id='change-history']//tbody/tr")]
    assert rows == [["root (利用者 root)", "変更しました：退職"], ["root (利用者 root)", "変更しました"]]


def test_history_of_nothing(client: Client) -> None:
    assert client.get(f"{ROLES}999999/history/").status_code == 302


def test_index_offers_no_second_history(client: Client) -> None:
    assert not html.fromstring(client.get("/admin/").content.decode()).xpath("//*[@id='recent-actions-module']")
