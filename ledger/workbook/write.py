"""The workbook of a grid: coloured cells to be filled in, everything else protected, ids that nobody sees. No query."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from iconm.lib.choices import Missing
from iconm.lib.figure import Figure
from iconm.lib.numbers import excel_format
from iconm.lib.present import cell_text
from iconm.lib.table import Cell
from ledger.actions.cells import LENGTHS
from ledger.grid.reading import REASONS
from ledger.workbook import guide
from ledger.workbook.layout import BY_NAME, IDS_SHEET, Form, Line
from ledger.workbook.looks import A4, GROUP_FILL, HEAD_FILL, INPUT_FILL, Looks, height_of

HEAD = 3  # the row of the labels; above it the title, the facts and what to do
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MAY = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True, "autofilter": True}
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def file_name(*parts: str) -> str:
    """Return 成果指標_R7(2025)_R7.12末_入力様式.xlsx: the parts, without what no system takes in a name."""
    return _NOT_IN_NAMES.sub("", "_".join(parts)) + ".xlsx"


def workbook(form: Form) -> bytes:
    """Return the workbook: the sheet to fill in, the guide, and a hidden sheet with the ids."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": form.title})
        looks = Looks(book)
        _write_input(book.add_worksheet(_("入力") if form.is_open else _("閲覧用")), looks, form)
        guide.write(book.add_worksheet(_("説明")), looks, form)
        _write_ids(book.add_worksheet(IDS_SHEET), form)
    return buffer.getvalue()


def _write_ids(sheet: Any, form: Form) -> None:
    for number, (name, text) in enumerate(form.ids.items()):
        sheet.write_row(number, 0, (name, text))
    sheet.protect()
    sheet.very_hidden()


def _write_input(sheet: Any, looks: Looks, form: Form) -> None:
    title = form.title if form.is_open else _("%(title)s（閲覧用）") % {"title": form.title}
    sheet.write_string(0, 0, title, looks.get(bold=True, font_size=14))
    sheet.write_string(1, 0, form.facts, looks.get())
    sheet.write_string(2, 0, guide.what_to_do(is_open=form.is_open), looks.get())
    sheet.set_row(0, 26)
    _write_head(sheet, looks, form)
    rows = list(_rows(form.lines))
    for row, line in enumerate(rows, start=HEAD + 1):
        if isinstance(line, str):
            _write_group(sheet, looks, row, line, form.last_shown)
        else:
            _write_line(sheet, looks, row, line, form)
    if rows and form.is_open:
        _guard(sheet, rows, form)
    _prepare(sheet, HEAD + len(rows), form)


def _write_head(sheet: Any, looks: Looks, form: Form) -> None:
    sheet.set_row(HEAD, height_of((str(column.label), column.width) for column in form.columns if not column.is_hidden))
    for place, column in enumerate(form.columns):
        is_empty = column.may_be_empty and not any(getattr(line, column.name) for line in form.lines)
        sheet.set_column(place, place, column.width, None, {"hidden": column.is_hidden or is_empty})
        side = {"align": "right", "indent": int(column.is_entry)} if column.is_number else {"align": "left"}
        look = looks.ruled(bold=True, bg_color=HEAD_FILL, text_wrap=True, **side)
        sheet.write_string(HEAD, place, str(column.label), look)


def _rows(lines: Iterable[Line]) -> Iterator[Line | str]:
    """Yield the lines, each group with its heading before it."""
    group = ""
    for line in lines:
        if line.group and line.group != group:
            yield line.group
        group = line.group
        yield line


def _write_group(sheet: Any, looks: Looks, row: int, group: str, last: int) -> None:
    look = looks.ruled(bold=True, bg_color=GROUP_FILL)
    sheet.set_row(row, height_of(()))
    sheet.write_string(row, 0, group, look)
    for place in range(1, last + 1):
        sheet.write_blank(row, place, None, look)


def _write_line(sheet: Any, looks: Looks, row: int, line: Line, form: Form) -> None:
    places = form.places
    sheet.set_row(row, height_of(_long_texts(line, form)))
    for name in ("mark", "unit", "help", "key"):
        sheet.write_string(row, places[name], getattr(line, name), looks.ruled(text_wrap=True))
    sheet.write_string(row, places["label"], line.label, looks.ruled(text_wrap=True, indent=line.depth, bold=line.is_total))
    for name in ("target", "last", "previous"):
        _write_figure(sheet, looks, (row, places[name]), getattr(line, name), line)
    entry = {"locked": False, "bg_color": INPUT_FILL, "border": 1, "border_color": "#7F7F7F"} if form.is_open else {"border": 1}
    _write_value(sheet, looks, (row, places["typed"]), line, entry)
    for name in form.entries[1:]:
        _write_text(sheet, row, places[name], line.texts.get(name, ""), looks.get(text_wrap=True, num_format="@", **entry))
    for name in form.entries:
        sheet.write_string(row, places[f"seen_{name}"], line.texts.get(name, ""), looks.get(num_format="@"))


def _long_texts(line: Line, form: Form) -> Iterator[tuple[str, float]]:
    yield line.label, BY_NAME["label"].width - 2 * line.depth
    yield line.help, BY_NAME["help"].width
    for name in form.entries[1:]:
        yield line.texts.get(name, ""), BY_NAME[name].width


def _write_value(sheet: Any, looks: Looks, at: tuple[int, int], line: Line, entry: dict[str, Any]) -> None:
    text = line.texts.get("typed", "")
    look = looks.get(bold=True, font_size=11, align="right", indent=1, num_format=_number_format(line.decimals, line), **entry)
    if line.number is None:
        _write_text(sheet, *at, text, look)
    else:
        sheet.write_number(*at, _stored(line.number, line.unit), look)


def _number_format(decimals: int, line: Line) -> str:
    """Return the format of a row's numbers: without the unit, which has a column, but in per cent where that is the unit.

    Excel makes 0.9 of a typed 90%; only a format that says so brings the 90 back.
    """
    places = max(decimals, _decimals_of(line))
    if line.unit != "%":
        return excel_format(places)
    body = f"#,##0{'.' if places else ''}{'0' * places}%"
    return f'{body};"△"{body}'


def _decimals_of(line: Line) -> int:
    """Return how many decimals the value has: the format must not hide one."""
    exponent = line.number.as_tuple().exponent if line.number is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _stored(number: Any, unit: str) -> float:
    return float(number / 100 if unit == "%" else number)  # to fifteen digits, which is what a value has


def _write_figure(sheet: Any, looks: Looks, at: tuple[int, int], figure: Figure | None, line: Line) -> None:
    if figure is None:
        sheet.write_blank(*at, None, looks.ruled())
    elif figure.value is not None and _is_plain(figure, line):
        look = looks.ruled(align="right", num_format=_number_format(figure.decimals, line))
        sheet.write_number(*at, _stored(figure.value, figure.unit), look)
    else:
        sheet.write_string(*at, cell_text(Cell.of(figure), unit=line.unit), looks.ruled(align="right", text_wrap=True))


def _is_plain(figure: Figure, line: Line) -> bool:
    """Tell whether the number alone says what the paper printed."""
    return figure.upper is None and not figure.printed and not figure.qualifier and figure.unit == line.unit


def _write_text(sheet: Any, row: int, place: int, text: str, look: Any) -> None:
    if text:
        sheet.write_string(row, place, text, look)
    else:
        sheet.write_blank(row, place, None, look)


def _guard(sheet: Any, lines: Sequence[Line | str], form: Form) -> None:
    """Offer the reasons for having no value, and stop texts longer than the portal keeps. Numbers are free: the upload explains better.

    One rule for each run of rows with one unit: a rule a cell would make files of thousands of rows slow to open.
    """
    places = form.places
    reasons = [str(Missing(code).label) for code in REASONS]
    first = HEAD + 1
    for unit, run in groupby(lines, key=lambda line: "" if isinstance(line, str) else line.unit):
        last = first + len(list(run)) - 1
        if unit:
            told = {"input_title": _("単位：%(unit)s") % {"unit": unit}, "input_message": guide.hint(reasons)}
            rule = {"validate": "list", "source": reasons, "show_error": False}
            sheet.data_validation(first, places["typed"], last, places["typed"], rule | told)
        first = last + 1
    for name in form.entries[1:]:
        message = _("%(label)sは%(most)s文字まで入力できます。") % {"label": BY_NAME[name].label, "most": LENGTHS[name]}
        rule = {"validate": "length", "criteria": "<=", "value": LENGTHS[name], "error_title": _("文字数の超過"), "error_message": message}
        sheet.data_validation(HEAD + 1, places[name], HEAD + len(lines), places[name], rule)


def _prepare(sheet: Any, last: int, form: Form) -> None:
    sheet.freeze_panes(HEAD + 1, form.places["label"] + 1)
    sheet.protect("", _MAY)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.print_area(0, 0, last, form.last_shown)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
