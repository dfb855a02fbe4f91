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
    return f"'{text}" if _runs(text) else text


def bare(text: str) -> str:
    """Return the text without the ' that `safe` put in front of it."""
    return text[1:] if text.startswith("'") and _runs(text) else text


def _runs(text: str) -> bool:
    # Signs of quotation in front do not count, so that a text which had one of its own comes back with it.
    first = text.lstrip("'")[:1]
    return unicodedata.normalize("NFKC", first)[:1] in _FORMULA


def line(fields: Sequence[str]) -> str:
    """Return one line with its end, for files that are sent while they are made."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(fields)
    return buffer.getvalue()


def encode(lines: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(lines)
    return (BOM + buffer.getvalue()).encode("utf-8")
