"""The same cells written by others: by the bare library, and by what one would take instead."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import openpyxl
import pandas as pd
import xlsxwriter
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

Grid = Sequence[Sequence[str | float | None]]


def xlsxwriter_alone(grids: Sequence[Grid]) -> bytes:
    """Write the cells, numbers as numbers with thousands separators, and nothing else: the least our workbooks can cost."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        number = book.add_format({"num_format": "#,##0"})
        for grid in grids:
            sheet = book.add_worksheet()
            for row, cells in enumerate(grid):
                for column, cell in enumerate(cells):
                    if isinstance(cell, float):
                        sheet.write_number(row, column, cell, number)
                    elif cell:
                        sheet.write_string(row, column, cell)
    return buffer.getvalue()


class OpenpyxlCopy:
    """Our workbook again, written by openpyxl with the means it offers: values, merges, number formats, borders, fills, widths."""

    def __init__(self, ours: bytes) -> None:
        side = Side(style="thin")
        self._border, self._font = Border(left=side, right=side, top=side, bottom=side), Font(name="游ゴシック", size=10)
        self._fill, self._wrap = PatternFill("solid", fgColor="F2F2F2"), Alignment(wrap_text=True, vertical="center")
        self._sheets = [self._plan(sheet) for sheet in openpyxl.load_workbook(io.BytesIO(ours)).worksheets]

    def _plan(self, sheet: Any) -> tuple[str, list[tuple[int, int, Any, str, bool]], list[str], list[float]]:
        cells = [
            (cell.row, cell.column, cell.value, cell.number_format, cell.fill.fill_type == "solid")
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        merges = [str(merged) for merged in sheet.merged_cells.ranges]
        widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, sheet.max_column + 1)]
        return sheet.title, cells, merges, widths

    def write(self) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, cells, merges, widths in self._sheets:
            sheet = book.create_sheet(title)
            for row, column, value, number_format, is_filled in cells:
                cell = sheet.cell(row, column, value)
                cell.font, cell.border, cell.alignment, cell.number_format = self._font, self._border, self._wrap, number_format
                if is_filled:
                    cell.fill = self._fill
            for merged in merges:
                sheet.merge_cells(merged)
            for column, width in enumerate(widths, start=1):
                sheet.column_dimensions[get_column_letter(column)].width = width
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def pandas_excel(grids: Sequence[Grid]) -> bytes:
    """Write each grid as a DataFrame: what comes out has neither merges nor formats."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer) as book:
        for number, grid in enumerate(grids, start=1):
            pd.DataFrame(grid).to_excel(book, sheet_name=str(number), header=False, index=False)
    return buffer.getvalue()


def csv_alone(grid: Grid) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(grid)
    return buffer.getvalue().encode("utf-8-sig")


def pandas_csv(grid: Grid) -> bytes:
    text: str = pd.DataFrame(grid).to_csv(header=False, index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def json_alone(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
