"""Cell formats of a workbook."""

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

_FONT = {"font_name": "游ゴシック", "font_size": 10, "valign": "vcenter"}


class Styles:
    """Cell formats by what they look like; a workbook keeps each only once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(_FONT | look)
        return self._known[key]
