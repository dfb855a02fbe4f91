"""What stands on the left of every page of entry: the year's sheets with their states, the requests, the rest of the admin."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import as_of_short
from ledger import registry
from ledger.choices import InquiryState, RevisionState
from ledger.models import Inquiry, Revision, Sheet


@dataclass(frozen=True)
class SheetLine:
    """A sheet with the state of its newest revision; empty where none was begun."""

    sheet: Sheet
    title: str
    state: str
    is_overdue: bool

    @property
    def short_title(self) -> str:
        """Return 成果指標 R7.12末: the year stands above."""
        return f"{registry.label(self.sheet.dataset)} {basis_line(self.sheet)}"

    @property
    def state_label(self) -> str:
        return str(RevisionState(self.state).label) if self.state else _("未着手")

    @property
    def url(self) -> str:
        return reverse("entry:sheet", args=[self.sheet.pk])


@dataclass(frozen=True)
class Side:
    """sheets: of the year. waiting, answered: how many requests of all years stand so; late: of the waiting, those past their day."""

    year: int
    sheets: tuple[SheetLine, ...]
    waiting: int = 0
    answered: int = 0
    late: int = 0

    @property
    def head(self) -> str:
        return FiscalYear(self.year).header


def side_of(year: int, *, on: date) -> Side:
    """Return the side of a page about that year. Two queries."""
    sheets = tuple(line_of(sheet, on=on) for sheet in with_state(Sheet.objects.filter(fiscal_year=year)))
    counts: Counter[str] = Counter()
    late = 0
    for state, due_on in Inquiry.objects.filter(state__in=(InquiryState.OPEN, InquiryState.ANSWERED)).values_list("state", "due_on"):
        counts[state] += 1
        late += state == InquiryState.OPEN and due_on < on
    return Side(year, sheets, counts[InquiryState.OPEN], counts[InquiryState.ANSWERED], late)


def with_state(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Add `newest_state` and `newest_pk`, those of the newest revision; None where there is none."""
    newest = Revision.objects.filter(sheet=OuterRef("pk")).order_by("-number")
    return sheets.annotate(newest_state=Subquery(newest.values("state")[:1]), newest_pk=Subquery(newest.values("pk")[:1]))


def line_of(sheet: Sheet, *, on: date) -> SheetLine:
    """Return the line of a sheet that came from `with_state`."""
    state = getattr(sheet, "newest_state", None) or ""
    is_open = state not in (RevisionState.APPROVED, RevisionState.SUBMITTED)
    return SheetLine(sheet, title_of(sheet), state, bool(is_open and sheet.due_on and sheet.due_on < on))


def title_of(sheet: Sheet) -> str:
    """Return 成果指標　R7(2025)年度　R7.12末, or 収支　R7(2025)年度　見込: what people call the sheet."""
    return f"{registry.label(sheet.dataset)}　{_('%(year)s年度') % {'year': sheet.year_head}}　{basis_line(sheet)}"


def basis_line(sheet: Sheet) -> str:
    """Return 実績（R7.12末時点）, 実績（年度確定）, 決算, 決算見込, 予算案 …: on what the sheet stands."""
    if sheet.basis == Basis.ACTUAL:
        is_final = sheet.as_of >= FiscalYear(sheet.fiscal_year).end
        return _("実績（年度確定）") if is_final else _("実績（%(as_of)s時点）") % {"as_of": as_of_short(sheet.as_of).removesuffix("時点")}
    if sheet.basis == Basis.FORECAST:
        return _("決算見込")
    if sheet.basis == Basis.PLAN:
        return _("計画（目標値）")
    return str(sheet.get_basis_display())
