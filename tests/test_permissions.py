"""Who may open what: every URL of the portal is in this matrix, and one that is not fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import RoleAssignment, User
from ledger.register_admin import ExchangeAdmin
from tests.audit.downloads import hands_out, is_file
from tests.audit.rows import row_of

ANYONE = {"accounts:sign-in", "set_language"}
# Pages everyone with a role may open; the arguments they are tried with.
SIGNED_IN: dict[str, dict[str, str]] = {
    "home": {},
    "search": {},
    "components": {},
    "reporting:report-list": {},
    "reporting:report-detail": {"name": "committee-2026"},
    "reporting:report-download": {"name": "committee-2026"},
    "reporting:figures-download": {},
    "dashboards:overview": {},
    "dashboards:indicator-list": {},
    "dashboards:indicator": {"code": "patent-applications"},
    "dashboards:assessments": {},
    "dashboards:finance": {},
    "dashboards:programs": {},
    "dashboards:program": {"code": "change"},
    "dashboards:ventures": {},
    "dashboards:outreach": {},
    "ledger:figure-list": {},
    "ledger:figure-origin": {},
    "ledger:register-index": {},
    "ledger:register-list": {"slug": "organizations"},
    "ledger:register-download": {"slug": "organizations"},
    "ledger:register-detail": {"slug": "documents", "code": "committee-2026"},
    "ledger:register-references": {"slug": "documents", "code": "committee-2026", "kind": "kpis-wording-document"},
    "accounts:password-change": {},
    "accounts:password-change-done": {},
}
QUERIES = {
    "reporting:report-download": "?format=csv&layout=open",
    "ledger:figure-origin": "?cell=kpi-licences:actual:2025::actual:2025-12-31",
}
# Pages of whoever may enter the admin.
IN_ADMIN: dict[str, dict[str, str]] = {"kpis:plan-list": {}}
POST_ONLY = {"accounts:sign-out", "set_language", "kpis:plan-start", "jobs:trail-verify"}
# Tested beside their own rules: only who asked for a job, or may see all jobs, sees it; whoever enters the admin looks at the draft of a
# plan, its clerk writes (tests/kpis/test_views.py).
ELSEWHERE = {"jobs:job-detail", "kpis:plan-step", "kpis:plan-create", "kpis:plan-discard", "kpis:plan-withdraw"}
ENTRY = ("entry:", "inquiries:")  # tests/test_entry_permissions.py has a matrix of its own for these
ROLES = ("clerk", "approver", "respondent", "manager", "auditor", "administrator", "outsider")
ADMIN_ROLES = {"clerk", "approver", "auditor", "administrator"}

LEDGER = {"ledger", "kpis.target", "kpis.actual", "finance.amount", "outreach.total"}
REGISTERS = {"programs", "kpis", "finance", "ventures", "outreach", "reporting", "ledger.mention", "ledger.totalpart"}
# What can be done with the rows ticked in a list of the admin, said again apart from the code: next to nothing, and to others nothing.
ADMIN_ACTIONS: dict[str, dict[str, set[str]]] = {
    "clerk": {"reporting.reporttemplate": {"delete_selected"}},
    "administrator": {"accounts.user": {"delete_selected"}, "accounts.roleassignment": {"delete_selected"}},
}


def url_names() -> Iterator[str]:
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, namespace)
            else:
                yield f"{prefix}{pattern.name}"

    return walk(get_resolver().url_patterns, "")


def test_every_url_is_in_the_matrix() -> None:
    pages = {name for name in url_names() if not name.startswith(("admin:", *ENTRY))}

    assert pages == ANYONE | set(SIGNED_IN) | set(IN_ADMIN) | POST_ONLY | ELSEWHERE


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", SIGNED_IN)
def test_signed_in_pages(client: Client, world, name: str) -> None:
    url = reverse(name, kwargs=SIGNED_IN[name])
    query = QUERIES.get(name, "")

    assert client.get(url + query).status_code == 302
    for role in ROLES:
        client.force_login(getattr(world, role))
        allowed = role != "outsider" or name.startswith("accounts:")
        answer = client.get(url + query)
        assert answer.status_code == (200 if allowed else 403), role
        assert is_file(answer) == (allowed and hands_out(name)), "name it as tests/audit/downloads.py says: files leave an entry"


@pytest.mark.parametrize("name", IN_ADMIN)
def test_pages_in_the_admin(client: Client, world, name: str) -> None:
    url = reverse(name, kwargs=IN_ADMIN[name])

    assert client.get(url).status_code == 302
    for role in ROLES:
        client.force_login(getattr(world, role))
        assert client.get(url).status_code == (200 if role in ADMIN_ROLES else 403), role


@pytest.mark.django_db
def test_pages_open_to_anyone(client: Client) -> None:
    assert client.get(reverse("accounts:sign-in")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_is_a_post(client: Client, world, name: str) -> None:
    client.force_login(world.manager)

    assert client.get(reverse(name)).status_code in (302, 405)  # the language switch goes back without changing anything


def may(role: str, verb: str, model: type) -> bool:
    """Say again, apart from the code, who may do what in the admin: accounts are an administrator's, registers a clerk's to write."""
    label, app = model._meta.label_lower, model._meta.app_label
    is_register = app in REGISTERS or label in REGISTERS
    is_ledger = (app in LEDGER or label in LEDGER) and label not in REGISTERS
    if role in ("auditor", "administrator") and verb == "view":
        return True
    if role == "administrator":
        return app == "accounts"
    if role == "clerk" and label == "ledger.item":
        return verb in ("view", "change")
    if role == "clerk" and is_register and not is_ledger:
        return verb in ("view", "add", "change") or (verb == "delete" and app == "reporting")
    return verb == "view" and role in ("clerk", "approver") and (is_ledger or is_register)


@pytest.mark.parametrize("role", ROLES)
def test_admin_pages(client: Client, world, role: str) -> None:
    client.force_login(getattr(world, role))
    enters = role in ADMIN_ROLES

    assert client.get(reverse("admin:index"), follow=True).status_code == (200 if enters else 403)
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        expected = {"changelist": may(role, "view", model), "add": may(role, "add", model)}
        if isinstance(model_admin, ExchangeAdmin):
            expected |= {"export": may(role, "view", model), "import": may(role, "add", model) and may(role, "change", model)}
        for page, allowed in expected.items():
            answer = client.get(reverse(f"{name}_{page}"), follow=True)
            assert answer.status_code == (200 if enters and allowed else 403), f"{role} {name} {page} {model_admin}"
            assert is_file(answer) == (allowed and hands_out(f"{name}_{page}")), f"{role} {name} {page}"


@pytest.mark.parametrize("role", ROLES)
def test_actions_of_the_admin(world, role: str) -> None:
    request = RequestFactory().get("/")
    request.user = getattr(world, role)

    offered = {model._meta.label_lower: set(model_admin.get_actions(request)) for model, model_admin in admin.site._registry.items()}

    assert {label: actions for label, actions in offered.items() if actions} == ADMIN_ACTIONS.get(role, {})


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("role", ROLES)
def test_rows_of_the_admin(client: Client, world, role: str) -> None:
    """A row's pages, and every action that exists anywhere tried on it: what is not offered is not done."""
    client.force_login(getattr(world, role))
    refused = 302 if role in ("respondent", "manager") else 403  # a role elsewhere: to the sign-in, which says why
    others: dict[type, Any] = {User: world.outsider, RoleAssignment: world.clerk.role_assignments.get()}  # nobody changes themselves
    actions = {action for offered in ADMIN_ACTIONS.values() for found in offered.values() for action in found}

    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = others.get(model) or model._default_manager.first() or row_of(model)
        for page, verb in {"change": "view", "history": "view", "delete": "delete"}.items():
            status = client.get(reverse(f"{name}_{page}", args=[row.pk])).status_code
            assert status == (200 if may(role, verb, model) else refused), f"{name} {page}"
        for action in actions - ADMIN_ACTIONS.get(role, {}).get(model._meta.label_lower, set()):
            address = f"{reverse(f'{name}_changelist')}?id__exact={row.pk}"
            status = client.post(address, {"action": action, "_selected_action": row.pk, "post": "yes"}).status_code
            assert status in ({200, 302} if may(role, "view", model) else {refused}), f"{name} {action}"
            assert model._base_manager.filter(pk=row.pk).exists(), f"{name} {action}"
