"""The only way to ask what a user may do.

The day is an argument: views and commands read it once with `today()` and hand it down. The roles of a user on a day cost one query; the
answer stays on the user object (which lives for one request) until another day is asked about or `forget` is called.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Held, RoleAssignment, User

ENTERS_ADMIN = (Role.CLERK, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR)


def today() -> date:
    """Return the day in Japan."""
    return timezone.localdate()


def roles_of(user: User | AnonymousUser, on: date) -> frozenset[Role]:
    """Return the roles held on that day, whatever dataset they are for. Inactive and anonymous users hold none."""
    return frozenset(role for role, _dataset in held(user, on))


def has_role(user: User | AnonymousUser, *roles: Role, dataset: str = "", on: date) -> bool:
    """Tell whether the user holds one of the roles.

    dataset: a code asks about that dataset, which an assignment to every dataset covers; empty asks about any dataset.
    """
    return any(role in roles and (not dataset or covered in ("", dataset)) for role, covered in held(user, on))


def require(user: User | AnonymousUser, *roles: Role, dataset: str = "", on: date) -> None:
    """Raise PermissionDenied unless the user holds one of the roles."""
    if not has_role(user, *roles, dataset=dataset, on=on):
        names = "・".join(str(role.label) for role in roles)
        raise PermissionDenied(_("この操作には「%(roles)s」の役割が必要です。システム管理者に確認してください。") % {"roles": names})


def holders(*roles: Role, dataset: str, on: date) -> QuerySet[User]:
    """Return the active users who hold one of the roles for the dataset on that day."""
    held = RoleAssignment.objects.in_force(on=on).filter(role__in=roles, dataset__in=("", dataset)).order_by()
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def may_enter_admin(user: User | AnonymousUser, on: date) -> bool:
    return has_role(user, *ENTERS_ADMIN, on=on)


def forget(user: User) -> None:
    """Drop the roles kept on this user object, after they changed."""
    user.held_on = None


def held(user: User | AnonymousUser, on: date) -> Held:
    """Return everything the user holds on that day: what anybody may do follows from it alone."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    kept = user.held_on
    if kept is None or kept[0] != on:
        rows = RoleAssignment.objects.filter(user=user).in_force(on=on).order_by().values_list("role", "dataset")
        kept = on, tuple((Role(role), dataset) for role, dataset in rows)
        user.held_on = kept  # an attribute of the model: request.user is a wrapper with a __dict__ of its own
    return kept[1]
