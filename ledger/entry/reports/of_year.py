"""The reports of a year: how far each is, and which of last year's nobody has begun."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import as_of_short
from ledger import registry
from ledger.choices import RevisionState
from ledger.entry.due import Due, due_state
from ledger.entry.frame import basis_line, with_state
from ledger.models import Revision, Sheet
from ledger.years import counterparts, kind_of, moved_to, without

UNFINISHED = tuple(state for state in RevisionState if state != RevisionState.APPROVED)


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
    own = [sheet for sheet in sheets if sheet.fiscal_year == year]
    last_year = [sheet for sheet in sheets if sheet.fiscal_year < year]
    former = {kind_of(moved_to(sheet, year)): newest.get(sheet.pk) for sheet in last_year}
    reports = [_report(sheet, newest.get(sheet.pk), former.get(kind_of(sheet)), on) for sheet in own]
    missing = sorted(without(counterparts(last_year, year), own), key=lambda sheet: (sheet.as_of, sheet.dataset))
    return reports, [Missing(sheet) for sheet in missing]


def years_of_reports(*, on: date) -> list[int]:
    """Return the years to choose from, newest first: those with a report, and the current one. One query."""
    found = set(Sheet.objects.order_by().values_list("fiscal_year", flat=True).distinct())
    return sorted(found | {int(FiscalYear.containing(on))}, reverse=True)


def year_at_work(*, on: date) -> int:
    """Return the newest year with an open or overdue report, else the current one: in May that is still the year before. One query."""
    unfinished = with_state(Sheet.objects.order_by("-fiscal_year")).filter(
        Q(newest_state__in=UNFINISHED) | Q(newest_state=None, due_on__lt=on)
    )
    return unfinished.values_list("fiscal_year", flat=True).first() or int(FiscalYear.containing(on))


def _report(sheet: Sheet, revision: Revision | None, former: Revision | None, on: date) -> Report:
    return Report(
        sheet=sheet,
        revision=revision,
        entered=getattr(revision, "entered", 0),
        before=getattr(former, "entered", None) if former and former.state == RevisionState.APPROVED else None,
        due=due_state(sheet.due_on, revision.state if revision else "", on=on),
    )
