"""What changes hands when people change places in April: roles, and with them what is open in their datasets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import Q, QuerySet

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from audit.models import Entry
from ledger import registry
from ledger.choices import InquiryState, RevisionState
from ledger.models import Comment, Draft, Inquiry, LockException, Revision, Sheet

DONE = "ledger.handover.done"
RETURNED = "ledger.revision.returned"
AT_WORK = (Role.CLERK, Role.APPROVER, Role.RESPONDENT)  # whose tasks follow from the role
PAPERS_AT_MOST = 50


@dataclass(frozen=True)
class MovedRole:
    """dataset: "" for all. valid_until: None for a role without an end."""

    role: Role
    dataset: str
    valid_until: date | None = None

    @classmethod
    def of(cls, assignment: RoleAssignment) -> Self:
        return cls(Role(assignment.role), assignment.dataset, assignment.valid_until)

    @property
    def dataset_label(self) -> str:
        return registry.label(self.dataset) if self.dataset else ""


@dataclass(frozen=True)
class OpenSheet:
    """revision: the open one; None where none was begun. returned: why it was sent back; empty for any other state."""

    sheet: Sheet
    revision: Revision | None
    returned: str = ""


@dataclass(frozen=True)
class Tasks:
    """What is open in some datasets: sheets not approved, requests not done with, comments not resolved, corrections granted."""

    sheets: tuple[OpenSheet, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    comments: tuple[Comment, ...] = ()
    exceptions: tuple[LockException, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.sheets or self.inquiries or self.comments or self.exceptions)


@dataclass(frozen=True)
class Paper:
    """A handover that was done."""

    entry: Entry
    predecessor: User | None
    successor: User | None
    valid_from: date
    roles: tuple[MovedRole, ...]


def roles_to_move(person: User, *, on: date) -> list[RoleAssignment]:
    """Return what the person holds up to the day before, in the order of the roles. One query."""
    held = RoleAssignment.objects.filter(user=person).in_force(on=on - timedelta(days=1))
    return sorted(held, key=lambda each: (list(Role).index(Role(each.role)), each.dataset, each.pk))


def tasks_of(roles: Iterable[MovedRole], *, on: date) -> Tasks:
    """Return what is open in the datasets of the roles. Six queries; none for roles without tasks."""
    datasets = {role.dataset for role in roles if role.role in AT_WORK}
    if not datasets:
        return Tasks()
    sheets = Sheet.objects.all() if "" in datasets else Sheet.objects.filter(dataset__in=datasets)
    own = Q(sheet__in=sheets.order_by())
    waiting = Inquiry.objects.filter(own, state__in=(InquiryState.OPEN, InquiryState.ANSWERED))
    granted = LockException.objects.filter(valid_until__gt=on).exclude(book__closed_at=None).select_related("book", "granted_by")
    return Tasks(
        sheets=_open_sheets(sheets),
        inquiries=tuple(waiting.select_related("sheet", "sent_by")),
        comments=tuple(Comment.objects.filter(own, resolved_at=None).select_related("sheet", "by")),
        exceptions=tuple(granted if "" in datasets else granted.filter(dataset__in=datasets)),
    )


def drafts_of(person: User | None) -> list[Draft]:
    """Return the unfinished forms the person began: no role tells of them. One query."""
    return list(Draft.objects.filter(owner=person).order_by("-updated_at")) if person else []


def papers() -> list[Paper]:
    """Return the last handovers, newest first. Two queries."""
    return _papers(list(Entry.objects.filter(action=DONE).select_related("actor")[:PAPERS_AT_MOST]))


def paper(pk: int) -> Paper | None:
    """Return the handover recorded under that entry. Two queries."""
    return next(iter(_papers(list(Entry.objects.filter(action=DONE, pk=pk).select_related("actor")))), None)


def _open_sheets(sheets: QuerySet[Sheet]) -> tuple[OpenSheet, ...]:
    people = ("sheet", "started_by", "submitted_by")
    revisions = list(Revision.objects.open().filter(sheet__in=sheets.order_by()).select_related(*people))
    returned = {f"ledger.revision:{each.pk}": each.pk for each in revisions if each.state == RevisionState.RETURNED}
    entries = Entry.objects.filter(action=RETURNED, target__in=returned).order_by("pk") if returned else Entry.objects.none()
    reasons = {returned[entry.target]: entry.reason for entry in entries}  # the last return counts
    untouched = sheets.filter(revisions=None)
    found = [OpenSheet(each.sheet, each, reasons.get(each.pk, "")) for each in revisions]
    found += [OpenSheet(sheet, None) for sheet in untouched]
    return tuple(sorted(found, key=lambda each: (each.sheet.due_on or date.max, each.sheet.fiscal_year, each.sheet.dataset, each.sheet.pk)))


def _papers(entries: Sequence[Entry]) -> list[Paper]:
    told = [{name: new for name, (_old, new) in entry.difference.items()} for entry in entries]
    pks = [int(entry.target.partition(":")[2]) for entry in entries]
    people = User.objects.in_bulk({*pks, *(facts["successor"] for facts in told)})
    return [
        Paper(
            entry=entry,
            predecessor=people.get(pk),
            successor=people.get(facts["successor"]),
            valid_from=date.fromisoformat(facts["valid_from"]),
            roles=tuple(MovedRole(Role(role), dataset) for role, dataset in facts["roles"]),
        )
        for entry, pk, facts in zip(entries, pks, told, strict=True)
    ]
