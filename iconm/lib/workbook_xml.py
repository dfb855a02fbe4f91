"""The XML of a workbook in one pass of a real parser: no repetition makes it slow, no comment or encoding hides what it declares.

Rows and columns are counted as the reader counts them (calamine: a cell without a reference stands behind the one before it).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

Place = tuple[int, int]
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")
_SHOWN = 32  # characters of an error value, of which Excel's longest has 13
_PLAIN = frozenset(("t", "r", "v", "f", "is"))  # of cells and their texts
_SPREADING = frozenset(("mergeCell", "hyperlink", "comment", "table"))  # of which openpyxl makes every cell they cover


class BrokenError(ValueError):
    """No archive, a damaged one, or one whose XML declares entities of its own."""


class DamagedError(BrokenError):
    """XML that is not well-formed, or cells that stand nowhere."""


class TooBigError(ValueError):
    """More bytes, parts, elements or text than a workbook may hold."""


@dataclass
class Part:
    """What one part holds. others: elements that are no cells and texts. rows, columns: of its last cell with content, from 1.

    styles: places from 0 by the number of their style. strings: how often each shared string is used. lengths: of the shared strings the
    part defines. covered: cells of its merged areas and links, None where their extent cannot be told.
    """

    elements: int = 0
    others: int = 0
    rows: int = 0
    columns: int = 0
    faults: dict[Place, str] = field(default_factory=dict)
    styles: dict[str, list[Place]] = field(default_factory=dict)
    strings: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    covered: int | None = 0


def scan(data: bytes, *, elements: int) -> Part:
    """Return what a part holds. elements: how many it may have. Raises BrokenError, DamagedError, TooBigError."""
    reader = _Reader(elements)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.start, reader.end, reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise DamagedError from error
    return reader.part


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    """Let UTF-8 pass alone: in another encoding each reader may find other elements in the same bytes."""
    if encoding and encoding.lower() not in _ENCODINGS:
        raise DamagedError


def _refuse(*_doctype: object) -> None:
    raise BrokenError


def place_of(reference: str) -> Place:
    """Return row and column from 0. Raises DamagedError."""
    found = _REFERENCE.fullmatch(reference)
    if not found or not int(found[2]):
        raise DamagedError
    return int(found[2]) - 1, _column_number(found[1].upper()) - 1


def _column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Reader:
    """The handlers of the parser: at most one step for each element and piece of text."""

    def __init__(self, elements: int) -> None:
        self.part, self._left = Part(), elements
        self._row, self._column, self._in_row = 0, 0, False
        self._cell: dict[str, str] | None = None
        self._place: Place = (0, 0)
        self._filled = self._is_formula = self._in_value = False
        self._value: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.part.elements += 1
        if self.part.elements > self._left:
            raise TooBigError
        name = name.partition(":")[2] or name
        if name in ("c", "row"):
            self._begin(name, attributes)
        elif self._cell is not None and name in ("v", "f", "is"):
            self._filled, self._is_formula, self._in_value = True, self._is_formula or name == "f", name == "v"
        elif name == "si":
            self._length = 0
        elif name not in _PLAIN:
            self.part.others += 1
            if name in _SPREADING:
                self._cover(attributes.get("ref", ""))

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is not None or (name == "row" and self._in_row):  # which no reader need take the same way
            raise DamagedError
        if name == "c":
            self._begin_cell(attributes)
        else:
            self._begin_row(attributes.get("r"))

    def _begin_row(self, number: str | None) -> None:
        self._in_row = True
        if number is not None:
            self._row = place_of(f"A{number}")[0]

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._cell, self._filled, self._is_formula = attributes, False, False
        self._place = (self._row, self._column) if reference is None else place_of(reference)
        self._column = self._place[1] + 1
        self._value.clear()

    def text(self, text: str) -> None:
        self._length += len(text)
        if self._in_value:
            self._value.append(text)

    def end(self, name: str) -> None:
        name = name.partition(":")[2] or name
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._row, self._column, self._in_row = self._row + 1, 0, False
        elif name == "si":
            self.part.lengths.append(self._length)

    def _end_cell(self) -> None:
        cell, self._cell = self._cell or {}, None
        if not self._filled:
            return
        part, value, kind = self.part, "".join(self._value), cell.get("t", "")
        part.rows, part.columns = max(part.rows, self._place[0] + 1), max(part.columns, self._place[1] + 1)
        if kind == "s":
            part.strings[value] += 1
        if "s" in cell:
            part.styles.setdefault(cell["s"], []).append(self._place)
        if problem := _problem(kind, value, is_formula=self._is_formula):
            part.faults[self._place] = problem

    def _cover(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        try:
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
        except DamagedError:
            self.part.covered = None
        if self.part.covered is not None:
            self.part.covered += (abs(bottom - top) + 1) * (abs(right - left) + 1)


def _problem(kind: str, value: str, *, is_formula: bool) -> str:
    if kind == "e":
        return _("数式がエラー（%(shown)s）になっています。") % {"shown": value[:_SHOWN]}
    if is_formula and kind != "str" and not value:
        return _("数式の計算結果が保存されていません。Excelで開いて保存し直すか、値を入力してください。")
    return ""
