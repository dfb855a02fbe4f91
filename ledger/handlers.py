"""The jobs of the ledger."""

from django.utils import timezone

from accounts.models import User
from jobs.registry import JobContext, Result, handler
from ledger.actions.cells import CHECK_DRAFT
from ledger.actions.checking import check_draft
from ledger.actions.notices import JOB, Event, tell
from ledger.entry.desk import mail
from ledger.exchange import kept
from ledger.models import Inquiry, Sheet


@handler(CHECK_DRAFT)
def check(_job: JobContext, *, revision_id: int) -> Result:
    return {"findings": check_draft(revision_id=revision_id, at=timezone.now())}


@handler(JOB)
def send_notice(_job: JobContext, *, event: str, sheet: int, inquiry: int | None, actor: int | None) -> Result:
    """Send one mail to everyone concerned: one message, so that a second attempt writes to nobody twice."""
    message = mail.message(
        Event(event),
        sheet=Sheet.objects.get(pk=sheet),
        inquiry=Inquiry.objects.select_related("sent_by").filter(pk=inquiry or 0).first(),
        actor=User.objects.filter(pk=actor or 0).first(),
        on=timezone.localdate(),
    )
    if message:
        message.send()
    return {"recipients": len(message.bcc) if message else 0}


@handler("ledger.remind", max_attempts=1)  # the clock asks again a day later
def remind(_job: JobContext) -> Result:
    notices = list(mail.due_notices(on=timezone.localdate()))
    for event, sheet in notices:
        tell(event, sheet=sheet, actor=None)
    return {"reminders": len(notices)}


@handler("ledger.forget_uploads", max_attempts=1)  # the clock asks again a day later
def forget_uploads(_job: JobContext) -> Result:
    """Delete uploads nobody confirmed: they may hold what was never meant to be stored."""
    return {"deleted": kept.throw_away(before=timezone.now() - 2 * kept.MAX_AGE)}
