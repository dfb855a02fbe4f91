"""All years with their books: which are open, which closed, and how far their sheets are."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear
from ledger import registry
from ledger.choices import RevisionState
from ledger.entry.frame import with_state
from ledger.models import LockException, Sheet, YearBook


@dataclass(frozen=True)
class YearRow:
    """counts: how many sheets of the year stand in each state, "" for those not begun."""

    year: FiscalYear
    book: YearBook | None
    counts: Counter[str]
    has_ended: bool

    @property
    def is_closed(self) -> bool:
        return self.book is not None and self.book.closed_at is not None

    @property
    def is_begun(self) -> bool:
        return self.book is not None or bool(self.counts)

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
    """Return every year there is something about, with the current and the next one, newest first. Two queries."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for sheet in with_state(Sheet.objects.order_by()):
        counts[sheet.fiscal_year][getattr(sheet, "newest_state", None) or ""] += 1
    books = {book.fiscal_year: book for book in YearBook.objects.select_related("opened_by", "closed_by")}
    current = FiscalYear.containing(on)
    years = {*counts, *books, int(current), int(current) + 1}
    return [YearRow(FiscalYear(year), books.get(year), counts[year], year < current) for year in sorted(years, reverse=True)]


def exceptions(*, on: date) -> Iterator[ExceptionRow]:
    """Yield the leave given to correct closed years, newest first. One query."""
    for granted in LockException.objects.select_related("book", "granted_by"):
        yield ExceptionRow(granted, granted.valid_until > on and granted.book.closed_at is not None)
