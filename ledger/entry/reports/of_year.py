"""The reports of a year: how far each is, and which of last year's nobody has begun."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import as_of_short
from ledger import registry
from ledger.choices import RevisionState
from ledger.entry.due import Due, due_state
from ledger.entry.frame import basis_line
from ledger.models import Revision, Sheet


@dataclass(frozen=True)
class Report:
    """A sheet with its newest revision, whose people are loaded. entered, before: how many values it has, and the one of last year had."""

    sheet: Sheet
    revision: Revision | None
    entered: int
    before: int | None
    due: Due | None

    @property
    def dataset(self) -> str:
        return registry.label(self.sheet.dataset)

    @property
    def basis(self) -> str:
        return basis_line(self.sheet)

    @property
    def state(self) -> str:
        return self.revision.state if self.revision else ""


@dataclass(frozen=True)
class Missing:
    """A report of last year that this year has no counterpart of, and the sheet it would be, not saved."""

    sheet: Sheet

    @property
    def dataset(self) -> str:
        return registry.label(self.sheet.dataset)

    @property
    def basis(self) -> str:
        return basis_line(self.sheet)

    @property
    def url(self) -> str:
        """Return the form of a new report, filled in."""
        sheet = self.sheet
        given = {
            "dataset": sheet.dataset,
            "fiscal_year": FiscalYear(sheet.fiscal_year).header,
            "basis": sheet.basis,
            "as_of": as_of_short(sheet.as_of),
        }
        return f"{reverse('entry:sheet-new')}?{urlencode(given)}"


def reports_of(year: int, *, on: date) -> tuple[list[Report], list[Missing]]:
    """Return the reports of the year, and those of last year that it lacks. Two queries."""
    sheets = list(Sheet.objects.filter(fiscal_year__in=(year - 1, year)))
    with_people = Revision.objects.filter(sheet__fiscal_year__in=(year - 1, year)).select_related(
        "started_by", "submitted_by", "approved_by"
    )
    newest = {revision.sheet_id: revision for revision in with_people.annotate(entered=Count("values")).order_by("number")}
    former = {_kind(sheet): newest.get(sheet.pk) for sheet in sheets if sheet.fiscal_year == year - 1}
    own = [sheet for sheet in sheets if sheet.fiscal_year == year]
    reports = [_report(sheet, newest.get(sheet.pk), former.get(_kind(sheet)), on) for sheet in own]
    return reports, list(_missing(own, (sheet for sheet in sheets if sheet.fiscal_year == year - 1), year))


def years_of_reports(*, on: date) -> list[int]:
    """Return the years to choose from, newest first: those with a report, and the current one. One query."""
    found = set(Sheet.objects.order_by().values_list("fiscal_year", flat=True).distinct())
    return sorted(found | {int(FiscalYear.containing(on))}, reverse=True)


def year_at_work(*, on: date) -> int:
    """Return the newest year with an open report, else the current one: in April and May that is still the year before. One query."""
    at_work = Revision.objects.open().order_by("-sheet__fiscal_year").values_list("sheet__fiscal_year", flat=True).first()
    return at_work or int(FiscalYear.containing(on))


def _report(sheet: Sheet, revision: Revision | None, former: Revision | None, on: date) -> Report:
    return Report(
        sheet=sheet,
        revision=revision,
        entered=getattr(revision, "entered", 0),
        before=getattr(former, "entered", None) if former and former.state == RevisionState.APPROVED else None,
        due=due_state(sheet.due_on, revision.state if revision else "", on=on),
    )


def _missing(own: Iterable[Sheet], last_year: Iterable[Sheet], year: int) -> Iterator[Missing]:
    """Yield what last year had and this one lacks. Plans are no yearly reports: each holds the targets of several years."""
    there = {_kind(sheet) for sheet in own}
    for sheet in sorted(last_year, key=lambda sheet: (sheet.as_of, sheet.dataset)):
        if sheet.basis != Basis.PLAN and _kind(sheet) not in there:
            as_of = _a_year_later(sheet.as_of)
            yield Missing(Sheet(dataset=sheet.dataset, fiscal_year=year, basis=sheet.basis, as_of=as_of))


def _kind(sheet: Sheet) -> tuple[str, str, int, int]:
    """Return what makes the reports of two years counterparts: about the same thing, on the same basis and day of the year."""
    day = sheet.as_of.day if sheet.as_of.month != 2 else 0  # the end of February is the end of February
    return sheet.dataset, sheet.basis, sheet.as_of.month, day


def _a_year_later(day: date) -> date:
    year = FiscalYear.containing(day) + 1
    month_end = year.month_end(day.month)
    is_month_end = day == FiscalYear.containing(day).month_end(day.month)
    return month_end if is_month_end else day.replace(year=month_end.year)
