"""What a clerk does with the workbook of a grid: get it, fill it in, send it."""

import csv
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import openpyxl

from accounts.models import User
from iconm.lib.uploads import read_upload
from ledger import actions
from ledger.actions import Typed
from ledger.entry.workbooks import pages as workbook_pages
from ledger.models import Revision
from ledger.workbook.preview import Preview
from tests.ledger.factories import NOON

DATASET = "ventures"  # without a layout of its own
HEAD = 4  # the row of the labels, as Excel counts
Cells = Mapping[tuple[str, str], Any]


def key(code: str) -> str:
    return f"{code}:count:2025::actual:2026-03-31"


def form(revision: Revision, by: User) -> bytes:
    return workbook_pages.form_file(current(revision), by=by, at=NOON)


def current(revision: Revision) -> Revision:
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def fill(content: bytes, cells: Cells | None = None, *, change: Callable[[Any], None] | None = None, book: Any = None) -> bytes:
    """Return the workbook with cells filled in, by the labels of row and column. change, book: what else is done to the sheet, the book."""
    opened = openpyxl.load_workbook(io.BytesIO(content))
    sheet = opened.worksheets[0]
    for (row, column), value in (cells or {}).items():
        cell_of(sheet, row, column).value = value
    if change:
        change(sheet)
    if book:
        book(opened)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def cell_of(sheet: Any, row: str, column: str) -> Any:
    labels = [cell.value for cell in sheet[HEAD]]
    numbers = [number for number in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(number, labels.index("項目") + 1).value == row]
    return sheet.cell(numbers[0], labels.index(column) + 1)


def as_csv(content: bytes, encoding: str, *, without: tuple[str, ...] = ()) -> bytes:
    """Return the first sheet as Excel saves it as CSV, hidden columns and all. without: labels of columns that were removed."""
    sheet = read_upload("a.xlsx", content).first
    left_out = {place for place, cell in enumerate(sheet.rows[HEAD - 1]) if cell in without}
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, row in enumerate(sheet.rows):
        writer.writerow([_shown(cell, (number, place) in sheet.per_cent) for place, cell in enumerate(row) if place not in left_out])
    return buffer.getvalue().encode(encoding)


def _shown(cell: Any, is_per_cent: bool) -> str:
    if is_per_cent and isinstance(cell, Decimal):
        return f"{cell * 100}%"
    return f"{cell:,}" if isinstance(cell, Decimal) else cell or ""


def look(revision: Revision, content: bytes, name: str = "様式.xlsx") -> Preview:
    """Return what the file would change."""
    return workbook_pages.preview_of(current(revision), read_upload(name, content), at=NOON)


def told(preview: Preview) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return of each difference its state, what stands, and what the file has."""
    return {(each.label, each.column): (each.state, each.now, each.new) for each in preview.differences}


def save(revision: Revision, code: str, typed: str, *, by: User, **said: str) -> None:
    """Save one cell, as the page does."""
    revision = current(revision)
    entry = Typed(key=key(code), typed=typed, **said)
    actions.save_cells(revision=revision, entries=[entry], by=by, at=NOON)
