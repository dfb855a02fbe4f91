"""All years with their books: which are open, which closed, and how far their sheets are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from audit.models import Entry
from iconm.lib.fiscal_year import FiscalYear
from ledger import registry
from ledger.actions.yearbook import CLOSED, OPENED, REOPENED, target
from ledger.choices import RevisionState
from ledger.entry.frame import with_state
from ledger.models import LockException, Sheet, YearBook


@dataclass(frozen=True)
class YearRow:
    """counts: how many sheets of the year stand in each state, "" for those not begun. entries: how it was opened, closed and reopened."""

    year: FiscalYear
    book: YearBook | None
    counts: Counter[str]
    has_ended: bool
    entries: tuple[Entry, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.book is not None and self.book.closed_at is not None

    @property
    def is_begun(self) -> bool:
        return self.book is not None or bool(self.counts)

    @property
    def opening(self) -> Entry | None:
        """Return how the year was opened; None where nobody did: closing makes a book too, in the name of who closed."""
        return next((entry for entry in self.entries if entry.action == OPENED), None)

    @property
    def past(self) -> list[tuple[str, Entry]]:
        """Return the closings that were taken back and how that came, in their order, each with its word."""
        words = {CLOSED: _("締切"), REOPENED: _("取消し")}
        moves = [(words[entry.action], entry) for entry in self.entries if entry.action in words]
        return moves[:-1] if self.is_closed else moves

    @property
    def state(self) -> tuple[str, str]:
        """Return word and drawing."""
        if self.is_closed:
            return _("締切済"), "locked"
        return (_("締切前"), "running") if self.is_begun else (_("開始前"), "planned")

    @cached_property
    def sheets(self) -> str:
        """Return 承認済 7・作成中 1."""
        words = [*((state.value, str(state.label)) for state in reversed(RevisionState)), ("", _("未着手"))]
        return "・".join(f"{label} {self.counts[state]}" for state, label in words if self.counts[state])


@dataclass(frozen=True)
class ExceptionRow:
    exception: LockException
    is_in_force: bool

    @property
    def dataset(self) -> str:
        return registry.label(self.exception.dataset)

    @property
    def last_on(self) -> date:
        return self.exception.valid_until - timedelta(days=1)

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.exception.book.fiscal_year)


def years_of(*, on: date) -> list[YearRow]:
    """Return every year there is something about, with the current and the next one, newest first. Three queries."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for sheet in with_state(Sheet.objects.order_by()):
        counts[sheet.fiscal_year][getattr(sheet, "newest_state", None) or ""] += 1
    books = {book.fiscal_year: book for book in YearBook.objects.select_related("opened_by", "closed_by")}
    told = _entries(books.values())
    current = FiscalYear.containing(on)
    years = {*counts, *books, int(current), int(current) + 1}
    return [
        YearRow(FiscalYear(year), books.get(year), counts[year], year < current, tuple(told[year])) for year in sorted(years, reverse=True)
    ]


def _entries(books: Iterable[YearBook]) -> dict[int, list[Entry]]:
    """Return by year what the trail tells of its opening and closing, in order. The book itself keeps the last state only."""
    years = {target(book): book.fiscal_year for book in books}
    told: dict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(target__in=list(years), action__in=(OPENED, CLOSED, REOPENED)).select_related("actor")
    for entry in entries.order_by("id"):
        told[years[entry.target]].append(entry)
    return told


def exceptions(*, on: date) -> Iterator[ExceptionRow]:
    """Yield the leave given to correct closed years, newest first. One query."""
    for granted in LockException.objects.select_related("book", "granted_by"):
        yield ExceptionRow(granted, granted.valid_until > on and granted.book.closed_at is not None)
