"""Roles as Django permissions, so that the stock admin works without groups."""

from datetime import date

from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.access import roles_of, today
from accounts.choices import Role
from accounts.models import User

VIEW = frozenset({"view"})
EDIT = frozenset({"view", "add", "change"})
EVERYTHING = frozenset({"view", "add", "change", "delete"})
EVERY_APP = "*"
REGISTERS = ("programs", "kpis", "finance", "ventures", "outreach")

# Registers are closed by a validity date, never deleted; a paper's template holds no figures and may go. The ledger, the audit trail
# and the jobs change through their own actions only.
GRANTS: dict[Role, dict[str, frozenset[str]]] = {
    Role.CLERK: {**dict.fromkeys(REGISTERS, EDIT), "reporting": EVERYTHING, "ledger": VIEW},
    Role.APPROVER: dict.fromkeys((*REGISTERS, "reporting", "ledger"), VIEW),
    Role.RESPONDENT: {},
    Role.MANAGER: {},
    Role.AUDITOR: {EVERY_APP: VIEW},
    Role.ADMINISTRATOR: {EVERY_APP: VIEW, "accounts": EVERYTHING},
}


class RoleBackend(BaseBackend):
    """Permissions from the roles in force today. Knows whole models only; passwords are another backend's."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        app_label, _dot, codename = perm.partition(".")
        verb, _underscore, model_name = codename.partition("_")
        return obj is None and verb in _verbs(user_obj, _app_of(app_label, model_name), today())

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return bool(_verbs(user_obj, app_label, today()))

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        on = today()
        return {
            f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
            for model in (apps.get_models() if obj is None else ())
            for verb in _verbs(user_obj, _table_app(model), on)
        }


def _app_of(app_label: str, model_name: str) -> str:
    """Return the app whose table the model shows; empty for an unknown model."""
    try:
        return _table_app(apps.get_model(app_label, model_name))
    except (LookupError, ValueError):
        return ""


def _table_app(model: type[Model]) -> str:
    """Return the app that owns the model's table: a proxy of a ledger model is ledger data, whichever app shows it."""
    return (model._meta.concrete_model or model)._meta.app_label


def _verbs(user: User | AnonymousUser, app_label: str, on: date) -> frozenset[str]:
    if not app_label:
        return frozenset()
    granted = (GRANTS[role].get(app_label, GRANTS[role].get(EVERY_APP, frozenset())) for role in roles_of(user, on))
    return frozenset[str]().union(*granted)
