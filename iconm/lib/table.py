"""Table: a printed table before any file format.

A table is a grid of slots. Heads may span columns and rows, as in the paper; cells never do. Renderers walk `slots()`, which has already
worked out who stands where, so HTML, Excel and CSV cannot disagree about a merged head.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.wareki import WarekiError, parse_date


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A row or column head. changed: underlined in the committee layout. mark: a footnote sign such as ※. indent: depth below the group."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    indent: int = 0
    changed: bool = False
    mark: str = ""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One value in a table: a number in its unit, or a text, or a typed nothing.

    value: in `unit`, printed with `decimals`; upper: the other end of a range. state: ABSENT when nothing at all is registered.
    remark: follows the number.
    figure: the ledger figure the cell shows; None for computed and text cells. printed: replaces the number where the paper differs.
    """

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    decimals: int = 0
    state: State = State.ABSENT
    qualifier: str = ""
    remark: str = ""
    printed: str = ""
    text: str = ""
    figure: Figure | None = None

    @classmethod
    def of(cls, figure: Figure | None, *, remark: str = "") -> "Cell":
        """Return the cell that shows `figure`; None gives an absent cell."""
        if figure is None:
            return cls()
        return cls(
            value=figure.value,
            upper=figure.upper,
            unit=figure.unit,
            decimals=figure.decimals,
            state=figure.state,
            qualifier=figure.qualifier,
            remark=remark,
            printed=figure.printed,
            figure=figure,
        )


RowKind = Literal["body", "head", "group", "subtotal", "total"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Heads on the left, then cells. kind "head" is a head row inside the body, such as 支出 under 収入."""

    heads: tuple[Head, ...] = ()
    cells: tuple[Cell, ...] = ()
    kind: RowKind = "body"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A line under the table. mark: the sign in the table it explains; empty for a general remark."""

    text: str
    mark: str = ""


class Slot(NamedTuple):
    """Where a head or cell stands: zero-based row and column of its top left corner, and how far it reaches."""

    row: int
    column: int
    content: Head | Cell
    kind: RowKind

    @property
    def rowspan(self) -> int:
        return self.content.rowspan if isinstance(self.content, Head) else 1

    @property
    def colspan(self) -> int:
        return self.content.colspan if isinstance(self.content, Head) else 1


class TableShapeError(ValueError):
    """The spans of a table leave a hole, overlap, or reach beyond it."""


class TableInputError(ValueError):
    """A table cannot be built from what it was asked for; the message says what does not exist."""


def parse_day(text: str) -> date | None:
    """Return the day a parameter of a table names, None for an empty one. Raises TableInputError for a day that does not exist."""
    try:
        return parse_date(text) if text else None
    except WarekiError as error:
        raise TableInputError(str(error)) from error


class Table(msgspec.Struct, frozen=True, kw_only=True, tag="table"):
    """A table with its heads, rows and notes.

    name: stable slug, unique in a document. unit: stated once at the top right; cells in that unit print the bare number.
    stub: how many leading columns are row heads. Raises TableShapeError when the spans do not fill the grid exactly.
    """

    name: str
    title: str
    head: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    unit: str = ""
    stub: int = 1
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if not (self._is_filled() if self._has_spans() else self._is_even()):
            raise TableShapeError(f"{self.name}: heads and cells do not fill {self.height} rows of {self.width} columns exactly")

    def _has_spans(self) -> bool:
        lines = (*self.head, *[row.heads for row in self.rows])
        return any(head.colspan > 1 or head.rowspan > 1 for heads in lines for head in heads)

    def _is_even(self) -> bool:
        """Tell whether a table without spans fills its grid: all its rows are of one length. Most tables need no more than that."""
        lengths = {len(heads) for heads in self.head} | {len(row.heads) + len(row.cells) for row in self.rows}
        return lengths == {self.width}

    def _is_filled(self) -> bool:
        covered = [place for slot in self.slots() for place in _reach(slot)]
        return len(covered) == len(set(covered)) == self.height * self.width

    @property
    def width(self) -> int:
        return sum(head.colspan for head in self.head[0])

    @property
    def height(self) -> int:
        return len(self.head) + len(self.rows)

    def slots(self) -> Iterator[Slot]:
        """Yield every head and cell at its place, row by row, as a browser lays a table out."""
        taken: set[tuple[int, int]] = set()
        lines: list[tuple[RowKind, tuple[Head | Cell, ...]]] = [("head", heads) for heads in self.head]
        lines += [(row.kind, row.heads + row.cells) for row in self.rows]
        for number, (kind, contents) in enumerate(lines):
            column = 0
            for content in contents:
                while (number, column) in taken:
                    column += 1
                slot = Slot(number, column, content, kind)
                yield slot
                if isinstance(content, Head):
                    if content.rowspan > 1:  # what reaches no further down is in nobody's way
                        taken.update(_reach(slot))
                    column += content.colspan
                else:
                    column += 1

    def figures(self) -> Iterator[Figure]:
        """Yield the ledger figures the table shows, in reading order."""
        for row in self.rows:
            yield from (cell.figure for cell in row.cells if cell.figure)


def _reach(slot: Slot) -> list[tuple[int, int]]:
    rows, columns = range(slot.row, slot.row + slot.rowspan), range(slot.column, slot.column + slot.colspan)
    return [(row, column) for row in rows for column in columns]
