"""The errors of an upload, put into the cells of the file they were found in."""

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from iconm.lib.workbook_parts import Place

Grid = Sequence[Sequence[object]]
_FILL = "FFD9D9"
_NOTE_SIZE = {"width": 320, "height": 120}  # pixels: three lines of a sentence


class MarkingError(ValueError):
    """A workbook that cannot be opened to write into it."""


def marked_copy(content: bytes, name: str, marks: Mapping[Place, str]) -> bytes:
    """Return the workbook with a fill and a comment on the marked cells of one sheet; places are counted from 0. Raises MarkingError."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of extensions it cannot keep, which nobody would read
        try:
            book = openpyxl.load_workbook(io.BytesIO(content))
            sheet, merged = book[name], _merged(book[name])
            for (row, column), message in marks.items():
                _mark(sheet.cell(*merged.get((row + 1, column + 1), (row + 1, column + 1))), message)
            book.save(buffer)
        except Exception as error:  # a file one reader takes may fail in another in any way
            raise MarkingError from error
    return buffer.getvalue()


def _merged(sheet: Any) -> dict[Place, Place]:
    """Return the first cell of its area for each merged cell; rows and columns from 1, as openpyxl counts."""
    return {place: (area.min_row, area.min_col) for area in sheet.merged_cells.ranges for row in area.rows for place in row}


def _mark(cell: Any, message: str) -> None:
    earlier = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(earlier + message, _("取込み"), **_NOTE_SIZE)
    cell.fill = PatternFill("solid", fgColor=_FILL)


def new_workbook(rows: Grid, marks: Mapping[Place, str]) -> bytes:
    """Return a workbook of the rows as text, with a fill and a comment on the marked cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, wrong = book.add_worksheet(), book.add_format({"bg_color": f"#{_FILL}"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, wrong if (row, column) in marks else None)
        for (row, column), message in marks.items():
            _write(sheet, row, column, _at(rows, row, column), wrong)
            sheet.write_comment(row, column, message, {"author": _("取込み"), "x_scale": 2.5, "y_scale": 1.5})
    return buffer.getvalue()


def _at(rows: Grid, row: int, column: int) -> object:
    cells = rows[row] if row < len(rows) else []
    return cells[column] if column < len(cells) else None


def _write(sheet: Any, row: int, column: int, cell: object, look: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_string(row, column, str(cell), look)
