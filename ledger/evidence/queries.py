"""What was attached to a sheet, said about it and taken from answers, cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value

from audit.models import Entry
from ledger.choices import Decision
from ledger.evidence.places import labels_of
from ledger.models import Comment, Evidence, InquiryLine, Sheet

WITHDRAWN = "ledger.evidence.withdrawn"
_NONE = Value(0, output_field=IntegerField())
_NOTHING = Value("", output_field=CharField())
_COLUMNS = ("files", "said", "unresolved", "inquiry_pk", "inquiry_number", "answer")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Taken:
    """An answer that was taken over. inquiry, number: the request, by id and as people call it. typed: as the foundation typed it."""

    inquiry: int
    number: int
    typed: str


@dataclass(frozen=True)
class Marks:
    """What there is about one cell. evidence: files not withdrawn. comments: all; open_comments: those not resolved.

    answers: those taken over, of the newest request first; the cell may have been changed since.
    """

    evidence: int = 0
    comments: int = 0
    open_comments: int = 0
    answers: tuple[Taken, ...] = ()


NO_MARKS = Marks()


@dataclass(frozen=True)
class File:
    """reason: why the file was withdrawn; empty for one that counts."""

    evidence: Evidence
    reason: str = ""


@dataclass(frozen=True)
class Group(Generic[Row]):
    """What there is about one cell, oldest first. cell: `CellKey` as text; "" is the sheet as a whole, which comes first."""

    cell: str
    label: str
    rows: tuple[Row, ...]


def marks_of(sheet: Sheet) -> Mapping[str, Marks]:
    """Return the marks by cell; "" is the sheet as a whole. A cell about which there is nothing has none. One query."""
    files = _per_cell(Evidence.objects.filter(sheet=sheet, removed_at=None), Count("pk"), _NONE, _NONE)
    talk = _per_cell(Comment.objects.filter(sheet=sheet), _NONE, Count("pk"), Count("pk", filter=Q(resolved_at=None)))
    marks: dict[str, Marks] = {}
    for cell, evidence, comments, unresolved, *answer in files.union(talk, _taken(sheet), all=True):
        held = marks.get(cell, NO_MARKS)
        answers = (Taken(*answer), *held.answers) if answer[0] else held.answers
        newest_first = tuple(sorted(answers, key=lambda taken: taken.number, reverse=True))
        marks[cell] = Marks(held.evidence + evidence, held.comments + comments, held.open_comments + unresolved, newest_first)
    return marks


def evidence_of(sheet: Sheet, *, cell: str | None = None) -> list[Group[File]]:
    """Return the files of a sheet, withdrawn ones among them; cell: of that cell alone. Three queries."""
    rows = list(_about(Evidence.objects.filter(sheet=sheet), cell).select_related("added_by", "removed_by"))
    reasons = _reasons(row.pk for row in rows if row.removed_at)
    return _groups(sheet, ((row.cell, File(row, reasons.get(row.pk, ""))) for row in rows))


def comments_of(sheet: Sheet, *, cell: str | None = None) -> list[Group[Comment]]:
    """Return what was said about a sheet; cell: about that cell alone. Two queries."""
    rows = _about(Comment.objects.filter(sheet=sheet), cell).select_related("by", "resolved_by")
    return _groups(sheet, ((row.cell, row) for row in rows))


def _per_cell(rows: QuerySet[Any], *counts: Any) -> QuerySet[Any, Any]:
    """Return the cell and _COLUMNS, without an answer, for each cell."""
    named = dict(zip(_COLUMNS, (*counts, _NONE, _NONE, _NOTHING), strict=True))
    counted: QuerySet[Any, Any] = rows.order_by().values("cell").annotate(**named).values_list("cell", *named)
    return counted


def _taken(sheet: Sheet) -> QuerySet[Any, Any]:
    """Return the cell and _COLUMNS, without counts, for each answer taken over."""
    named = dict(zip(_COLUMNS, (_NONE, _NONE, _NONE, F("inquiry_id"), F("inquiry__number"), F("typed")), strict=True))
    lines = InquiryLine.objects.filter(inquiry__sheet=sheet, decision=Decision.TAKEN).order_by()
    taken: QuerySet[Any, Any] = lines.annotate(cell=F("key"), **named).values_list("cell", *named)
    return taken


def _about(rows: QuerySet[Any], cell: str | None) -> QuerySet[Any]:
    return rows if cell is None else rows.filter(cell=cell)


def _reasons(withdrawn: Iterable[int]) -> dict[int, str]:
    """Return why each was withdrawn: the audit trail has it."""
    targets = {f"ledger.evidence:{pk}": pk for pk in withdrawn}
    if not targets:
        return {}
    entries = Entry.objects.filter(action=WITHDRAWN, target__in=targets).order_by()
    return {targets[target]: reason for target, reason in entries.values_list("target", "reason")}


def _groups(sheet: Sheet, rows: Iterable[tuple[str, Row]]) -> list[Group[Row]]:
    by_cell: dict[str, list[Row]] = {}
    for cell, row in rows:
        by_cell.setdefault(cell, []).append(row)
    labels = labels_of(sheet, by_cell)
    groups = [Group(cell, labels[cell], tuple(found)) for cell, found in by_cell.items()]
    return sorted(groups, key=lambda group: group.cell != "")
