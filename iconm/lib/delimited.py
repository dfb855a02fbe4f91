"""CSV as Excel reads it: UTF-8 with BOM, CRLF, and no text that a spreadsheet would run."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
# A text cell that begins so is run as a formula by a spreadsheet; a Japanese one takes the full-width signs for them.
_FORMULA = frozenset("=+-@\t\r\n")


def safe(text: str) -> str:
    """Return the text with a ' in front of what a spreadsheet would run. Not for numbers: a negative one would become text."""
    return f"'{text}" if unicodedata.normalize("NFKC", text[:1])[:1] in _FORMULA else text


def encode(lines: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(lines)
    return (BOM + buffer.getvalue()).encode("utf-8")
