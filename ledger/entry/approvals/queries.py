"""What waits for an approver, with everything needed to decide: a fixed number of queries for any number of reports."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from iconm.lib.figure import Figure
from ledger.actions.revisions import ENTERED
from ledger.actions.writing import target
from ledger.choices import RevisionState
from ledger.entry.frame import title_of
from ledger.entry.reports.differences import Difference, between, by_key
from ledger.entry.reports.parts import files_of, open_comments_of, with_people
from ledger.entry.reports.stated import figures_of
from ledger.grid.rows import is_said_of
from ledger.models import Cell, Revision


@dataclass(frozen=True)
class Request:
    """A submitted revision. base: the approved one it follows, by id. said: cells with a reason or an explanation of the
    value they have.

    is_own: the reader entered or submitted it. may_decide: the reader is an approver of its dataset and not of their own work.
    """

    revision: Revision
    values: int
    base: int | None
    differences: tuple[Difference, ...] = ()
    said: tuple["Said", ...] = field(default=())
    evidence: int = 0
    comments: int = 0
    is_own: bool = False
    may_decide: bool = False

    @property
    def title(self) -> str:
        return title_of(self.revision.sheet)

    @property
    def answered(self) -> list[Cell]:
        return [cell for _label, cell in self.said if cell.reason]

    @property
    def explained(self) -> list[Cell]:
        return [cell for _label, cell in self.said if cell.cause or cell.response]


class Said(NamedTuple):
    """What was said about a value. label: what the grid calls it."""

    label: str
    cell: Cell


def requests_for(user: User, *, on: date) -> list[Request]:
    """Return everything submitted, the longest waiting first. Five queries at most."""
    return _requests(list(_submitted().order_by("submitted_at", "pk")), user, on=on)


def request_about(revision: Revision, user: User, *, on: date) -> Request | None:
    """Return one of them; None where it is not submitted any more. Five queries at most."""
    return next(iter(_requests(list(_submitted().filter(pk=revision.pk)), user, on=on)), None)


def _submitted() -> QuerySet[Any]:
    """Return what was submitted, each with `base`, the approved revision it follows, and how much stands beside its sheet."""
    newest = Revision.objects.approved().filter(sheet=OuterRef("sheet")).order_by("-number")
    return with_people(Revision.objects.filter(state=RevisionState.SUBMITTED)).annotate(
        base=Subquery(newest.values("pk")[:1]), evidence=files_of(OuterRef("sheet")), comments=open_comments_of(OuterRef("sheet"))
    )


def _requests(revisions: Sequence[Any], user: User, *, on: date) -> list[Request]:
    figures = figures_of(pk for revision in revisions for pk in (revision.pk, revision.base))
    said, own = _said(revisions, figures), _own(revisions, user)
    return [
        Request(
            revision=revision,
            values=len(figures.get(revision.pk, ())),
            base=revision.base,
            differences=between(figures.get(revision.base, ()), figures.get(revision.pk, ())),
            said=tuple(said.get(revision.pk, ())),
            evidence=revision.evidence,
            comments=revision.comments,
            is_own=revision.pk in own,
            may_decide=revision.pk not in own and _is_approver(user, revision, on),
        )
        for revision in revisions
    ]


def _is_approver(user: User, revision: Revision, on: date) -> bool:
    return access.has_role(user, Role.APPROVER, dataset=revision.sheet.dataset, on=on)


def _said(revisions: Iterable[Revision], figures: Mapping[int, Sequence[Figure]]) -> Mapping[int, list[Said]]:
    """Return what was said about values, by revision, in the order of the items."""
    stated = {pk: by_key(said) for pk, said in figures.items()}
    about = ~Q(reason="") | ~Q(cause="") | ~Q(response="")
    cells = Cell.objects.filter(about, revision__in=revisions).select_related("item", "updated_by").order_by("item__order", "key")
    found: dict[int, list[Said]] = defaultdict(list)
    for cell in cells:
        figure = stated.get(cell.revision_id, {}).get(cell.key)
        if is_said_of(cell, figure):
            found[cell.revision_id].append(Said(figure.item_label if figure else cell.item.name, cell))
    return found


def _own(revisions: Sequence[Revision], user: User) -> set[int]:
    """Return the revisions the user began, submitted or entered values into: those are another's to approve."""
    by_target = {target(revision): revision.pk for revision in revisions}
    entered = Entry.objects.filter(actor=user, action__startswith=ENTERED, target__in=list(by_target)).order_by()
    own = {revision.pk for revision in revisions if user.pk in (revision.started_by_id, revision.submitted_by_id)}
    return own | {by_target[name] for name in entered.values_list("target", flat=True).distinct()}
