"""How the workbook looks: formats made once, and how high a row has to be, which Excel does not measure when a file is written."""

import math
from collections.abc import Iterable
from typing import Any

from iconm.lib.text import text_width

HEAD_FILL, GROUP_FILL, INPUT_FILL = "#F2F2F2", "#F8F8FB", "#FFF8D6"
LINE = "#BFBFBF"
A4 = 9
_LINE_HEIGHT, _PADDING = 16.0, 6.0  # points, for 10-point text


class Looks:
    """The formats of a workbook, each made once: Excel counts them."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[Any, ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "vcenter", "font_size": 10, "font_name": "Yu Gothic"} | properties)
        return self.made[key]

    def ruled(self, **properties: Any) -> Any:
        """Return a format with a thin line above and below, as the rows of a table have."""
        return self.get(top=1, bottom=1, top_color=LINE, bottom_color=LINE, **properties)


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row. texts: with the width of their columns, in half-width characters."""
    lines = max((_lines_of(text, width) for text, width in texts), default=1)
    return max(lines, 1) * _LINE_HEIGHT + _PADDING


def _lines_of(text: str, width: float) -> int:
    return sum(max(math.ceil(text_width(line) / width), 1) for line in text.split("\n"))
