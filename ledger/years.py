"""The reports a year usually has, told by the years before, and what stands in the way of closing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from ledger.choices import InquiryState, RevisionState
from ledger.models import Inquiry, Revision, Sheet

YEARS_LOOKED_BACK = 2  # a year still under way has no final report yet, the one before it has


@dataclass(frozen=True)
class Obstacles:
    """What is unfinished in a year.

    open: revisions not approved yet, which have to be finished first. unreported: sheets without any revision. missing: what the year
    before had and this one has not, as sheets not saved. waiting: requests without an answer taken note of.
    """

    open: tuple[Revision, ...]
    unreported: tuple[Sheet, ...]
    missing: tuple[Sheet, ...]
    waiting: tuple[Inquiry, ...]

    @property
    def is_complete(self) -> bool:
        return not (self.unreported or self.missing or self.waiting)


def obstacles_of(year: int) -> Obstacles:
    """Return what is unfinished in the year. Three queries."""
    sheets = list(Sheet.objects.filter(fiscal_year__in=(year - 1, year)))
    own = [sheet for sheet in sheets if sheet.fiscal_year == year]
    revisions = list(Revision.objects.filter(sheet__fiscal_year=year).select_related("sheet").order_by("sheet__dataset", "pk"))
    begun = {revision.sheet_id for revision in revisions}
    inquiries = Inquiry.objects.filter(sheet__fiscal_year=year, state__in=(InquiryState.OPEN, InquiryState.ANSWERED))
    usual = counterparts((sheet for sheet in sheets if sheet.fiscal_year < year), year)
    return Obstacles(
        open=tuple(revision for revision in revisions if revision.state != RevisionState.APPROVED),
        unreported=tuple(sheet for sheet in own if sheet.pk not in begun),
        missing=tuple(sheet for sheet in without(usual, own) if is_month_end(sheet.as_of)),
        waiting=tuple(inquiries.select_related("sheet")),
    )


def usual_sheets(year: int) -> list[Sheet]:
    """Return the sheets the year would have after its predecessors, not saved, with their due dates moved along. One query."""
    years = range(year - YEARS_LOOKED_BACK, year)
    earlier = Sheet.objects.filter(fiscal_year__in=list(years)).order_by("-fiscal_year", "dataset", "as_of")
    return sorted(counterparts(earlier, year), key=lambda sheet: (sheet.dataset, sheet.as_of, sheet.basis))


def counterparts(earlier: Iterable[Sheet], year: int) -> list[Sheet]:
    """Return for each kind of sheet the one it would be in that year, not saved; of several years' the first decides.

    Plans are no yearly reports: each holds the targets of several years.
    """
    found: dict[tuple[str, str, date], Sheet] = {}
    for sheet in earlier:
        if sheet.basis != Basis.PLAN:
            moved = moved_to(sheet, year)
            found.setdefault(kind_of(moved), moved)
    return list(found.values())


def without(sheets: Iterable[Sheet], there: Iterable[Sheet]) -> list[Sheet]:
    """Return the sheets that are not there yet."""
    kinds = {kind_of(sheet) for sheet in there}
    return [sheet for sheet in sheets if kind_of(sheet) not in kinds]


def kind_of(sheet: Sheet) -> tuple[str, str, date]:
    """Return what tells the sheets of one year apart."""
    return sheet.dataset, sheet.basis, sheet.as_of


def moved_to(sheet: Sheet, year: int) -> Sheet:
    years = year - sheet.fiscal_year
    due_on = later(sheet.due_on, years) if sheet.due_on else None
    return Sheet(dataset=sheet.dataset, fiscal_year=year, basis=sheet.basis, as_of=later(sheet.as_of, years), due_on=due_on)


def later(day: date, years: int) -> date:
    """Return the same day so many years later; the end of a month stays the end of that month."""
    last = (FiscalYear.containing(day) + years).month_end(day.month)
    return last if is_month_end(day) else day.replace(year=last.year)


def is_month_end(day: date) -> bool:
    return day == FiscalYear.containing(day).month_end(day.month)
