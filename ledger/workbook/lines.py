"""The rows of a grid as lines of a workbook, and the ids by which it is told from the workbooks of other sheets."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from iconm.lib.choices import Measure
from iconm.lib.fiscal_year import FiscalYear
from ledger.actions.cells import said
from ledger.choices import EDITABLE
from ledger.grid.rows import Grid, Row
from ledger.models import Revision
from ledger.queries import plain
from ledger.workbook.layout import ENTRIES, FORMAT, Form, Line


def form_of(grid: Grid, *, title: str, facts: str) -> Form:
    return Form(
        title=title,
        facts=facts,
        ids=ids_of(grid.revision),
        lines=tuple(line_of(row, label) for row, label in zip(grid.rows, labels_of(grid), strict=True)),
        is_open=grid.revision.state in EDITABLE,
    )


def line_of(row: Row, label: str) -> Line:
    place = row.place
    return Line(
        key=str(row.key),
        label=label,
        unit=row.unit,
        decimals=row.decimals,
        mark=place.mark,
        group=place.group,
        help=place.help,
        depth=place.depth,
        is_total=place.is_total,
        target=row.target,
        last=row.last,
        previous=row.previous,
        number=plain(row.value.value) if row.value and row.value.upper is None else None,
        texts={name: held(row, name) for name in ENTRIES},
    )


def held(row: Row, name: str) -> str:
    """Return what the draft holds in a field, as a workbook carries it: a number without separators."""
    if name != "typed":
        return said(row, name).strip()
    number = plain(row.value.value) if row.value and row.value.upper is None else None
    return row.text if number is None else f"{number:f}"


def labels_of(grid: Grid) -> tuple[str, ...]:
    """Return what each row is called: the item, and where it has several rows, what tells them apart."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in grid.rows:
        rows[row.place.item.pk].append(row)
    return tuple(row.place.label + _apart(row, rows[row.place.item.pk]) for row in grid.rows)


def _apart(row: Row, rows: Sequence[Row]) -> str:
    """Return （R4～R7 人数）, as far as the rows of the item differ."""
    parts = [tell(row) for tell in (_years, _measure) if len({tell(each) for each in rows}) > 1]
    return f"（{' '.join(part for part in parts if part)}）" if any(parts) else ""


def _years(row: Row) -> str:
    years = (row.key.fiscal_year, row.key.period_end)
    return "～".join(FiscalYear(year).short for year in years if year is not None)


def _measure(row: Row) -> str:
    return str(Measure(row.key.measure).label)


def ids_of(revision: Revision) -> dict[str, str]:
    """Return what the hidden sheet holds. `digest` is that of the others, so that a change by hand is seen."""
    sheet = revision.sheet
    ids = {
        "format": FORMAT,
        "revision": str(revision.pk),
        "lock_version": str(revision.lock_version),
        "dataset": sheet.dataset,
        "year": str(sheet.fiscal_year),
        "basis": sheet.basis,
        "as_of": sheet.as_of.isoformat(),
    }
    return ids | {"digest": digest_of(ids)}


def digest_of(ids: Mapping[str, str]) -> str:
    told = "\n".join(f"{name}={ids[name]}" for name in sorted(ids) if name != "digest")
    return hashlib.sha256(told.encode()).hexdigest()
