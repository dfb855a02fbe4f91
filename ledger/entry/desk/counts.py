"""How much is on the desk of everybody together: the numbers on the admin's first page."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ledger.choices import InquiryState, RevisionState
from ledger.entry.due import Due, due_state
from ledger.models import Inquiry, Revision, Sheet


@dataclass(frozen=True)
class Desk:
    """Reports by how they stand and how their due date presses; inquiries. late: of the waiting, those past their day."""

    at_work: int = 0
    submitted: int = 0
    overdue: int = 0
    soon: int = 0
    waiting: int = 0
    late: int = 0
    answered: int = 0


def desk(*, on: date) -> Desk:
    """Count what is open on that day. Three queries."""
    opened = list(Revision.objects.open().values_list("state", "sheet__due_on"))
    unbegun = Sheet.objects.exclude(due_on=None).filter(revisions=None).values_list("due_on", flat=True)
    press = Counter(due_state(day, state, on=on) for state, day in [*opened, *(("", day) for day in unbegun)])
    states = Counter(state for state, _day in opened)
    asked = Inquiry.objects.filter(state__in=(InquiryState.OPEN, InquiryState.ANSWERED)).order_by()
    inquiries = list(asked.values_list("state", "due_on"))
    waiting = [day for state, day in inquiries if state == InquiryState.OPEN]
    return Desk(
        at_work=states[RevisionState.DRAFT] + states[RevisionState.RETURNED],
        submitted=states[RevisionState.SUBMITTED],
        overdue=press[Due.OVERDUE],
        soon=press[Due.SOON],
        waiting=len(waiting),
        late=sum(day < on for day in waiting),
        answered=len(inquiries) - len(waiting),
    )
