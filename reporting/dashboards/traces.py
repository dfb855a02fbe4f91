"""Reads: what stands beside the numbers of a few items: corrections, proof, open questions, findings, printings. Two queries."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, TextField
from django.db.models import Value as Constant
from django.db.models.functions import Cast, Concat, JSONObject

from iconm.lib.choices import Basis, Measure, Missing, State
from iconm.lib.common_unit import own_decimals
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import cell_text
from iconm.lib.table import Cell
from iconm.lib.wareki import as_of_short
from kpis.models import Indicator
from ledger.cells import CellKey, CellKeyError
from ledger.choices import RevisionState, Weight
from ledger.grid.findings import Finding, from_plain
from ledger.models import Comment, CrossCheck, Evidence, Item, Mention, Revision, Sheet, SourceDocument, Value
from ledger.queries import end_of, plain

MOST_ROWS = 50  # of each kind; a life of thirty years with more than that is read in the entry pages
_FILE, _COMMENT, _CHECK, _MENTION = "file", "comment", "check", "mention"


class Correction(NamedTuple):
    """One revision said of a number what the one before had not. old, new: as printed."""

    place: str
    sheet: int
    number: int
    known_on: date
    old: str
    new: str
    reason: str


class File(NamedTuple):
    """place: the number it proves; empty for a whole sheet."""

    pk: int
    name: str
    place: str


class Remark(NamedTuple):
    """An open comment."""

    sheet: int
    text: str
    place: str


class Found(NamedTuple):
    """A finding and where it stands. is_open: nobody has answered it yet."""

    finding: Finding
    place: str
    is_open: bool


class Printing(NamedTuple):
    """How one place of a paper prints what others print differently. place: as people cite it."""

    printed: str
    place: str
    is_in_force: bool
    note: str


@dataclass(frozen=True)
class Traces:
    """printings: only of what is printed in several ways, the one in force before the others."""

    corrections: tuple[Correction, ...]
    files: tuple[File, ...]
    remarks: tuple[Remark, ...]
    findings: tuple[Found, ...]
    printings: tuple[Printing, ...]


def traces_of(items: Sequence[str], *, on: date, with_drafts: bool) -> Traces:
    """Return what is known about the numbers of these items. Two queries. with_drafts: whether what belongs to drafts counts too."""
    beside = {kind: list(rows) for kind, rows in groupby(_beside(items, on, with_drafts), key=lambda row: row[0])}
    return Traces(
        corrections=tuple(_corrections(items, on))[:MOST_ROWS],
        files=tuple(File(pk, text, place_of(cell)) for _kind, pk, _sheet, cell, text in beside.get(_FILE, ()))[:MOST_ROWS],
        remarks=tuple(Remark(sheet, text, place_of(cell)) for _kind, _pk, sheet, cell, text in beside.get(_COMMENT, ()))[:MOST_ROWS],
        findings=tuple(_findings(items, beside.get(_CHECK, ())))[:MOST_ROWS],
        printings=tuple(_printings(beside.get(_MENTION, ())))[:MOST_ROWS],
    )


def place_of(cell: str) -> str:
    """Return R7 実績（R7.12末） for the text of a cell; nothing for a whole sheet or a text that names no cell."""
    try:
        key = CellKey.parse(cell)
    except CellKeyError:
        return ""
    year = FiscalYear(key.fiscal_year).short if key.fiscal_year else ""
    is_day = key.basis != Basis.PLAN and key.as_of and key.fiscal_year and key.as_of < FiscalYear(key.fiscal_year).end
    day = f"（{as_of_short(key.as_of)}）" if is_day and key.as_of else ""
    return f"{year} {Measure(key.measure).label}{day}".strip()


def _beside(items: Sequence[str], on: date, with_drafts: bool) -> Iterator[tuple[Any, ...]]:
    """Yield kind, key, sheet, cell and text of files, open comments, checks and mentions, by kind. One query."""
    values = Value.objects.filter(item__code__in=items)
    if not with_drafts:
        values = values.in_force(on)
    sheets = Sheet.objects.filter(pk__in=values.values("revision__sheet"))
    of_cells = _any(items, lambda item: Q(cell__startswith=f"{item}:"))
    files = Evidence.objects.filter(of_cells | Q(cell=""), sheet__in=sheets, removed_at=None)
    comments = Comment.objects.filter(of_cells, sheet__in=sheets, resolved_at=None)
    if not with_drafts:  # a reader sees what belongs to approved reports, and was there on the day
        files, comments = files.filter(added_at__lt=end_of(on)), comments.filter(at__lt=end_of(on))
    rows = _rows(files, _FILE, "sheet_id", F("cell"), F("name"))
    others = (_rows(comments, _COMMENT, "sheet_id", F("cell"), F("text")), _rows(*_checks(items, on, with_drafts)), _mentions(items, on))
    rows = rows.union(*others, all=True)
    yield from sorted(rows.order_by("kind", "-key"), key=lambda row: row[0])


def _checks(items: Sequence[str], on: date, with_drafts: bool) -> tuple[QuerySet[Any], str, str, Any, Any]:
    """Return the checks that name a cell of the items, as far as these revisions concern the reader; searched in the database."""
    counted = Q(revision__in=Revision.objects.in_force(on))
    if with_drafts:
        counted |= ~Q(revision__state=RevisionState.APPROVED)
    told = CrossCheck.objects.annotate(told=Cast("findings", TextField())).filter(counted)
    named = told.filter(_any(items, lambda item: Q(told__contains=f"{item}:")))
    return named, _CHECK, "revision__sheet_id", F("revision__state"), F("told")


_PRINTED = {"printed": "printed", "section": "section", "note": "note", "is_in_force": "is_in_force"}
_PAPER = {"name": "document__name", "occasion": "document__occasion", "dated_on": "document__dated_on"}


def _mentions(items: Sequence[str], on: date) -> QuerySet[Any, Any]:
    """Return what papers of by then print of the items and of the indicators they measure; in place of a cell, what of which is printed."""
    measured = Indicator.objects.filter(item__code__in=items).order_by()
    indicators = measured.values_list(Concat(Constant(f"{Indicator._meta.label_lower}:"), F("code"), output_field=CharField()))
    own = [f"{Item._meta.label_lower}:{item}" for item in items]
    stated = Mention.objects.filter(Q(subject__in=own) | Q(subject__in=indicators), document__dated_on__lte=on)
    subject = Concat("subject", Constant(" "), "aspect", output_field=CharField())
    return _rows(stated, _MENTION, "document_id", subject, JSONObject(**_PRINTED, **_PAPER))


def _rows(rows: QuerySet[Any], kind: str, sheet: str, cell: Any, text: Any) -> QuerySet[Any, Any]:
    columns = {
        "kind": Constant(kind, output_field=CharField()),
        "key": Cast("pk", IntegerField()),
        "of": F(sheet),
        "place": Cast(cell, TextField()),
        "words": Cast(text, TextField()),
    }
    shown: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return shown


def _any(items: Iterable[str], condition: Callable[[str], Q]) -> Q:
    either = Q(pk__in=())
    for item in items:
        either |= condition(item)
    return either


def _findings(items: Sequence[str], checks: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    """Yield the findings about the items. What wants an answer was answered where the revision is approved: submission asks for it."""
    for _kind, _pk, _sheet, state, told in checks:
        for row in json.loads(told):
            if row["cell"].partition(":")[0] in items:
                finding = from_plain(row)
                is_answered = state == RevisionState.APPROVED and bool(finding.wants)
                yield Found(replace(finding, is_answered=is_answered), place_of(finding.cell), not is_answered and _asks(finding))


def _asks(finding: Finding) -> bool:
    return finding.weight in (Weight.ERROR, Weight.WARNING)


def _printings(mentions: Iterable[tuple[Any, ...]]) -> Iterator[Printing]:
    """Yield the printings of what is printed in several ways."""
    told = sorted(((aspect, json.loads(text)) for _kind, _pk, _paper, aspect, text in mentions), key=_reading_order)
    for _aspect, group in groupby(told, key=lambda pair: pair[0]):
        rows = [row for _same, row in group]
        if len({row["printed"] for row in rows}) > 1:
            yield from map(_printing, rows)


def _reading_order(told: tuple[str, dict[str, Any]]) -> tuple[Any, ...]:
    aspect, row = told
    return aspect, not row["is_in_force"], row["dated_on"], row["section"], row["printed"]


def _printing(row: dict[str, Any]) -> Printing:
    paper = SourceDocument(name=row["name"], occasion=row["occasion"], dated_on=date.fromisoformat(row["dated_on"]))
    return Printing(row["printed"], f"{paper.citation} {row['section']}".strip(), bool(row["is_in_force"]), row["note"])


def _corrections(items: Sequence[str], on: date) -> Iterator[Correction]:
    """Yield what later revisions say otherwise than those before them, the latest correction first. One query."""
    editions = sorted(_editions(items, on), key=lambda edition: (edition.cell, edition.sheet, edition.number))
    found = [
        Correction(place_of(after.cell), after.sheet, after.number, after.known_on, before.text, after.text, after.reason)
        for before, after in pairwise(editions)
        if (before.cell, before.sheet) == (after.cell, after.sheet) and before.text != after.text
    ]
    yield from sorted(found, key=lambda correction: (correction.known_on, correction.number), reverse=True)


class _Edition(NamedTuple):
    """What one revision says of one cell."""

    cell: str
    sheet: int
    number: int
    known_on: date
    reason: str
    text: str


def _editions(items: Sequence[str], on: date) -> Iterator[_Edition]:
    """Yield what each approved revision of a corrected sheet says; sheets with one revision have nothing to compare."""
    approved = Revision.objects.approved().filter(known_on__lte=on)
    corrected = approved.filter(sheet=OuterRef("revision__sheet"), number__gt=1)
    values = Value.objects.filter(Exists(corrected), item__code__in=items, revision__in=approved).order_by()
    key = ("item__code", "measure", "fiscal_year", "period_end", "basis", "as_of")
    revision = ("revision__sheet_id", "revision__number", "revision__known_on", "revision__reason")
    told = ("value", "missing", "unit", "qualifier", "printed", "item__unit", "item__decimals")
    for row in values.values_list(*key, *revision, *told):
        sheet, number, known_on, reason = row[6:10]
        yield _Edition(str(CellKey(*row[:6])), sheet, number, known_on, reason, _text(*row[10:]))


def _text(value: Decimal | None, missing: str, *words: Any) -> str:
    """Return the number as printed, or the word for having none. words: unit, qualifier, printed text, unit and decimals of the item."""
    if missing:
        return str(Missing(missing).label)
    unit, qualifier, printed, of_item, item_decimals = words
    decimals = own_decimals(unit, of_item, item_decimals, [value])
    return cell_text(Cell(value=plain(value), unit=unit, qualifier=qualifier, printed=printed, decimals=decimals, state=State.FINAL))
