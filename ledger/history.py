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

from django.db import transaction

from audit.actions import record
from iconm.lib.choices import Basis, Measure, Missing
from iconm.lib.numbers import NumberError, parse_number
from ledger import registry
from ledger.actions import Line, build_value
from ledger.calculations import fingerprint
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
    """A sheet as a paper printed it, known since the day of the paper."""

    dataset: str
    fiscal_year: int
    basis: Basis
    as_of: date
    known_on: date
    lines: tuple[Line, ...]


def read_figures(path: Path) -> tuple[PastSheet, ...]:
    """Read `figures/<dataset>.csv`. Raises FixtureError for a wrong header, an unknown word or an unreadable number, date or year."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise FixtureError(f"{path.name}: the header has to be {','.join(COLUMNS)}")
        sheets: dict[tuple[int, Basis, date, date], list[Line]] = {}
        for row in rows:
            try:
                key, line = _read_row(row)
            except (ValueError, KeyError) as error:
                raise FixtureError(f"{path.name}, line {rows.line_num}: {error}") from error
            sheets.setdefault(key, []).append(line)
    return tuple(PastSheet(path.stem, *key, tuple(lines)) for key, lines in sheets.items())


def _read_row(row: dict[str, str]) -> tuple[tuple[int, Basis, date, date], Line]:
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

    Raises FixtureError for an item or document no register has, or a line that contradicts itself.
    """
    registry.get(past.dataset)
    sheet, _ = Sheet.objects.get_or_create(dataset=past.dataset, fiscal_year=past.fiscal_year, basis=past.basis, as_of=past.as_of)
    last = sheet.revisions.order_by("-number").first()
    revision = Revision(sheet=sheet, number=last.number + 1 if last else 1, source=Origin.HISTORY)
    values = list(_build(revision, past))
    digest = fingerprint(values)
    if sheet.revisions.filter(sha256=digest, source=Origin.HISTORY).exists():
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
    for line in past.lines:
        if line.item not in items:
            raise FixtureError(f"{past.dataset}: no item {line.item!r} in the registers")
        if line.document and line.document not in documents:
            raise FixtureError(f"{past.dataset}: no source document {line.document!r} in the registers")
        if (line.value is None) == (not line.missing):
            raise FixtureError(f"{past.dataset}, {line.item}: a line has a value or a reason for having none")
        yield build_value(revision, line, items[line.item], documents.get(line.document))
