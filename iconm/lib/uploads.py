"""Workbooks and CSV files that people send in: read without trusting them, and sent back with their errors marked in the cells.

Refused with one sentence: what is no .xlsx or CSV, macros, passwords, archives that unpack to more than they may, empty files.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import python_calamine
from django.utils.translation import gettext_lazy as _

from iconm.lib import marking, workbook_parts
from iconm.lib.delimited import bare
from iconm.lib.text import UnreadableError
from iconm.lib.workbook_parts import Place

Cell = str | Decimal | date | None
MAX_BYTES = 10 * 1024 * 1024
MAX_CELLS = 2_000_000  # places between the first and the last cell used, of all sheets together
MAX_CHARACTERS = 20_000_000  # of all cells of a workbook: one text may stand in the file once and in every cell
MAX_MARKS = 1_000
MAX_MARKED_ELEMENTS = 100_000  # of a workbook to be marked: two seconds, as each is read into an object and written again
MAX_MARKED_CELLS = 100_000  # of a CSV file
MAX_TEXT = 32_767  # characters a cell of Excel holds
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_PDF = b"%PDF-"
_OLD_SUFFIXES = (".xls", ".doc", ".ppt")
_MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam", ".xlsb")


class UploadError(UnreadableError):
    """A file that cannot be read; the sentence says why and what to send instead."""


@dataclass(frozen=True)
class Sheet:
    """rows: cells from A1 on; rows of a CSV file may differ in length. faults: by (row, column) from 0, why a cell has no value to read.

    per_cent: places whose number people see in per cent: 90% there is 0.9 in `rows`.
    """

    name: str
    rows: list[list[Cell]]
    faults: dict[Place, str] = field(default_factory=dict)
    is_hidden: bool = False
    per_cent: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Rows:
    """What a file holds. encoding: of a CSV file, as Python names it; "" for a workbook."""

    kind: Literal["xlsx", "csv"]
    sheets: tuple[Sheet, ...]
    encoding: str = ""

    @property
    def first(self) -> Sheet:
        """Return the first sheet people see."""
        return next((sheet for sheet in self.sheets if not sheet.is_hidden), self.sheets[0])

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def read_upload(name: str, content: bytes) -> Rows:
    """Read a workbook (.xlsx) or a CSV file: UTF-8 with or without BOM, else CP932; what it is, is told by its content.

    Cells: text as typed; numbers as Decimal with the 15 digits Excel keeps, whole ones without decimals; days as date; a day with a time, a
    time, TRUE and FALSE as text; empty as None. A cell of CSV is text or None. Raises UploadError and nothing else.
    """
    if not content:
        raise UploadError(_("ファイルが空です。入力済みのファイルを選択してください。"))
    if len(content) > MAX_BYTES:
        raise UploadError(_("ファイルが大きすぎます（上限は%(limit)sMBです）。ファイルを分けてください。"), limit=MAX_BYTES // 1024 // 1024)
    if content.startswith(_OLE):
        raise _ole_error(name, content)
    if content.startswith(_PDF):  # its beginning is text, and would be read as CSV
        raise UploadError(_("PDFのファイルです。Excelではありません。Excelブック（.xlsx）又はCSVファイルを選択してください。"))
    rows = _workbook(name, content) if content.startswith(b"PK\x03\x04") else _delimited(content)
    if not any(cell is not None for sheet in rows.sheets for row in sheet.rows for cell in row) and not _faulty(rows):
        raise UploadError(_("ファイルに入力がありません。入力済みのファイルを選択してください。"))
    return rows


def _faulty(rows: Rows) -> bool:
    return any(sheet.faults for sheet in rows.sheets)


def _ole_error(name: str, content: bytes) -> UploadError:
    """Return why a file in Microsoft's old container is refused: a password puts new workbooks into it as well."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UploadError(_("パスワードの付いたファイルは読み取れません。パスワードを解除してから選択してください。"))
    if name.lower().endswith(_OLD_SUFFIXES) or "Workbook".encode("utf-16-le") in content:
        return UploadError(_("古い形式（.xls）のファイルです。Excelで「Excelブック（.xlsx）」として保存し直してください。"))
    return _not_a_workbook()


def _not_a_workbook() -> UploadError:
    return UploadError(_("Excelブック（.xlsx）又はCSVファイルではありません。どちらかの形式で保存し直してください。"))


def _workbook(name: str, content: bytes) -> Rows:
    look = _looked_at(name, content)
    return Rows("xlsx", _sheets(content, look.faults(), look.per_cent()))


def _looked_at(name: str, content: bytes) -> workbook_parts.Look:
    if name.lower().endswith(_MACRO_SUFFIXES):
        raise _macro_error()
    try:
        parts = workbook_parts.unpacked(content)
        _check(parts)
        look = workbook_parts.look(parts)
    except workbook_parts.TooBigError:
        raise _too_much() from None
    except workbook_parts.LockedError:
        raise UploadError(_("パスワードの付いたファイルは読み取れません。パスワードを解除してから選択してください。")) from None
    except workbook_parts.DamagedError:
        raise _damaged() from None
    except workbook_parts.BrokenError:
        raise _not_a_workbook() from None
    if look.area > MAX_CELLS:
        raise UploadError(_("表の範囲が広すぎます。離れた場所にある不要な入力を、行・列ごと削除してください。"))
    if look.characters > MAX_CHARACTERS:
        raise _too_much()
    return look


def _check(parts: workbook_parts.Parts) -> None:
    if workbook_parts.has_macros(parts):
        raise _macro_error()
    if workbook_parts.BOOK not in parts:
        raise _not_a_workbook()


def _too_much() -> UploadError:
    return UploadError(_("ファイルを展開した内容が大きすぎます。不要なシートや画像を削除してください。"))


def _damaged() -> UploadError:
    return UploadError(_("ファイルが壊れているため、読み取れません。Excelで開いて保存し直してください。"))


def _macro_error() -> UploadError:
    return UploadError(_("マクロを含むファイルは受け付けません。「Excelブック（.xlsx）」として保存し直してください。"))


def _sheets(content: bytes, faults: dict[str, dict[Place, str]], per_cent: dict[str, frozenset[Place]]) -> tuple[Sheet, ...]:
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            visible = python_calamine.SheetVisibleEnum.Visible
            found = tuple(
                Sheet(
                    about.name,
                    [[_cell(value) for value in row] for row in book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)],
                    faults.get(about.name, {}),
                    is_hidden=about.visible != visible,
                    per_cent=per_cent.get(about.name, frozenset()),
                )
                for about in book.sheets_metadata
                if about.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
    except UploadError:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader is written in Rust: where it panics, what arrives here is no Exception
        raise _damaged() from error
    if not found:
        raise _not_a_workbook()
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)  # a time or a span of time


def _text(value: str) -> str | None:
    if len(value) > MAX_TEXT:
        raise UploadError(_("「%(text)s」で始まるセルの文字数が多すぎます（上限は%(limit)s字です）。"), text=value, limit=MAX_TEXT)
    if "\0" in value:
        raise UploadError(
            _("文字として扱えない制御文字が含まれています。「%(text)s」のセルを入力し直してください。"), text=value.replace("\0", "")
        )
    return value or None


def _number(value: float) -> Cell:
    number = Decimal(f"{value:.15g}")  # Excel keeps 15 digits: what stands behind them (19.900000000000002) nobody typed
    return Decimal(f"{number:f}") if number.is_finite() else str(value)


def _delimited(content: bytes) -> Rows:
    text, encoding = _decoded(content)
    separator = "\t" if "\t" in text.partition("\n")[0] and "," not in text.partition("\n")[0] else ","
    try:
        rows = [[_text(bare(value)) for value in row] for row in _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator))]
    except csv.Error:
        raise UploadError(_('CSVとして読み取れません。引用符（"）の対応を確認してください。')) from None
    return Rows("csv", (Sheet("", [list(row) for row in rows]),), encoding)


def _bounded(lines: Iterable[list[str]]) -> Iterable[list[str]]:
    seen = 0
    for line in lines:
        seen += len(line)
        if seen > MAX_CELLS:
            raise UploadError(_("表の範囲が広すぎます。ファイルを分けてください。"))
        yield line


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and its encoding. Strict UTF-8 comes first: text of CP932 is next to never valid UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise _not_a_workbook()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UploadError(_("文字コードを判別できません。UTF-8又はShift_JIS（CP932）のCSVとして保存し直してください。"))


def mark_cells(content: bytes, marks: Mapping[Place, str], *, sheet: str | None = None) -> bytes:
    """Return the workbook with a fill and a comment on each marked cell, everything else as it was; a CSV file becomes a new workbook.

    marks: sentences by (row, column) from 0, as `Sheet.rows` counts. sheet: the name of theirs; without one, the first people see.
    Raises UploadError for content that `read_upload` refuses, no sheet of that name, more than can be marked while somebody waits, or a
    workbook that cannot be written to.
    """
    rows = read_upload("", content)
    found = rows.first if sheet is None else rows.sheet(sheet)
    if found is None:
        raise UploadError(_("シート「%(sheet)s」がありません。"), sheet=sheet)
    _check_marking(rows, content, marks)
    if rows.kind == "csv":
        return marking.new_workbook(found.rows, marks)
    try:
        return marking.marked_copy(content, found.name, marks)
    except marking.MarkingError as error:
        raise UploadError(_("ファイルに誤りの印を付けられませんでした。画面の一覧で確認してください。")) from error


def _check_marking(rows: Rows, content: bytes, marks: Mapping[Place, str]) -> None:
    if len(marks) > MAX_MARKS:
        raise UploadError(_("誤りが%(limit)s件を超えるため、ファイルに印を付けられません。画面の一覧で確認してください。"), limit=MAX_MARKS)
    if _is_long(rows, content):
        raise UploadError(_("ファイルの内容が多すぎるため、誤りの印を付けられません。画面の一覧で確認するか、ファイルを分けてください。"))


def _is_long(rows: Rows, content: bytes) -> bool:
    if rows.kind == "csv":
        return sum(map(len, rows.first.rows)) > MAX_MARKED_CELLS
    return workbook_parts.look(workbook_parts.unpacked(content)).is_heavier(MAX_MARKED_ELEMENTS)
