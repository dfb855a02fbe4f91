"""The undoing of a plan made by mistake: what its creation made is removed, while nobody has built on it."""

from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from audit.models import Entry
from audit.snapshots import fields_of, target_of
from kpis.models import DATASET, PlanPeriod
from kpis.queries.planning import target_sheets
from ledger import actions as ledger
from ledger.choices import EDITABLE, RevisionState
from ledger.models import Revision, SourceDocument


class InUseError(ValidationError):
    """Somebody built on the plan; the message says what stands in the way."""


@transaction.atomic
def withdraw_plan(*, plan: PlanPeriod, by: User, at: datetime, reason: str) -> None:
    """Remove a plan whose targets were never approved, with the rows its creation made and no others.

    Registers are never deleted otherwise: here the audit entry of the creation names what may go. Raises ValidationError without a reason,
    InUseError when the plan was not made here, its targets are with the approver or approved, or anything refers to what it made.
    """
    access.require(by, Role.CLERK, dataset=DATASET, on=timezone.localdate(at))
    if not reason.strip():
        raise ValidationError(_("取り消す理由を入力してください。"))
    target, made = target_of(plan), created_rows(plan)
    before = {target_of(row): fields_of(row) for row in made}
    _discard_targets(plan, by=by, at=at)
    for row in reversed(made):
        _remove(row)
    record(action="kpis.plan.withdrawn", by=by, target=target, before=before, reason=reason)


def created_rows(plan: PlanPeriod) -> list[Model]:
    """Return what the creation of the plan made and still stands, in the order it was made. Raises InUseError for any other plan."""
    entry = Entry.objects.filter(action="kpis.plan.created", target=target_of(plan)).last()
    if entry is None:
        raise InUseError(_("この計画期間は「計画期間を作成」から作成したものではないため、取り消せません。"))
    return [row for target in entry.difference["created"][1] if (row := _row(target))]


def _row(target: str) -> Model | None:
    label, _colon, pk = target.partition(":")
    found: Model | None = apps.get_model(label)._base_manager.filter(pk=pk).first()
    return found


def _discard_targets(plan: PlanPeriod, *, by: User, at: datetime) -> None:
    for revision in Revision.objects.filter(sheet__in=target_sheets(plan)):
        if revision.state == RevisionState.APPROVED:
            raise InUseError(_("目標値が承認済みのため、計画期間を取り消せません。目標値の修正は「訂正版を作成」から行ってください。"))
        if revision.state not in EDITABLE:
            raise InUseError(_("目標値が確認依頼中です。承認者が差し戻した後に、取り消してください。"))
        ledger.discard_revision(revision=revision, by=by, at=at)


def _remove(row: Model) -> None:
    """Delete one row alone. Raises InUseError when another refers to it or would go with it."""
    try:
        with transaction.atomic():
            removed, _by_model = row.delete()
    except (ProtectedError, RestrictedError) as error:
        if isinstance(row, SourceDocument):
            return  # a paper that others cite by now is a paper of its own
        raise InUseError(_told(row)) from error
    if removed != 1:
        raise InUseError(_told(row))


def _told(row: Model) -> str:
    message = _("%(kind)s「%(name)s」がほかの登録から参照されているため、計画期間を取り消せません。参照している登録を先に改めてください。")
    return message % {"kind": row._meta.verbose_name, "name": row}
