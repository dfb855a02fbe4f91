"""What an inquiry asks: each of its lines with the row of the sheet it belongs to, and how its answer reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ledger.cells import CellKey
from ledger.grid.layout import Place
from ledger.grid.reading import Reading, ReadingError, understand
from ledger.grid.rows import Grid, Row, load_grid, reading_of, said_text
from ledger.models import Cell, Inquiry, InquiryLine, Revision, Sheet, Value


@dataclass(frozen=True)
class Question:
    """row: of the sheet's newest revision. is_in_sheet: False where that has no such cell any more; it then tells of the item alone."""

    line: InquiryLine
    row: Row
    is_in_sheet: bool = True

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def label(self) -> str:
        return self.row.place.label

    @property
    def is_answered(self) -> bool:
        return self.reading is not None and not self.reading.is_empty

    @property
    def reading(self) -> Reading | None:
        """Return what was understood of the answer; None where nothing can be."""
        return self._read if isinstance(self._read, Reading) else None

    @property
    def error(self) -> ReadingError | None:
        return self._read if isinstance(self._read, ReadingError) else None

    @property
    def text(self) -> str:
        """Return the answer as a cell of the sheet would show it; empty where there is none."""
        return self.reading.text(self.row.decimals) if self.reading else ""

    @property
    def held(self) -> str:
        """Return what the sheet shows in the cell now."""
        return self.row.text

    @property
    def held_reason(self) -> str:
        """Return the reason that stands beside the cell now, where a taken answer's explanation goes: a note would be printed."""
        return self.row.cell.reason if self.row.cell else ""

    @property
    def standing_reason(self) -> str:
        """Return the reason beside the cell where it was given for the value that stands there."""
        return self.row.said.reason if self.row.said else ""

    @property
    def differs(self) -> bool:
        """Tell whether taking the answer over would replace something else that stands there."""
        is_other_reason = bool(self.line.note and self.standing_reason and self.line.note != self.standing_reason)
        return is_other_reason or (bool(self.held) and not self.is_held)

    @property
    def is_held(self) -> bool:
        """Tell whether the sheet holds the value of the answer already."""
        value = self.row.value
        return value is not None and self.reading is not None and _same(self.reading, reading_of(value))

    @property
    def value(self) -> Value | None:
        """Return what was understood as a value, which is not stored; None where nothing can be."""
        if self.reading is None or self.reading.is_empty:
            return None
        row, reading = self.row, self.reading
        return Value(
            revision=Revision(pk=0, number=0),
            item=row.place.item,
            measure=row.key.measure,
            fiscal_year=row.key.fiscal_year,
            period_end=row.key.period_end,
            basis=row.key.basis,
            as_of=row.key.as_of,
            value=reading.value,
            upper=reading.upper,
            missing=reading.missing,
            unit=row.unit,
            note=self.line.note,
        )

    @property
    def cell(self) -> Cell:
        """Return what stands beside the value, which is not stored: the text as typed where it says more than the value, and the note."""
        typed = "" if self.is_answered and self.line.typed == self.text else self.line.typed
        said_of = said_text(self.value)  # the explanation is one with its answer
        return Cell(item=self.row.place.item, key=self.key, typed=typed, note=self.line.note, reason=self.line.note, said_of=said_of)

    @cached_property
    def _read(self) -> Reading | ReadingError:
        return read(self.line.typed, self.row)


def read(typed: str, row: Row) -> Reading | ReadingError:
    """Return what is understood of a text in that row, or why nothing is."""
    try:
        return understand(typed, unit=row.unit, decimals=row.decimals, allow_range=row.allows_range)
    except ReadingError as error:
        return error


def newest_grid(sheet: Sheet, *, on: date) -> Grid:
    """Return the grid of the sheet's newest revision; where none was begun, of an empty one with the number 0. Four queries."""
    newest = sheet.revisions.order_by("-number").first() or Revision(pk=0, number=0)  # no row has the key 0, so nothing entered is found
    newest.sheet = sheet
    return load_grid(newest, on=on)


def asked(lines: Sequence[InquiryLine], grid: Grid) -> tuple[Question, ...]:
    """Return the questions in their order. lines: with their items loaded."""
    return tuple(_question(line, grid) for line in lines)


def answer_grid(questions: Iterable[Question], grid: Grid) -> Grid:
    """Return the grid of the sheet with the answers in the place of what was entered, and only the rows that are asked for.

    Whatever shows, checks or writes a grid can then do so with an answer. The note answers the doubts of the guards.
    """
    rows = (replace(question.row, value=question.value, cell=question.cell, before=None) for question in questions)
    return Grid(revision=Revision(pk=0, number=0, sheet=grid.sheet), rows=tuple(rows), known=grid.known)


def answers_of(inquiry: Inquiry, *, on: date) -> Grid:
    """Return the answers of a request, whose sheet is loaded, as a grid. Five queries."""
    grid = newest_grid(inquiry.sheet, on=on)
    return answer_grid(asked(lines_of(inquiry), grid), grid)


def lines_of(inquiry: Inquiry) -> list[InquiryLine]:
    """Return the lines of an inquiry with their items. One query."""
    return list(inquiry.lines.select_related("item").order_by("order"))


def _question(line: InquiryLine, grid: Grid) -> Question:
    row = grid.by_key.get(line.key)
    if row:
        return Question(line, row)
    alone = Row(key=CellKey.parse(line.key), place=Place(item=line.item, label=line.item.name), unit=line.item.unit)
    return Question(line, alone, is_in_sheet=False)


def _same(one: Reading, other: Reading) -> bool:
    return (one.value, one.upper, one.missing) == (other.value, other.upper, other.missing)
