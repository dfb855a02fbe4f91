"""Word by mail that something waits. Off unless ICONM_MAIL_URL is set: then nothing is queued either."""

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.actions import enqueue
from ledger.models import Inquiry, Sheet

JOB = "ledger.notice"


class Event(TextChoices):
    """What there is to tell, and the subject of the mail."""

    SUBMITTED = "submitted", _("確認の依頼がありました")
    RETURNED = "returned", _("報告が差し戻されました")
    APPROVED = "approved", _("報告が承認されました")
    ASKED = "asked", _("照会が届きました")
    ANSWERED = "answered", _("照会に回答がありました")
    DUE_SOON = "due_soon", _("提出期限が近づいています")
    OVERDUE = "overdue", _("提出期限を過ぎています")


def tell(event: Event, *, sheet: Sheet, actor: User | None, inquiry: Inquiry | None = None) -> None:
    """Queue a mail about the sheet, or about one of its inquiries, to be sent once the transaction commits.

    actor: whose doing it is; they get no mail about it. None for the clock. Who gets it, `ledger.entry.desk.mail` settles.
    """
    if not settings.MAIL:
        return
    payload = {
        "event": event.value,
        "sheet": sheet.pk,
        "inquiry": inquiry.pk if inquiry else None,
        "actor": actor.pk if actor else None,
    }
    enqueue(JOB, payload=payload, by=actor)
