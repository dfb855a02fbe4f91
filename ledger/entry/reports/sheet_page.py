"""Everything the page of one report shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from audit import registry as audit
from audit.models import Entry
from ledger.actions import locked_sentence
from ledger.actions.writing import target
from ledger.actions.years import closed_book, closed_sentence, leave_sentence
from ledger.choices import EDITABLE, RevisionState
from ledger.entry.answers.queries import InquiryRow, listed
from ledger.entry.due import Due, due_state
from ledger.entry.reports.differences import Difference, between
from ledger.entry.reports.parts import DifferenceLine, ValueLine, cells_of, difference_lines, value_lines, with_people
from ledger.entry.reports.stated import figures_of
from ledger.grid.rows import Grid, load_grid
from ledger.models import Revision, Sheet, YearBook

_EVENTS = ("ledger.revision.", "ledger.sheet.")


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened to the report."""

    entry: Entry
    number: int | None

    @property
    def sentence(self) -> str:
        return audit.sentence(self.entry.action)


class SheetPage:
    """A report on a day. Each part is read when the template first asks for it."""

    def __init__(self, sheet: Sheet, *, on: date) -> None:
        self.sheet, self.on = sheet, on

    @cached_property
    def revisions(self) -> list[Revision]:
        """Return all revisions, newest first."""
        return list(with_people(Revision.objects.filter(sheet=self.sheet)).order_by("-number"))

    @property
    def newest(self) -> Revision | None:
        return self.revisions[0] if self.revisions else None

    @property
    def approved(self) -> Revision | None:
        """Return the revision in force."""
        return next((revision for revision in self.revisions if revision.state == RevisionState.APPROVED), None)

    @property
    def is_correction(self) -> bool:
        """Tell whether a revision is on its way that follows an approved one."""
        return self.approved is not None and self.newest is not self.approved

    @property
    def is_open(self) -> bool:
        """Tell whether somebody may be writing."""
        return self.newest is not None and self.newest.state in EDITABLE

    @property
    def is_submitted(self) -> bool:
        return self.newest is not None and self.newest.state == RevisionState.SUBMITTED

    @property
    def is_locked(self) -> bool:
        return self.newest is not None and self.newest.state == RevisionState.APPROVED

    @cached_property
    def closed(self) -> YearBook | None:
        """Return the book of the sheet's year if it was closed. One query, only then."""
        if not getattr(self.sheet, "is_year_closed", True):
            return None
        return closed_book(fiscal_year=self.sheet.fiscal_year, dataset=self.sheet.dataset, on=self.on)

    @property
    def may_begin(self) -> bool:
        """Tell whether the year still takes a revision."""
        return self.closed is None or self.leave_on is not None

    @property
    def leave_on(self) -> date | None:
        """Return the last day on which the closed year may be corrected; None without leave."""
        until: date | None = getattr(self.closed, "leave_until", None)
        return until - timedelta(days=1) if until else None

    @property
    def closed_words(self) -> str:
        """Say who closed the year and when, and what to do about it."""
        if self.closed is None:
            return ""
        return leave_sentence(self.closed, last_on=self.leave_on) if self.leave_on else closed_sentence(self.closed)

    @property
    def lock(self) -> str:
        return locked_sentence(self.newest) if self.is_locked and self.newest else ""

    @property
    def due(self) -> Due | None:
        return due_state(self.sheet.due_on, self.newest.state if self.newest else "", on=self.on)

    @cached_property
    def values(self) -> Grid | None:
        """Return the newest values; None where nothing was begun, and beside a correction, of which only the changes matter here."""
        if self.newest is None or self.is_correction:
            return None
        grid = load_grid(self.newest, on=self.on)
        return Grid(grid.revision, tuple(row for row in grid.rows if row.value), grid.known)

    @cached_property
    def lines(self) -> list[ValueLine]:
        return value_lines(self.sheet, self.values.rows) if self.values else []

    @cached_property
    def changes(self) -> list[DifferenceLine]:
        """Return what the revision on its way says otherwise than the one in force."""
        return compared(self.sheet, self.approved, self.newest) if self.approved and self.newest and self.is_correction else []

    @cached_property
    def history(self) -> list[HistoryLine]:
        """Return what happened, newest first, without the saving of single values."""
        numbers = {target(revision): revision.number for revision in self.revisions}
        about = Entry.objects.filter(target__in=[f"ledger.sheet:{self.sheet.pk}", *numbers]).exclude(action__startswith="ledger.values.")
        events = [entry for entry in about.select_related("actor") if entry.action.startswith(_EVENTS)]
        return [HistoryLine(entry, numbers.get(entry.target)) for entry in events]

    @property
    def returned(self) -> Entry | None:
        """Return why the newest revision was sent back, while it is."""
        if self.newest is None or self.newest.state != RevisionState.RETURNED:
            return None
        lines = (line.entry for line in self.history if line.number == self.newest.number)
        return next((entry for entry in lines if entry.action == "ledger.revision.returned"), None)

    @cached_property
    def inquiries(self) -> list[InquiryRow]:
        """Return what the foundation was asked about the report, by number. One query."""
        return [InquiryRow.of(inquiry, self.on) for inquiry in listed(on=self.on, sheet=self.sheet).order_by("number")]


def compared(sheet: Sheet, old: Revision, new: Revision) -> list[DifferenceLine]:
    """Return what `new` says otherwise than `old`. Two queries."""
    return difference_lines(sheet, differences_of([(old, new)])[new.pk], cells_of(new))


def differences_of(pairs: Sequence[tuple[Revision | None, Revision]]) -> Mapping[int, tuple[Difference, ...]]:
    """Return by the id of each new revision what it says otherwise than its old one; everything where there is none. One query."""
    said = figures_of(revision.pk for pair in pairs for revision in pair if revision)
    return {new.pk: between(said.get(old.pk, ()) if old else (), said.get(new.pk, ())) for old, new in pairs}
