"""What else is known about the values of a draft: the answers some were taken from, and why it was sent back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from audit.models import Entry
from ledger.choices import RevisionState
from ledger.evidence.queries import Marks, Taken
from ledger.grid.questions import read
from ledger.grid.reading import Reading
from ledger.grid.rows import Row, reading_of
from ledger.models import Revision

RETURNED = "ledger.revision.returned"


@dataclass(frozen=True)
class Return:
    """Why a revision was sent back. actor: the name."""

    actor: str
    at: datetime
    reason: str


def answer_of(row: Row, marks: Marks) -> Taken | None:
    """Return the answer the value was taken from; None for one that was typed, or changed since."""
    return next((answer for answer in marks.answers if _is_still(answer, row)), None)


def _is_still(answer: Taken, row: Row) -> bool:
    said = read(answer.typed, row)
    held = reading_of(row.value) if row.value else Reading()
    return isinstance(said, Reading) and (said.value, said.upper, said.missing) == (held.value, held.upper, held.missing)


def with_return(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Add what `return_of` tells, without a query of its own."""
    name = Concat(Value("ledger.revision:"), Cast(OuterRef("pk"), CharField()))
    last = Entry.objects.filter(target=name, action=RETURNED).order_by("-id")
    person = Coalesce(NullIf(F("actor__name"), Value("")), F("actor__username"))
    return revisions.annotate(
        returned_by=Subquery(last.annotate(person=person).values("person")[:1]),
        returned_at=Subquery(last.values("at")[:1]),
        returned_why=Subquery(last.values("reason")[:1]),
    )


def return_of(revision: Revision) -> Return | None:
    """Return why a revision of `with_return` has to be mended; None for one in any state but 差戻し."""
    at = getattr(revision, "returned_at", None)
    if revision.state != RevisionState.RETURNED or at is None:
        return None
    return Return(getattr(revision, "returned_by", None) or "", at, getattr(revision, "returned_why", None) or "")
