"""Reads: requests with how far they are answered, and what was said about them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from accounts.access import has_role
from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from ledger import registry
from ledger.actions.inquiries import EXTENDED, REMINDED, RETURNED, WITHDRAWN, target
from ledger.choices import InquiryState
from ledger.entry.frame import title_of
from ledger.models import Inquiry, InquiryLine, Sheet

LATE = "late"  # a filter beside the states: open and past its due date
_READ = Q(lines__value__isnull=False) | ~Q(lines__missing="")
_PEOPLE = ("sent_by", "answered_by", "closed_by")
_ICONS = {
    InquiryState.OPEN: ("pending", ""),
    InquiryState.ANSWERED: ("done", "good"),
    InquiryState.CLOSED: ("final", ""),
    InquiryState.WITHDRAWN: ("none", ""),
}


@dataclass(frozen=True)
class InquiryRow:
    """A request as a list shows it. answered, total: of its lines."""

    inquiry: Inquiry
    answered: int
    total: int
    on: date

    @classmethod
    def of(cls, inquiry: Inquiry, on: date) -> Self:
        """Return the row of a request that came from `listed` or `found`."""
        return cls(inquiry, getattr(inquiry, "answered_lines", 0), getattr(inquiry, "all_lines", 0), on)

    @property
    def title(self) -> str:
        return title_of(self.inquiry.sheet)

    @property
    def is_late(self) -> bool:
        return self.inquiry.state == InquiryState.OPEN and self.inquiry.due_on < self.on

    @property
    def icon(self) -> str:
        return _ICONS[InquiryState(self.inquiry.state)][0]

    @property
    def tone(self) -> str:
        return _ICONS[InquiryState(self.inquiry.state)][1]


@dataclass(frozen=True)
class Notice:
    """Something the clerk said after the request was sent. kind: reminded, returned, extended or withdrawn."""

    kind: str
    at: datetime
    text: str


def listed(
    *, on: date, state: str = "", year: int | None = None, sheet: Sheet | None = None, datasets: Collection[str] | None = None
) -> QuerySet[Inquiry]:
    """Return the requests that match: open ones first, in the order they are due, then answered, closed, withdrawn.

    state: of `InquiryState`, or LATE. datasets: None for all.
    """
    found = _counted(Inquiry.objects.select_related("sheet", "sent_by"))
    if state:
        found = found.filter(state=InquiryState.OPEN, due_on__lt=on) if state == LATE else found.filter(state=state)
    if datasets is not None:
        found = found.filter(sheet__dataset__in=datasets)
    chosen = {"sheet__fiscal_year": year, "sheet": sheet}
    found = found.filter(**{name: wanted for name, wanted in chosen.items() if wanted is not None})
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(InquiryState)]
    return found.order_by(Case(*ranks, output_field=IntegerField()), "due_on", "pk")


def found(pk: int) -> Inquiry | None:
    """Return a request with its sheet, the people on it and the numbers of its lines. One query."""
    return _counted(Inquiry.objects.select_related("sheet", *_PEOPLE)).filter(pk=pk).first()


def _counted(inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    return inquiries.annotate(all_lines=Count("lines"), answered_lines=Count("lines", filter=_READ))


def asked_sheets() -> list[Sheet]:
    """Return the sheets that were ever asked about, newest year first. One query."""
    return list(Sheet.objects.filter(inquiries__isnull=False).distinct().order_by("-fiscal_year", "dataset", "as_of"))


def datasets_of(user: User, *, on: date) -> frozenset[str]:
    """Return the datasets the user answers for on that day."""
    codes = (dataset.code for dataset in registry.datasets())
    return frozenset(code for code in codes if has_role(user, Role.RESPONDENT, dataset=code, on=on))


def notices_of(inquiries: Iterable[Inquiry]) -> Mapping[int, list[Notice]]:
    """Return by request what its respondents are to know beside it, oldest first: the trail is where it stands. One query."""
    by_target = {target(inquiry): inquiry.pk for inquiry in inquiries}
    kinds = {REMINDED: "reminded", RETURNED: "returned", EXTENDED: "extended", WITHDRAWN: "withdrawn"}
    entries = Entry.objects.filter(target__in=by_target, action__in=kinds).order_by("pk")
    notices: dict[int, list[Notice]] = defaultdict(list)
    for entry in entries:
        notices[by_target[entry.target]].append(Notice(kinds[entry.action], entry.at, entry.reason))
    return notices


def being_asked(sheet: Sheet) -> Mapping[str, int]:
    """Return by cell key the number of the open request that asks for it. One query."""
    lines = InquiryLine.objects.filter(inquiry__sheet=sheet, inquiry__state__in=(InquiryState.OPEN, InquiryState.ANSWERED))
    return dict(lines.order_by("inquiry__number").values_list("key", "inquiry__number"))
