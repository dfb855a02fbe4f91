"""How wide columns and how high rows have to be. Excel measures neither when a file is written, so text is measured here."""

import math

from iconm.lib.present import cell_text
from iconm.lib.table import Head, Slot, Table
from iconm.lib.text import text_width

LINE_HEIGHT = 18.0  # points, for 10-point text
_NARROWEST = 11.0  # half-width characters
_WIDEST_HEAD, _WIDEST_COLUMN_HEAD, _WIDEST_TEXT = 28.0, 16.0, 64.0
_NARROWEST_TEXT = 22.0  # below this a column of sentences reads badly
_PAGE = 132.0  # what A4 landscape holds at 10 points
_PADDING = 2.0


def lines_of(text: str, room: float) -> int:
    """Return how many lines a text takes in a column of that width; each of its own lines breaks for itself."""
    return sum(max(math.ceil(text_width(line) / room), 1) for line in text.split("\n"))


def column_widths(table: Table) -> list[float]:
    """Return a width for each column, in half-width characters: numbers never break, texts and heads up to a limit.

    A table wider than a page gives way in its columns of sentences, which can break, so that print need not shrink the type.
    """
    widths = [_NARROWEST] * table.width
    for slot in table.slots():
        if slot.colspan == 1:
            wanted = max(map(text_width, _text(slot, table).split("\n"))) + _PADDING
            widths[slot.column] = max(widths[slot.column], min(wanted, _limit(slot, table)))
    return _fitted(widths)


def _fitted(widths: list[float]) -> list[float]:
    excess = sum(widths) - _PAGE
    room = [max(width - _NARROWEST_TEXT, 0.0) for width in widths]
    if excess <= 0 or not any(room):
        return widths
    share = min(excess / sum(room), 1.0)
    return [width - share * spare for width, spare in zip(widths, room, strict=True)]


def row_heights(table: Table, widths: list[float]) -> list[float]:
    """Return a height in points for each row of the table, enough for the lines its texts need."""
    lines = [1] * table.height
    for slot in table.slots():
        room = sum(widths[slot.column : slot.column + slot.colspan]) - 1
        needed = lines_of(_text(slot, table), room)
        standing = sum(lines[slot.row : slot.row + slot.rowspan])
        lines[slot.row + slot.rowspan - 1] += max(needed - standing, 0)
    return [LINE_HEIGHT * count for count in lines]


def _text(slot: Slot, table: Table) -> str:
    content = slot.content
    return content.text + content.mark if isinstance(content, Head) else cell_text(content, unit=table.unit)


def _limit(slot: Slot, table: Table) -> float:
    if isinstance(slot.content, Head):
        return _WIDEST_COLUMN_HEAD if slot.column >= table.stub else _WIDEST_HEAD
    return _WIDEST_TEXT
