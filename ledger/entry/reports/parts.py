"""What the pages of a report's way share: finding the revision, its states, its differences with who and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from ledger.actions import StaleError
from ledger.actions.years import in_closed_year
from ledger.choices import RevisionState
from ledger.entry.frame import title_of
from ledger.entry.grid.beside import answer_of
from ledger.entry.reports.differences import Difference, aside
from ledger.evidence.queries import NO_MARKS, Marks, Taken, marks_of
from ledger.grid.rows import Row, is_said_of
from ledger.models import Cell, Comment, Evidence, Revision, Sheet

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True)
class DifferenceLine:
    """A difference as people read it. reason: what was said about the new value. by: None where it was not typed into the grid."""

    difference: Difference
    aside: str
    reason: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True)
class ValueLine:
    """A value only to be read. answer: what it was taken from; None for one that was typed, or changed since."""

    row: Row
    answer: Taken | None = None
    marks: Marks = NO_MARKS


def value_lines(sheet: Sheet, rows: Iterable[Row]) -> list[ValueLine]:
    """Return the rows, each with the answer its value was taken from, and how much evidence and talk there is about it. One query."""
    marks = marks_of(sheet)
    marked = ((row, marks.get(str(row.key), NO_MARKS)) for row in rows)
    return [ValueLine(row, answer_of(row, beside), beside) for row, beside in marked]


def difference_lines(sheet: Sheet, differences: Iterable[Difference], cells: Mapping[str, Cell]) -> list[DifferenceLine]:
    return [_line(sheet, difference, cells.get(difference.key)) for difference in differences]


def cells_of(revision: Revision | None) -> dict[str, Cell]:
    """Return what was typed and said in a revision, by key. One query."""
    cells = Cell.objects.filter(revision=revision).select_related("updated_by", "item") if revision else ()
    return {cell.key: cell for cell in cells}


def said_of(cell: Cell) -> str:
    """Return what stands beside a value in one text: the reason, and the explanation of a missed target."""
    parts = [cell.reason]
    parts += [_("要因：%(text)s") % {"text": cell.cause}] if cell.cause else []
    parts += [_("今後の対応：%(text)s") % {"text": cell.response}] if cell.response else []
    return "\n".join(part for part in parts if part)


def with_people(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    return revisions.select_related("sheet", "started_by", "submitted_by", "approved_by")


def revision_or_404(pk: int) -> Revision:
    """Return the revision with its sheet and people. Raises Http404 with a sentence."""
    revision = with_people(Revision.objects.filter(pk=pk)).first()
    if revision is None:
        raise Http404(_("この版は取り消されているか、登録されていません。"))
    return revision


def sheet_or_404(pk: int) -> Sheet:
    """Return the sheet with `is_year_closed`, `files` and `open_comments`, how many there are. Raises Http404 with a sentence."""
    beside = {"files": files_of(OuterRef("pk")), "open_comments": open_comments_of(OuterRef("pk"))}
    sheet = Sheet.objects.annotate(is_year_closed=in_closed_year(), **beside).filter(pk=pk).first()
    if sheet is None:
        raise Http404(_("この年度報告は登録されていません。"))
    return sheet


def files_of(sheet: OuterRef) -> Coalesce:
    """Return how many files of evidence stand beside a sheet, for a query about it."""
    return _counted(Evidence.objects.filter(sheet=sheet, removed_at=None))


def open_comments_of(sheet: OuterRef) -> Coalesce:
    return _counted(Comment.objects.filter(sheet=sheet, resolved_at=None))


def _counted(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("sheet").annotate(number=Count("pk")).values("number")), 0)


def as_seen(request: HttpRequest, revision: Revision) -> Revision:
    """Let the revision be what the page showed: an action then refuses whatever was changed since. 0, which none has, without a word."""
    text = request.POST.get("seen", "")
    revision.lock_version = int(text) if text.isascii() and text.isdigit() else 0
    return revision


def why_refused(error: ValidationError, revision: Revision) -> str:
    """Return why nothing was done. For whoever decides about a whole revision there are no two values to choose from."""
    if not isinstance(error, StaleError):
        return " ".join(error.messages)
    current = Revision.objects.filter(pk=revision.pk).first()
    state = current.get_state_display() if current else _("取消し")
    return _("画面を開いた後に、状態又は内容が変わりました（現在：%(state)s）。内容を確認してください。") % {"state": state}


def way_of(revision: Revision | None) -> list[tuple[str, bool]]:
    """Return the states of a report with where it stands."""
    state = revision.state if revision else ""
    first = RevisionState.RETURNED if state == RevisionState.RETURNED else RevisionState.DRAFT
    return [(str(each.label), each == state) for each in (first, RevisionState.SUBMITTED, RevisionState.APPROVED)]


def crumbs(sheet: Sheet, *last: str) -> Crumbs:
    """Return the way to the sheet's page, and to a page below it."""
    above = [
        (_("実績入力"), reverse("entry:home")),
        (_("%(year)s年度 年度報告") % {"year": sheet.year_head}, f"{reverse('entry:home')}?year={sheet.fiscal_year}"),
        (title_of(sheet), reverse("entry:sheet", args=[sheet.pk])),
    ]
    return [*above, *((label, "") for label in last)]


def _line(sheet: Sheet, difference: Difference, cell: Cell | None) -> DifferenceLine:
    return DifferenceLine(
        difference=difference,
        aside=aside(difference.figure, fiscal_year=sheet.fiscal_year, basis=sheet.basis, as_of=sheet.as_of),
        reason=said_of(cell) if cell and is_said_of(cell, difference.new) else "",
        by=cell.updated_by if cell else None,
        at=cell.updated_at if cell else None,
    )
