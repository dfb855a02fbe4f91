"""What is inside an .xlsx file, looked at before a reader gets it: how much it unpacks to, macros, the area of its sheets, failed formulas.

A reader lays out every place from the first to the last cell used and gives a failed formula as an empty cell: the one may take more memory
than there is, the other would make nothing out of a wrong figure.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext as _

Place = tuple[int, int]
Parts = dict[str, bytes]
BOOK = "xl/workbook.xml"
MAX_UNPACKED = 100 * 1024 * 1024
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_PER_CENT = frozenset(("9", "10"))  # Excel's own formats: 0% and 0.00%
_ENCRYPTED = 0x1
_CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*)(?<!/)>""")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_WHOLE_CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_RESULT = re.compile(rb"""<(?:\w+:)?v\b[^>]*>([^<]*)<""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

# What the standard library raises for archives that are damaged or packed in ways no workbook is.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    LookupError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class BrokenError(ValueError):
    """No archive, a damaged one, or one whose XML declares entities of its own."""


class LockedError(ValueError):
    """An archive with a password."""


class TooBigError(ValueError):
    """More than MAX_UNPACKED bytes."""


def unpacked(content: bytes) -> Parts:
    """Return the XML parts of an archive, of all others the names; everything is unpacked once.

    Raises BrokenError, LockedError, TooBigError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return dict(_read(archive))
    except (BrokenError, LockedError, TooBigError):
        raise
    except _DAMAGED as error:
        raise BrokenError from error


def _read(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left = MAX_UNPACKED
    for part in archive.infolist():
        if part.flag_bits & _ENCRYPTED:
            raise LockedError
        # The sizes an archive states may be lies: read to the true end of the stream, one byte past the limit at most.
        part.file_size = left + 1
        part.CRC = None  # type: ignore[assignment]  # which turns off a check that a stated size would have cut short
        with archive.open(part) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise TooBigError
        if b"<!DOCTYPE" in data[:1024] or b"<!ENTITY" in data[:1024]:
            raise BrokenError
        yield part.filename, data if part.filename.endswith((".xml", ".rels")) else b""


def has_macros(parts: Parts) -> bool:
    return any("vbaproject" in name.lower() for name in parts) or b"macroEnabled" in parts.get("[Content_Types].xml", b"")


def area(parts: Parts) -> int:
    """Return how many places, from A1 on, a reader lays out for all parts that hold cells with content."""
    return sum(_area(data) for data in parts.values())


def _area(data: bytes) -> int:
    places = [place for attributes in _CELL.findall(data) for place in _REFERENCE.findall(attributes)]
    if not places:
        return 0
    return max(int(row) for _column, row in places) * max(map(_column_number, {column for column, _row in places}))


def _column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def faults(parts: Parts) -> dict[str, dict[Place, str]]:
    """Return by sheet and place from 0 why a formula has no value: it failed, or whoever saved the file did not calculate it."""
    found = {sheet: dict(_faults(parts.get(part, b""))) for sheet, part in _sheet_parts(parts)}
    return {sheet: cells for sheet, cells in found.items() if cells}


def _faults(data: bytes) -> Iterator[tuple[Place, str]]:
    if b"<f" not in data and b":f" not in data and b't="e"' not in data and b"t='e'" not in data:
        return
    for attributes, inside in _WHOLE_CELL.findall(data):
        reference, problem = _REFERENCE.search(attributes), _problem(attributes, inside)
        if reference and problem:
            yield (int(reference[2]) - 1, _column_number(reference[1]) - 1), problem


def _problem(attributes: bytes, inside: bytes) -> str:
    kind, result = _TYPE.search(attributes), _RESULT.search(inside)
    if kind and kind[1] == b"e":
        shown = result[1].decode("utf-8", "replace") if result else ""
        return _("数式がエラー（%(shown)s）になっています。") % {"shown": shown}
    is_formula = re.search(rb"<(?:\w+:)?f\b", inside)
    if is_formula and not (kind and kind[1] == b"str") and not (result and result[1]):
        return _("数式の計算結果が保存されていません。Excelで開いて保存し直すか、値を入力してください。")
    return ""


def per_cent(parts: Parts) -> dict[str, frozenset[Place]]:
    """Return by sheet the places from 0 whose number is shown in per cent: what reads 90% there is stored as 0.9."""
    styles = _per_cent_styles(parts.get(_STYLES, b""))
    if not styles:
        return {}
    return {sheet: frozenset(_styled(parts.get(part, b""), styles)) for sheet, part in _sheet_parts(parts)}


def _per_cent_styles(data: bytes) -> frozenset[bytes]:
    formats, styles = set(_PER_CENT), frozenset[bytes]()
    for each in _elements(data):
        if each.tag.endswith("}numFmt") and "%" in _LITERAL.sub("", each.get("formatCode", "")):
            formats.add(each.get("numFmtId", ""))
        elif each.tag.endswith("}cellXfs"):
            styles = frozenset(str(number).encode() for number, style in enumerate(each) if style.get("numFmtId") in formats)
    return styles


def _styled(data: bytes, styles: frozenset[bytes]) -> Iterator[Place]:
    for attributes in _CELL.findall(data):
        style, reference = _STYLE.search(attributes), _REFERENCE.search(attributes)
        if style and reference and style[1] in styles:
            yield int(reference[2]) - 1, _column_number(reference[1]) - 1


def _sheet_parts(parts: Parts) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the part its cells stand in."""
    targets = {each.get("Id"): each.get("Target", "") for each in _elements(parts.get(_RELATIONS, b""))}
    for each in _elements(parts.get(BOOK, b"")):
        if each.tag.endswith("}sheet"):
            relation = next((value for name, value in each.attrib.items() if name.endswith("}id")), None)
            target = targets.get(relation, "")
            yield each.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _elements(data: bytes) -> Iterable[ElementTree.Element]:
    try:
        return list(ElementTree.fromstring(data).iter()) if data else []  # noqa: S314  # parts that declare entities were refused
    except ElementTree.ParseError:
        raise BrokenError from None
