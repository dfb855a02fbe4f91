"""Whether a report is late, and since when people are told so."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ledger.choices import RevisionState

SOON = timedelta(days=7)


class Due(TextChoices):
    OVERDUE = "overdue", _("期限超過")
    SOON = "soon", _("期限間近")


def due_state(due_on: date | None, state: str, *, on: date) -> Due | None:
    """Return how a due date presses: within a week, or passed. Never once the report is handed in. state: empty where none was begun."""
    if due_on is None or state in (RevisionState.SUBMITTED, RevisionState.APPROVED) or due_on > on + SOON:
        return None
    return Due.OVERDUE if due_on < on else Due.SOON
