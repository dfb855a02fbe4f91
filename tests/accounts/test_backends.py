from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from accounts.backends import GRANTS, REGISTERS
from accounts.choices import Role
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

NEVER_WRITTEN = ("audit", "jobs", "ledger")
LEDGER_REGISTERS = ("ledger.mention", "ledger.totalpart")
SHOWN = {
    Role.CLERK: {},
    Role.APPROVER: {},
    Role.RESPONDENT: {},
    Role.MANAGER: {},
    Role.AUDITOR: {"accounts.user": "v", "accounts.roleassignment": "v", "audit.entry": "v", "jobs.job": "v"},
    Role.ADMINISTRATOR: {"accounts.user": "vacd", "accounts.roleassignment": "vacd", "audit.entry": "v", "jobs.job": "v"},
}
VERBS = {"v": "view", "a": "add", "c": "change", "d": "delete"}


@pytest.mark.parametrize("role", Role)
def test_has_perm(role: Role) -> None:
    user = make_user("staff", role)
    for name in SHOWN[Role.ADMINISTRATOR]:
        app_label, model = name.split(".")
        granted = {letter for letter, verb in VERBS.items() if user.has_perm(f"{app_label}.{verb}_{model}")}
        assert granted == set(SHOWN[role].get(name, "")), name


@pytest.mark.parametrize(
    ("role", "verbs"), [(Role.CLERK, {"view", "add", "change"}), (Role.APPROVER, {"view"}), (Role.RESPONDENT, set()), (Role.MANAGER, set())]
)
def test_registers_are_granted_alike_and_never_for_deletion(role: Role, verbs: set[str]) -> None:
    assert {app_label: GRANTS[role].get(app_label, frozenset()) for app_label in REGISTERS} == dict.fromkeys(REGISTERS, verbs)


def test_nobody_writes_ledger_audit_or_jobs() -> None:
    for role in Role:
        user = make_user(role.value, role)
        permissions = user.get_all_permissions()
        for model in apps.get_models():
            if (model._meta.concrete_model or model)._meta.app_label not in NEVER_WRITTEN or model._meta.label_lower in LEDGER_REGISTERS:
                continue
            has_bounds = role is Role.CLERK and model is apps.get_model("ledger.item")
            for verb in ("add", "delete") if has_bounds else ("add", "change", "delete"):
                permission = f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
                assert permission not in permissions
                assert not user.has_perm(permission)


def test_permissions_cost_the_query_about_roles_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = make_user("staff", Role.CLERK)
    with django_assert_num_queries(1):
        assert user.has_perm("programs.change_organization")
        assert not user.has_perm("accounts.change_user")
        assert not user.has_module_perms("audit")


@pytest.mark.parametrize("name", LEDGER_REGISTERS)
@pytest.mark.parametrize("role", Role)
def test_registers_of_the_ledger_are_a_clerks_to_write(role: Role, name: str) -> None:
    user = make_user("staff", role)
    app_label, model = name.split(".")
    granted = {verb for verb in VERBS.values() if user.has_perm(f"{app_label}.{verb}_{model}")}

    reading = {"view"} if role in (Role.CLERK, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR) else set()
    assert granted == reading | ({"add", "change"} if role is Role.CLERK else set())


def test_only_accounts_and_templates_of_papers_can_be_deleted() -> None:
    for role in Role:
        deletable = {permission for permission in make_user(role.value, role).get_all_permissions() if ".delete_" in permission}
        apps_of = {permission.partition(".")[0] for permission in deletable}
        assert apps_of == {Role.ADMINISTRATOR: {"accounts"}, Role.CLERK: {"reporting"}}.get(role, set())


def test_only_administrators_write_accounts() -> None:
    writers = {
        role
        for role in Role
        if any(p.startswith("accounts.") and ".view_" not in p for p in make_user(role.value, role).get_all_permissions())
    }
    assert writers == {Role.ADMINISTRATOR}


def test_get_all_permissions_agrees_with_has_perm() -> None:
    user = make_user("staff", Role.AUDITOR)
    permissions = user.get_all_permissions()
    assert "audit.view_entry" in permissions
    assert all(user.has_perm(permission) for permission in permissions)


@pytest.mark.parametrize("permission", ["audit.view_nothing", "nowhere.view_entry", "audit", "audit.view_", "view_entry", ".view_entry"])
def test_has_perm_unknown(permission: str) -> None:
    assert not make_user("staff", Role.AUDITOR).has_perm(permission)


def test_has_perm_of_one_object_is_not_ours() -> None:
    user = make_user("staff", Role.ADMINISTRATOR)
    assert not user.has_perm("accounts.change_user", user)
    assert user.get_all_permissions(user) == set()


@pytest.mark.parametrize(
    ("role", "app_label", "expected"),
    [
        (Role.CLERK, "kpis", True),
        (Role.CLERK, "ledger", True),
        (Role.CLERK, "accounts", False),
        (Role.CLERK, "audit", False),
        (Role.MANAGER, "kpis", False),
        (Role.AUDITOR, "audit", True),
        (Role.ADMINISTRATOR, "accounts", True),
    ],
)
def test_has_module_perms(role: Role, app_label: str, expected: bool) -> None:
    assert make_user("staff", role).has_module_perms(app_label) is expected


def test_permissions_end_with_the_role() -> None:
    user = make_user("staff", Role.ADMINISTRATOR)
    user.role_assignments.update(valid_until=datetime(2026, 4, 1, tzinfo=UTC).date())
    with time_machine.travel("2026-03-31T12:00:00+09:00", tick=False):
        assert user.has_perm("accounts.change_user")
    with time_machine.travel("2026-04-01T00:00:00+09:00", tick=False):
        assert not user.has_perm("accounts.change_user")
