"""Document to Excel: a sheet a table, numbers as numbers under a number format that prints them as the paper does."""

import io
import math
import re
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iconm.lib.document import Document
from iconm.lib.figure import OPEN_COLUMNS, Figure
from iconm.lib.numbers import excel_format, excel_literal
from iconm.lib.present import cell_text, legend, range_end, split_qualifier, unit_suffix
from iconm.lib.table import Cell, Head, Slot, Table
from iconm.lib.text import text_width
from iconm.lib.units import round_half_up
from iconm.lib.wareki import date_long
from reporting.renderers.sheet_sizes import LINE_HEIGHT, column_widths, row_heights
from reporting.renderers.xlsx_styles import Styles
from reporting.renderers.xlsx_text import write_text

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD_FILL = "#F2F2F2"
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_TITLE_ROWS = 2  # title, then the unit
_TEXT_SHEET = "本文"


def committee(document: Document) -> bytes:
    """Return the tables as the paper prints them: merged heads, units, notes, ready to print on A4 landscape."""
    return _workbook(document, [(table.title, table) for table in document.tables()], with_text=True)


def open_data(document: Document) -> bytes:
    """Return the figures of each table in the open-data layout: a sheet a table, header in the first row, nothing merged."""
    return _workbook(document, [(table.title, tuple(table.figures())) for table in document.tables()])


def _workbook(document: Document, sheets: list[tuple[str, Table | tuple[Figure, ...]]], *, with_text: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": document.title, "subject": document.subtitle, "author": document.organization})
        styles = Styles(book)
        names: set[str] = set()
        if with_text:
            write_text(book.add_worksheet(_sheet_name(_TEXT_SHEET, names)), styles, document)
        for title, content in sheets:
            sheet = book.add_worksheet(_sheet_name(title, names))
            if isinstance(content, Table):
                _write_table(sheet, styles, content, document)
            else:
                _write_figures(sheet, styles, content)
        if not sheets and not with_text:  # a workbook without a sheet does not open
            book.add_worksheet(_sheet_name("注記", names)).write_string(0, 0, document.title, styles.get(bold=True))
    return buffer.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name Excel accepts: at most 31 characters, none of []:*?/\\', unique without regard to case."""
    base = _FORBIDDEN_IN_NAMES.sub(" ", title).strip()[:31] or "表"
    name, number = base, 2
    while name.casefold() in taken:
        suffix = f" ({number})"
        name, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(name.casefold())
    return name


def _write_table(sheet: Worksheet, styles: Styles, table: Table, document: Document) -> None:
    sheet.write_string(0, 0, table.title, styles.get(bold=True, font_size=12))
    if table.unit:
        sheet.write_string(1, table.width - 1, f"（{table.unit}）", styles.get(align="right"))
    for slot in table.slots():
        _write_slot(sheet, styles, table, slot)
    line = _TITLE_ROWS + table.height
    remarks = [f"{note.mark}{note.text}" for note in table.notes] + [f"{sign}：{state.label}" for sign, state in legend(table)]
    widths = column_widths(table)
    for remark in remarks:
        sheet.merge_range(line, 0, line, table.width - 1, "", styles.get(text_wrap=True))
        sheet.write_string(line, 0, remark, styles.get(text_wrap=True))
        sheet.set_row(line, LINE_HEIGHT * math.ceil(text_width(remark) / sum(widths)))
        line += 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, height in enumerate(row_heights(table, widths), start=_TITLE_ROWS):
        sheet.set_row(row, height)
    _set_up_print(sheet, table, document, line)


def _set_up_print(sheet: Worksheet, table: Table, document: Document, height: int) -> None:
    first_body_row = _TITLE_ROWS + len(table.head)
    sheet.freeze_panes(first_body_row, table.stub)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, height - 1, table.width - 1)
    sheet.repeat_rows(0, first_body_row - 1)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.set_header("&R" + document.title.replace("&", "&&"))
    sheet.set_footer(f"&L{date_long(document.on)}現在の登録値&C&P / &N")


def _write_slot(sheet: Worksheet, styles: Styles, table: Table, slot: Slot) -> None:
    row, column = slot.row + _TITLE_ROWS, slot.column
    if isinstance(slot.content, Head):
        style = _head_style(styles, slot, slot.content)
        if slot.rowspan > 1 or slot.colspan > 1:
            sheet.merge_range(row, column, row + slot.rowspan - 1, column + slot.colspan - 1, "", style)
        sheet.write_string(row, column, slot.content.text + slot.content.mark, style)
    else:
        _write_cell(sheet, styles, slot.content, slot, table.unit)


def _head_style(styles: Styles, slot: Slot, head: Head) -> Format:
    look: dict[str, Any] = {"border": 1, "text_wrap": True, "bold": slot.kind == "total"}
    if slot.kind == "head":
        look |= {"bg_color": _HEAD_FILL, "align": "center"}
    if head.indent:
        look["indent"] = head.indent
    if head.changed:
        look["underline"] = 1
    return styles.get(**look)


def _write_cell(sheet: Worksheet, styles: Styles, cell: Cell, slot: Slot, unit: str) -> None:
    row, column = slot.row + _TITLE_ROWS, slot.column
    look: dict[str, Any] = {"border": 1, "bold": slot.kind == "total"}
    if cell.value is not None:
        style = styles.get(**look, align="right", num_format=_number_format(cell, unit))
        # Excel itself holds every number as a float, and would print what rounds to zero with a sign.
        sheet.write_number(row, column, float(round_half_up(cell.value, cell.decimals)), style)
        return
    style = styles.get(**look, text_wrap=True, align="left" if cell.text else "right")
    text = cell_text(cell, unit=unit)
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _number_format(cell: Cell, unit: str) -> str:
    """Return a format under which the number reads as the paper has it; the number itself stays a number."""
    if cell.printed:
        return excel_literal(cell.printed)
    before, after = split_qualifier(cell.qualifier)
    return excel_format(cell.decimals, range_end(cell) + unit_suffix(cell, unit) + after + cell.remark, prefix=before)


def _write_figures(sheet: Worksheet, styles: Styles, figures: Iterable[Figure]) -> None:
    for column, name in enumerate(OPEN_COLUMNS):
        sheet.write_string(0, column, name, styles.get(bold=True))
    for line, figure in enumerate(figures, start=1):
        for column, (name, text) in enumerate(zip(OPEN_COLUMNS, figure.open_row(), strict=True)):
            if name in ("value", "fiscal_year", "period_end", "revision") and text:
                sheet.write_number(line, column, float(text), styles.get())
            elif text:
                sheet.write_string(line, column, text, styles.get())
    sheet.freeze_panes(1, 0)
