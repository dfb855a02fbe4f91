"""Who may sign in, and roles as Django permissions, so that the stock admin works without groups."""

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.backends import BaseBackend, ModelBackend
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
_LEDGER_REGISTERS = {**dict.fromkeys(("ledger.mention", "ledger.totalpart"), EDIT), "ledger.item": frozenset({"view", "change"})}

# By app, or by the label of a model, which then counts in place of its app. Registers are closed by a validity date, never deleted; a
# paper's template holds no figures and may go. Figures, the audit trail and the jobs change through their own actions only.
GRANTS: dict[Role, dict[str, frozenset[str]]] = {
    Role.CLERK: {**dict.fromkeys(REGISTERS, EDIT), "reporting": EVERYTHING, "ledger": VIEW, **_LEDGER_REGISTERS},
    Role.APPROVER: dict.fromkeys((*REGISTERS, "reporting", "ledger"), VIEW),
    Role.RESPONDENT: {},
    Role.MANAGER: {},
    Role.AUDITOR: {EVERY_APP: VIEW},
    Role.ADMINISTRATOR: {EVERY_APP: VIEW, "accounts": EVERYTHING},
}


class PasswordBackend(ModelBackend):
    """Checks passwords and loads who is signed in. Of permissions it knows none: they come from roles, and asking costs two queries."""

    def get_all_permissions(self, *_args: Any, **_kwargs: Any) -> set[str]:
        return set()


class RoleBackend(BaseBackend):
    """Permissions from the roles in force today. Knows whole models only; passwords are another backend's."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        app_label, _dot, codename = perm.partition(".")
        verb, _underscore, model_name = codename.partition("_")
        return obj is None and verb in _verbs(user_obj, _named(app_label, model_name), today())

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return bool(_verbs(user_obj, app_label, today()))

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        on = today()
        return {
            f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
            for model in (apps.get_models() if obj is None else ())
            for verb in _verbs(user_obj, _table(model), on)
        }


def _named(app_label: str, model_name: str) -> str:
    """Return the label of the model whose table the named one shows; empty for an unknown model."""
    try:
        return _table(apps.get_model(app_label, model_name))
    except (LookupError, ValueError):
        return ""


def _table(model: type[Model]) -> str:
    """Return the label of the model that owns the table: a proxy of a ledger model is ledger data, whichever app shows it."""
    return (model._meta.concrete_model or model)._meta.label_lower


def _verbs(user: User | AnonymousUser, label: str, on: date) -> frozenset[str]:
    """Return what the user may do with a model, `app.model`, or with an app."""
    if not label:
        return frozenset()
    return frozenset[str]().union(*(_granted(GRANTS[role], label) for role in roles_of(user, on)))


def _granted(grants: dict[str, frozenset[str]], label: str) -> frozenset[str]:
    """Return what is granted for the model alone, else for its app, else for every app."""
    return next((grants[key] for key in (label, label.partition(".")[0], EVERY_APP) if key in grants), frozenset())
