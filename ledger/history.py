"""Loading figures that were decided before the portal existed: CSV fixtures in, approved revisions marked 移行 out.

Loading again is harmless: the same content is a no-op, changed content becomes a new revision, and a sheet that people have worked on since
is left as they made it and reported.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from iconm.lib.choices import Basis, Measure, Missing
from iconm.lib.numbers import NumberError, parse_number
from ledger import registry
from ledger.actions import Line, build_value, clean_value
from ledger.calculations import fingerprint
from ledger.cells import CellKey
from ledger.choices import Origin, RevisionState
from ledger.models import Item, Revision, Sheet, SourceDocument, Value

# The columns of a figures fixture. The first four name the sheet; an empty fiscal_year, basis or as_of takes the sheet's; "-" means none.
COLUMNS = (
    "sheet_year",
    "sheet_basis",
    "sheet_as_of",
    "known_on",
    "item",
    "measure",
    "fiscal_year",
    "period_end",
    "basis",
    "as_of",
    "value",
    "missing",
    "qualifier",
    "unit",
    "printed",
    "note",
    "document",
    "section",
)


class FixtureError(ValueError):
    """A fixture cannot be read; the message names the file, the line and what is wrong."""


@dataclass(frozen=True)
class PastSheet:
    """A sheet as a paper printed it, known since the day of the paper. places: where each line stands, for error messages."""

    dataset: str
    fiscal_year: int
    basis: Basis
    as_of: date
    known_on: date
    lines: tuple[Line, ...]
    places: tuple[str, ...] = ()


Key = tuple[int, Basis, date, date]


def read_figures(path: Path) -> tuple[PastSheet, ...]:
    """Read `figures/<dataset>.csv`, the sheets that became known first in front.

    Raises FixtureError for a dataset nobody registered, a wrong header, an unknown word or an unreadable number, date or year.
    """
    try:
        registry.get(path.stem)
    except KeyError as error:
        raise FixtureError(f"{path.name}: {error.args[0]}") from error
    sheets: dict[Key, list[tuple[Line, str]]] = {}
    for place, row in _rows(path):
        try:
            key, line = _read_row(row)
        except ValueError as error:
            raise FixtureError(f"{place}: {error}") from error
        sheets.setdefault(key, []).append((line, place))
    in_turn = sorted(sheets.items(), key=lambda sheet: sheet[0][-1])
    return tuple(PastSheet(path.stem, *key, *(tuple(column) for column in zip(*lines, strict=True))) for key, lines in in_turn)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row with the place it stands at."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        try:
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise FixtureError(f"{path.name}, line 1: the header has to be {','.join(COLUMNS)}")
            for row in rows:
                place = f"{path.name}, line {rows.line_num}"
                if None in row or None in row.values():
                    raise FixtureError(f"{place}: a row has {len(COLUMNS)} cells; a text with a comma needs quotation marks")
                yield place, row
        except (UnicodeDecodeError, csv.Error) as error:
            raise FixtureError(f"{path.name}, after line {rows.line_num}: not a CSV file in UTF-8 ({error})") from error


def _read_row(row: dict[str, str]) -> tuple[Key, Line]:
    key = (
        int(row["sheet_year"]),
        Basis(row["sheet_basis"]),
        date.fromisoformat(row["sheet_as_of"]),
        date.fromisoformat(row["known_on"]),
    )
    line = Line(
        item=row["item"],
        measure=Measure(row["measure"]).value,
        value=_number(row["value"]),
        missing=Missing(row["missing"]).value if row["missing"] else "",
        fiscal_year=int(row["fiscal_year"]) if row["fiscal_year"] not in ("", "-") else None,
        undated=row["fiscal_year"] == "-",
        period_end=int(row["period_end"]) if row["period_end"] else None,
        basis=Basis(row["basis"]).value if row["basis"] else "",
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        qualifier=row["qualifier"],
        unit=row["unit"],
        printed=row["printed"],
        note=row["note"],
        document=row["document"],
        section=row["section"],
    )
    return key, line


def _number(text: str) -> Decimal | None:
    try:
        return parse_number(text) if text else None
    except NumberError as error:
        raise ValueError(f"not a number: {text!r}") from error


@transaction.atomic
def load_sheet(*, past: PastSheet, at: datetime) -> str:
    """Bring one sheet into the ledger. Returns "loaded", "unchanged", or "kept" where people's own revision stands.

    A sheet with several known_on is a history of its own; load the earliest first, since the highest revision is the one in force.
    Raises FixtureError for an item or document no register has, or a line that contradicts itself or repeats another.
    """
    registry.get(past.dataset)
    sheet, _ = Sheet.objects.get_or_create(dataset=past.dataset, fiscal_year=past.fiscal_year, basis=past.basis, as_of=past.as_of)
    last = sheet.revisions.order_by("-number").first()
    revision = Revision(sheet=sheet, number=last.number + 1 if last else 1, source=Origin.HISTORY)
    values = list(_build(revision, past))
    digest = fingerprint(values)
    loaded = sheet.revisions.filter(source=Origin.HISTORY, known_on__lte=past.known_on).order_by("-number").first()
    if loaded and loaded.sha256 == digest:
        return "unchanged"
    if last and last.source != Origin.HISTORY:
        return "kept"
    revision.save()
    for value in values:
        value.revision = revision  # the key is known only now
    Value.objects.bulk_create(values)
    # In one statement, so that no approved revision ever stands without its fingerprint.
    Revision.objects.filter(pk=revision.pk).update(
        state=RevisionState.APPROVED, approved_at=at, known_on=past.known_on, sha256=digest, lock_version=2
    )
    record(
        action="ledger.history.loaded",
        by=None,
        target=f"ledger.revision:{revision.pk}",
        after={"sheet": str(sheet), "values": len(values), "sha256": digest, "known_on": past.known_on},
    )
    return "loaded"


def _build(revision: Revision, past: PastSheet) -> Iterator[Value]:
    items = {item.code: item for item in Item.objects.filter(dataset=past.dataset)}
    documents = {document.code: document for document in SourceDocument.objects.all()}
    stated: dict[tuple[object, ...], str] = {}
    for line, place in zip(past.lines, past.places or [past.dataset] * len(past.lines), strict=True):
        if line.item not in items:
            raise FixtureError(f"{place}: no item {line.item!r} in the registers")
        if line.document and line.document not in documents:
            raise FixtureError(f"{place}: no source document {line.document!r} in the registers")
        value = build_value(revision, line, items[line.item], documents.get(line.document))
        try:
            clean_value(value)
        except ValidationError as error:
            raise FixtureError(f"{place}, {line.item}: {' '.join(error.messages)}") from error
        key = CellKey.of(value)
        if key in stated:
            raise FixtureError(f"{place}: {line.item} is stated already ({stated[key]})")
        stated[key] = place
        yield value
