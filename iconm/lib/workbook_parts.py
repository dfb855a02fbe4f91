"""What is inside an .xlsx file, looked at before a reader gets it: how much it unpacks to, macros, the area of its sheets, failed formulas.

A reader lays out every place from the first to the last cell used and gives a failed formula as an empty cell: the one may take more memory
than there is, the other would make nothing out of a wrong figure.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from iconm.lib.workbook_xml import BrokenError, DamagedError, Part, Place, TooBigError, scan

__all__ = ["BrokenError", "DamagedError", "LockedError", "Place", "TooBigError"]

Parts = dict[str, bytes]
BOOK = "xl/workbook.xml"
MAX_UNPACKED = 100 * 1024 * 1024
MAX_XML = 16 * 1024 * 1024  # bytes of one part: a quarter of a million cells
MAX_ELEMENTS = 500_000  # of all parts together: a second or two of reading
MAX_PARTS = 2_000
MAX_SHEETS = 255
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_PER_CENT = frozenset(("9", "10"))  # Excel's own formats: 0% and 0.00%
_OTHER, _COVERED = 10, 2  # measured with openpyxl: how much longer a style or rule and a merged cell take than an element of a cell
_ENCRYPTED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that Excel writes; others unpack a hundred times as slowly
_LITERAL = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]?')  # what is not closed reaches to the end: looking for it again is quadratic
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_DECLARED = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be"))

# What the standard library raises for archives that are damaged or packed in ways no workbook is.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class LockedError(ValueError):
    """An archive with a password."""


def unpacked(content: bytes) -> Parts:
    """Return the XML parts of an archive, of all others the names; everything is unpacked once.

    Raises BrokenError, LockedError, TooBigError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = dict(_read(archive))
            if len({name.lower() for name in parts}) < len(archive.infolist()):  # of which readers may take either
                raise BrokenError
            return parts
    except (BrokenError, LockedError, TooBigError):
        raise
    except _DAMAGED as error:
        raise BrokenError from error


def _read(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left = MAX_UNPACKED
    if len(archive.infolist()) > MAX_PARTS:
        raise TooBigError
    for part in archive.infolist():
        if part.flag_bits & _ENCRYPTED:
            raise LockedError
        is_xml = part.filename.lower().endswith((".xml", ".rels"))
        data = _content(archive, part, at_most=min(left, MAX_XML) if is_xml else left)
        left -= len(data)
        if (is_xml or data.lstrip(_BEFORE_MARKUP).startswith(b"<")) and _declares(data):
            raise BrokenError
        yield part.filename, data if is_xml else b""


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, at_most: int) -> bytes:
    """Return what a part unpacks to; the sizes an archive states may be lies: read to the true end, one byte past the limit at most."""
    if part.compress_type not in _PACKINGS:
        raise BrokenError
    part.file_size = at_most + 1
    part.CRC = None  # type: ignore[assignment]  # which turns off a check that a stated size would have cut short
    with archive.open(part) as stream:
        data = stream.read(at_most + 1)
    if len(data) > at_most:
        raise TooBigError
    return data


def _declares(data: bytes) -> bool:
    return any(word in data for word in _DECLARED)


def has_macros(parts: Parts) -> bool:
    return any("vbaproject" in name.lower() for name in parts) or b"macroEnabled" in parts.get("[Content_Types].xml", b"")


@dataclass(frozen=True)
class Look:
    """What the parts hold, and by sheet which one."""

    parts: dict[str, Part]
    sheets: dict[str, Part]
    per_cent_styles: frozenset[str]

    @property
    def area(self) -> int:
        """How many places, from A1 on, a reader lays out for all parts that hold cells with content."""
        return sum(part.rows * part.columns for part in self.parts.values())

    @property
    def characters(self) -> int:
        """How much text a reader gives: a shared string once for each cell that shows it."""
        lengths = next((part.lengths for name, part in self.parts.items() if name.lower() == _STRINGS.lower()), [])
        by_index, longest = {str(index): length for index, length in enumerate(lengths)}, max(lengths, default=0)
        return sum(by_index.get(index, longest) * count for part in self.sheets.values() for index, count in part.strings.items())

    def is_heavier(self, than: int) -> bool:
        """Tell whether to write the workbook again takes longer than for so many elements of cells."""
        parts = self.parts.values()
        if any(part.covered is None for part in parts):
            return True
        return sum(part.elements + _OTHER * part.others + _COVERED * (part.covered or 0) for part in parts) > than

    def faults(self) -> dict[str, dict[Place, str]]:
        """Return by sheet and place from 0 why a formula has no value: it failed, or whoever saved the file did not calculate it."""
        return {sheet: part.faults for sheet, part in self.sheets.items() if part.faults}

    def per_cent(self) -> dict[str, frozenset[Place]]:
        """Return by sheet the places from 0 whose number is shown in per cent: what reads 90% there is stored as 0.9."""
        return {
            sheet: frozenset(place for style in self.per_cent_styles for place in part.styles.get(style, ()))
            for sheet, part in self.sheets.items()
        }


def look(parts: Parts) -> Look:
    """Return what the parts hold, each read once. Raises BrokenError, DamagedError, TooBigError."""
    found, left = {}, MAX_ELEMENTS
    for name, data in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            found[name] = scan(data, elements=left)
            left -= found[name].elements
    return Look(found, dict(_sheets(parts, found)), _per_cent_styles(parts.get(_STYLES, b"")))


def _sheets(parts: Parts, found: dict[str, Part]) -> Iterator[tuple[str, Part]]:
    """Yield each sheet with its part. What two sheets shared would be laid out twice; what was not looked at is not counted."""
    names, sheets = {name.lower(): name for name in found}, list(_sheet_parts(parts))
    targets = [target.lower() for _sheet, target in sheets]
    if len(targets) > MAX_SHEETS:
        raise TooBigError
    if len(set(targets)) < len(targets) or len(dict(sheets)) < len(sheets) or not names.keys() >= set(targets):
        raise DamagedError
    for sheet, target in sheets:
        yield sheet, found[names[target.lower()]]


def _per_cent_styles(data: bytes) -> frozenset[str]:
    formats, styles = set(_PER_CENT), frozenset[str]()
    for each in _elements(data):
        if each.tag.endswith("}numFmt") and "%" in _LITERAL.sub("", each.get("formatCode", "")):
            formats.add(each.get("numFmtId", ""))
        elif each.tag.endswith("}cellXfs"):
            styles = frozenset(str(number) for number, style in enumerate(each) if style.get("numFmtId") in formats)
    return styles


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
        raise DamagedError from None
