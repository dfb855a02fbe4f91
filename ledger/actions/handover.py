"""人事異動: the roles of one person go to another from a day on. Tasks are by role, and so move by themselves."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.actions import assign_role, end_role
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from audit.actions import record
from audit.models import Entry
from ledger.handover import DONE, MovedRole, roles_to_move

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)


@transaction.atomic
def hand_over(*, predecessor: User, successor: User, valid_from: date, by: User, at: datetime) -> Entry:
    """End the roles of the predecessor on that day (exclusive) and give the same to the successor from it; return the entry that says so.

    Each role ended or given has an entry of its own besides. A role that has an end keeps it; one the successor holds as long already is
    not given twice. Raises PermissionDenied when `by` is one of the two, ValidationError when there is nothing to hand over.
    """
    on = timezone.localdate(at)
    access.require(by, Role.ADMINISTRATOR, on=on)
    if by in (predecessor, successor):
        raise PermissionDenied(_("自分自身の役割は引き継げません。別のシステム管理者に依頼してください。"))
    if predecessor == successor:
        raise ValidationError(_("前任者と後任者には、別の利用者を選択してください。"))
    if not successor.is_active:
        raise ValidationError(_("後任者の利用者登録が無効になっています。先に有効にしてください。"))
    list(User.objects.select_for_update().filter(pk__in=(predecessor.pk, successor.pk)).order_by("pk"))
    assignments = roles_to_move(predecessor, on=valid_from)
    if not assignments:
        raise ValidationError(_("この日より前に前任者が持つ役割がないため、引き継ぐものがありません。"))
    moved = [MovedRole.of(assignment) for assignment in assignments]
    for assignment, role in zip(assignments, moved, strict=True):
        _move(assignment, role, successor=successor, valid_from=valid_from, by=by, on=on)
    told = {"successor": successor.pk, "valid_from": valid_from, "roles": [[str(role.role), role.dataset] for role in moved]}
    return record(action=DONE, by=by, target=f"accounts.user:{predecessor.pk}", after=told)


def _move(assignment: RoleAssignment, role: MovedRole, *, successor: User, valid_from: date, by: User, on: date) -> None:
    last = role.valid_until
    if last is None or last > valid_from:
        end_role(assignment=assignment, valid_until=valid_from, by=by, on=on)
    until = last if last and last > valid_from else None  # one that ends on this day ends because of the change
    if not _holds(successor, role, valid_from=valid_from, until=until):
        assign_role(user=successor, role=role.role, dataset=role.dataset, valid_from=valid_from, valid_until=until, by=by, on=on)


def _holds(user: User, role: MovedRole, *, valid_from: date, until: date | None) -> bool:
    """Tell whether the user has the role, for its dataset or for all, from that day for as long."""
    held = RoleAssignment.objects.filter(user=user, role=role.role, dataset__in=("", role.dataset)).in_force(on=valid_from)
    return any(each.valid_until is None or (until is not None and each.valid_until >= until) for each in held)
