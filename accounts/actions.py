"""Give and end roles from code: the command line, loaders, tests.

The audit trail lies above this app and hears of them by a signal. On the pages roles change through the admin alone, where
`iconm.admin.PortalAdminSite` records every write.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.signals import role_written


@transaction.atomic
def assign_role(
    *, user: User, role: Role, dataset: str = "", valid_from: date, valid_until: date | None = None, by: User | None, on: date | None = None
) -> RoleAssignment:
    """Give a role. by: None for the command line. on: the day on which `by` must be a system administrator; today if not given.

    Raises PermissionDenied if `by` may not, ValidationError for impossible dates or a role already given from that day.
    """
    _check_giver(user=user, by=by, on=on)
    assignment = RoleAssignment(user=user, role=role, dataset=dataset, valid_from=valid_from, valid_until=valid_until)
    assignment.full_clean()
    assignment.save(force_insert=True)
    role_written.send(sender=RoleAssignment, assignment=assignment, before=None, by=by)
    access.forget(user)
    return assignment


@transaction.atomic
def end_role(*, assignment: RoleAssignment, valid_until: date, by: User | None, on: date | None = None) -> RoleAssignment:
    """Let the role end before that day. Raises like `assign_role`."""
    _check_giver(user=assignment.user, by=by, on=on)
    if assignment.valid_until is not None and assignment.valid_until <= valid_until:
        raise ValidationError(_("この役割は、既にその日より前に終了しています。"))
    before = {"valid_until": assignment.valid_until}
    assignment.valid_until = valid_until
    assignment.full_clean()
    assignment.save(update_fields=["valid_until"])
    role_written.send(sender=RoleAssignment, assignment=assignment, before=before, by=by)
    access.forget(assignment.user)
    return assignment


def _check_giver(*, user: User, by: User | None, on: date | None) -> None:
    if by is None:
        return
    access.require(by, Role.ADMINISTRATOR, on=on or access.today())
    if by == user:
        raise PermissionDenied(_("自分自身の役割は変更できません。別のシステム管理者に依頼してください。"))
