"""Taking a decided grade back: one given for the wrong year, or of the wrong indicator."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from audit.snapshots import target_of
from iconm.lib.wareki import date_long
from kpis.models import DATASET, Grading

WITHDRAWN = "kpis.grading.withdrawn"


@transaction.atomic
def withdraw_grading(*, grading: Grading, by: User, at: datetime, reason: str) -> Grading:
    """Let the decision count no more from today; what was decided, and why, stays. An older one of the year counts again, if there is any.

    Raises ValidationError without a reason and for a decision that was withdrawn already.
    """
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=DATASET, on=on)
    if not reason.strip():
        raise ValidationError({"reason": _("取消しの理由を入力してください。")})
    current = Grading.objects.select_for_update().get(pk=grading.pk)
    if current.withdrawn_on:
        raise ValidationError(_("この評価の確定は、%(day)sに取り消されています。") % {"day": date_long(current.withdrawn_on)})
    current.withdrawn_on, current.withdrawal_reason = on, reason.strip()
    current.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    record(action=WITHDRAWN, by=by, target=target_of(current), after={"withdrawn_on": on}, reason=current.withdrawal_reason)
    return current
