"""A register as a file that can be filled in and imported again: XLSX with lists to choose from, CSV in UTF-8 or CP932."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import BooleanField, DateField, Model, QuerySet
from django.utils.translation import gettext as _

from iconm.lib.delimited import BOM, encode, safe
from iconm.lib.text import unencodable_cp932
from ledger.exchange.columns import NO, YES, Column, columns_of, shown

EXCEL_DIGITS = 15
_LAST_ROW = 1_048_575
_WIDEST, _NARROWEST = 50, 8
_LIST_AT_MOST = 255  # characters Excel takes as a list within a rule


@dataclass(frozen=True)
class Unencodable:
    """A character CP932 cannot hold, and a row it stands in: its key and the column's label."""

    character: str
    key: str
    column: str

    @property
    def point(self) -> str:
        return f"U+{ord(self.character):04X}"


def cells_of(model: type[Model], rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield the cells of each row; a reference as the code of its row. One query."""
    columns = columns_of(model)
    paths = [f"{column.name}__code" if column.is_reference else column.name for column in columns]
    for values in rows.values_list(*paths):
        yield [shown(column, value) for column, value in zip(columns, values, strict=True)]


def xlsx_file(model: type[Model], rows: QuerySet[Any]) -> bytes:
    """Return a workbook: a hidden row with the names of the fields, a row of labels, the rows; lists where there is a choice."""
    columns, buffer = columns_of(model), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_sheet_name(model))
        head = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "valign": "top"})
        looks = [_look(book, column) for column in columns]
        sheet.write_row(0, 0, [column.name for column in columns])
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_row(1, 0, [column.label for column in columns], head)
        widths, last = [_width(column.label) for column in columns], 1
        for last, cells in enumerate(cells_of(model, rows), start=2):
            for place, cell in enumerate(cells):
                _write(sheet, last, place, cell, looks[place])
                widths[place] = max(widths[place], _width(cell))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, min(widths[place], _WIDEST), looks[place])
            _offer_words(sheet, column, place)
        sheet.autofilter(1, 0, max(last, 2), len(columns) - 1)
        sheet.freeze_panes(2, 1)
    return buffer.getvalue()


def csv_file(model: type[Model], rows: QuerySet[Any]) -> bytes:
    """Return UTF-8 with BOM under a row of labels; days as 2026-02-10."""
    return encode(_lines(model, rows))


def cp932_file(model: type[Model], rows: QuerySet[Any]) -> tuple[bytes, list[Unencodable]]:
    """Return the CSV file in CP932, and what does not fit; with anything in that list the file is not to be given out."""
    lines = list(_lines(model, rows))
    found = list(_unencodable(lines))
    text = encode(lines).decode("utf-8").removeprefix(BOM)
    return (b"" if found else text.encode("cp932")), found


def _lines(model: type[Model], rows: QuerySet[Any]) -> Iterator[list[str]]:
    yield [column.label for column in columns_of(model)]
    for cells in cells_of(model, rows):
        yield [safe(cell) if isinstance(cell, str) else str(cell) for cell in cells]


def _unencodable(lines: Sequence[Sequence[str]]) -> Iterator[Unencodable]:
    seen: set[str] = set()
    for line in lines[1:]:
        for label, text in zip(lines[0], line, strict=True):
            for character in dict.fromkeys(text):
                if character not in seen and not _comes_back(character):
                    seen.add(character)
                    yield Unencodable(character, line[0], label)


def _comes_back(character: str) -> bool:
    """Tell whether CP932 gives the character back: 〜 and − would come back as others."""
    return not unencodable_cp932(character) and character.encode("cp932").decode("cp932") == character


def _sheet_name(model: type[Model]) -> str:
    name = str(model._meta.verbose_name_plural)
    return "".join("・" if sign in r"[]:*?/\'" else sign for sign in name)[:31]


def _look(book: Any, column: Column) -> Any:
    """Return the format of a column: days as such; text as text, or Excel would make a day of 1-2."""
    if isinstance(column.field, DateField):
        return book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    is_number = column.field.get_internal_type().endswith(("IntegerField", "DecimalField")) and not column.field.choices
    return book.add_format({"valign": "top"} if is_number else {"num_format": "@", "text_wrap": True, "valign": "top"})


def _write(sheet: Any, row: int, place: int, cell: Any, look: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, int | Decimal) and len(Decimal(cell).as_tuple().digits) <= EXCEL_DIGITS:
        sheet.write_number(row, place, cell, look)
    elif cell != "":
        sheet.write_string(row, place, str(cell), look)


def _offer_words(sheet: Any, column: Column, place: int) -> None:
    words = [str(YES), str(NO)] if isinstance(column.field, BooleanField) else [str(label) for _code, label in column.field.flatchoices]
    if words and len(",".join(words)) <= _LIST_AT_MOST and not any("," in word for word in words):
        told = {"error_title": _("選択肢にありません"), "error_message": _("一覧から選択してください。"), "ignore_blank": True}
        sheet.data_validation(2, place, _LAST_ROW, place, {"validate": "list", "source": words, **told})


def _width(cell: Any) -> int:
    """Return how wide the longest line of a cell is, in digits; a Japanese character takes two."""
    longest = max((len(line.encode("cp932", "replace")) for line in str(cell).split("\n")), default=0)
    return max(longest + 2, _NARROWEST)


def file_name(model: type[Model], on: date) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_{on:%Y%m%d}"
