"""Workbooks as people and attackers make them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter


def workbook(rows: Sequence[Sequence[Any]], *, name: str = "台帳", change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return a workbook of one sheet; dates as dates. change: what else is done to the book and the sheet."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if change:
            change(book, sheet)
    return buffer.getvalue()


def with_part(content: bytes, part: str, data: bytes) -> bytes:
    """Return the archive with one part added or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, data)
    return buffer.getvalue()


def part_of(content: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part)
