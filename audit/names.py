"""How the rows of accounts are called in the trail: that app lies below and cannot say so itself."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import datasets
from accounts.choices import Role
from accounts.models import RoleAssignment, User


def user(name: str, username: str) -> str:
    return f"{name}（{username}）" if name else username


def role(user_name: str, code: str, dataset: str) -> str:
    label = Role(code).label if code in Role.values else code
    covered = datasets.label(dataset) if dataset else _("全てのデータ区分")
    return _("%(user)s：%(role)s（%(dataset)s）") % {"user": user_name, "role": label, "dataset": covered}


def users_called(text: str) -> Iterator[QuerySet[Any]]:
    """Yield the users that are called so, and their roles."""
    yield User.objects.filter(Q(name__icontains=text) | Q(username__icontains=text))
    yield RoleAssignment.objects.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))
