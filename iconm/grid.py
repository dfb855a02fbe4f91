"""A Table as HTML wants it: column groups, row groups, and for every slot its element and its scope.

HTML ties a head to its cells by position. `scope=colgroup` and `rowgroup` are only true of a head that spans exactly one such group, so the
groups are made from the table's own spans: columns from its first head row, rows from the merged heads of its first column.
"""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from iconm.lib.choices import State
from iconm.lib.present import SIGNS
from iconm.lib.table import Cell, Head, RowKind, Slot, Table


class GridSlot(NamedTuple):
    """scope: empty for a cell. is_number: set right, figures of equal width. missing: the state to say aloud, None if the sign says it."""

    content: Head | Cell
    scope: str
    rowspan: int
    colspan: int
    is_number: bool
    missing: State | None = None

    @property
    def is_short(self) -> bool:
        return 0 < len(self.content.text) <= _SHORT


class GridRow(NamedTuple):
    kind: RowKind
    slots: tuple[GridSlot, ...]


class Grid(NamedTuple):
    """columns: the spans of the column groups. groups: the rows of each tbody. is_wordy: whether cells hold sentences."""

    columns: tuple[int, ...]
    head: tuple[GridRow, ...]
    groups: tuple[tuple[GridRow, ...], ...]
    is_wordy: bool


def grid_of(table: Table) -> Grid:
    lines: list[list[Slot]] = [[] for _ in range(table.height)]
    for slot in table.slots():
        lines[slot.row].append(slot)
    walk = _Walk(table, lines)
    return Grid(
        columns=tuple(head.colspan for head in table.head[0]),
        head=tuple(walk.row(number) for number in range(len(table.head))),
        groups=tuple(tuple(walk.row(number, group) for number in group) for group in walk.groups()),
        is_wordy=any(len(slot.content.text) > _SENTENCE for line in lines for slot in line),
    )


_SENTENCE = 28  # characters; a longer text breaks into lines, and wants the whole width
_SHORT = 10  # a text of no more than this stays in one line


class _Walk:
    def __init__(self, table: Table, lines: list[list[Slot]]) -> None:
        self.table = table
        self.lines = lines
        self.numbers = _number_columns(lines)

    def groups(self) -> list[range]:
        """Return the body rows that belong together: below a head row, under one group line, beside one merged head."""
        starts: list[int] = []
        free_from = after_merged = len(self.table.head)  # no new group inside a merged head of the first column
        for number in range(len(self.table.head), self.table.height):
            first = self.lines[number][0] if self.lines[number] else None
            merged = first is not None and first.column == 0 and first.rowspan > 1
            if number >= free_from and (not starts or merged or number == after_merged or self._opens_group(number)):
                starts.append(number)
            if merged and first is not None:
                free_from = after_merged = number + first.rowspan
        return [range(start, end) for start, end in pairwise([*starts, self.table.height])]

    def row(self, number: int, group: range = range(0)) -> GridRow:
        return GridRow(self._kind(number), tuple(self._slot(slot, group) for slot in self.lines[number]))

    def _kind(self, number: int) -> RowKind:
        line = self.lines[number]
        return line[0].kind if line else "body"  # a row wholly covered by merged heads has no slot of its own

    def _opens_group(self, number: int) -> bool:
        kind = self._kind(number)
        return kind == "head" or (kind == "group" and self.lines[number][0].colspan == self.table.width)

    def _slot(self, slot: Slot, group: range) -> GridSlot:
        is_number = self.numbers[slot.column] and slot.column >= self.table.stub
        if isinstance(slot.content, Head):
            return GridSlot(slot.content, self._scope(slot, group), slot.rowspan, slot.colspan, is_number)
        # An empty cell in a column of words lacks nothing: there is no more to say.
        return GridSlot(slot.content, "", 1, 1, is_number, _unsaid(slot.content) if is_number else None)

    def _scope(self, slot: Slot, group: range) -> str:
        if slot.kind == "head":
            return "colgroup" if slot.colspan > 1 and self._is_column_group(slot) else "col"
        fills_group = slot.row == group.start and len(group) > 1
        beside = slot.column == 0 and slot.rowspan == len(group)
        return "rowgroup" if fills_group and (beside or slot.colspan == self.table.width) else "row"

    def _is_column_group(self, slot: Slot) -> bool:
        ends, column = {}, 0
        for head in self.table.head[0]:
            ends[column] = head.colspan
            column += head.colspan
        return ends.get(slot.column) == slot.colspan


def _number_columns(lines: list[list[Slot]]) -> list[bool]:
    """Tell for every column whether it holds figures. A column of words may have a figure or empty cells, one of figures a remark."""
    width = max(slot.column + slot.colspan for line in lines for slot in line)
    cells = [(slot.column, slot.content) for line in lines for slot in line if isinstance(slot.content, Cell)]
    figures = Counter(column for column, cell in cells if cell.value is not None)
    words = Counter(column for column, cell in cells if cell.text)
    if len({column for column, _cell in cells}) == 1:  # beside each other as label and content: one word sets them all to the left
        return [not words.total()] * width
    return [figures[column] >= words[column] for column in range(width)]


def _unsaid(cell: Cell) -> State | None:
    """Return why the cell is empty where its sign, a dash or nothing, does not say so in words."""
    if cell.text or cell.printed or cell.value is not None:
        return None
    sign = SIGNS[cell.state]
    return None if sign and sign == str(cell.state.label) else cell.state
