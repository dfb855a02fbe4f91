"""From the sheet of an upload to lines under known columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext as _

from iconm.lib.text import search_key
from iconm.lib.uploads import Cell, Sheet
from iconm.lib.workbook_parts import Place
from ledger.exchange.columns import Column, key_of, names_of_columns


@dataclass(frozen=True)
class Line:
    """number: of the row in the sheet, from 0. cells: by the name of the column, empty ones as None."""

    number: int
    cells: dict[str, Cell]


@dataclass
class Grid:
    """columns: by their place in the sheet. problems: by (row, column) of the sheet, what is wrong with its heads or cells."""

    columns: dict[int, Column] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    problems: dict[Place, str] = field(default_factory=dict)
    head: int = 0

    def place(self, name: str) -> int | None:
        return next((place for place, column in self.columns.items() if column.name == name), None)


def read_grid(model: type[Model], sheet: Sheet) -> Grid:
    """Return the lines below the heads: labels or names of fields, in any order; a row of names may stand above the labels."""
    grid, known = Grid(problems=dict(sheet.faults)), names_of_columns(model)
    filled = [number for number, row in enumerate(sheet.rows) if any(cell is not None for cell in row)]
    first = filled[0] if filled else 0
    names = _heads(sheet, first)
    technical = {column.name for column in known.values()}
    has_both = bool(names) and set(names.values()) <= technical and len(filled) > 1 and _are_labels(_heads(sheet, filled[1]), known)
    labels = _heads(sheet, filled[1]) if has_both else names
    grid.head = filled[1] if has_both else first
    for place in sorted(names | labels):
        _take_head(grid, known, place, names.get(place, ""), labels.get(place, ""))
    key = key_of(model)
    if grid.place(key) is None:
        grid.problems[grid.head, 0] = _("「%(column)s」の列がありません。出力したファイルの様式を使用してください。") % {
            "column": _label(model, key)
        }
    grid.lines = list(_lines(grid, sheet))
    return grid


def _label(model: type[Model], name: str) -> str:
    return next(column.label for column in names_of_columns(model).values() if column.name == name)


def _heads(sheet: Sheet, number: int) -> dict[int, str]:
    row = sheet.rows[number] if number < len(sheet.rows) else []
    return {place: str(cell).strip() for place, cell in enumerate(row) if cell is not None and str(cell).strip()}


def _are_labels(heads: dict[int, str], known: dict[str, Column]) -> bool:
    """Tell whether most of the heads are words for columns: someone may have added one that is none."""
    return sum(search_key(head) in known for head in heads.values()) * 2 > len(heads)


def _take_head(grid: Grid, known: dict[str, Column], place: int, name: str, label: str) -> None:
    column, by_label = known.get(search_key(name)), known.get(search_key(label))
    if column and by_label and column is not by_label:
        problem = _("見出しの「%(label)s」が、隠れた行の列名と一致しません。出力したファイルの様式を使用してください。")
    elif not (column := column or by_label):
        problem = _("「%(label)s」という列は、この台帳にありません。見出しを直すか、列を削除してください。")
    elif grid.place(column.name) is not None:
        problem = _("「%(label)s」の列が二つあります。一つにしてください。")
    else:
        grid.columns[place] = column
        return
    grid.problems[grid.head, place] = problem % {"label": label or name}


def _lines(grid: Grid, sheet: Sheet) -> Iterator[Line]:
    for number, row in enumerate(sheet.rows[grid.head + 1 :], start=grid.head + 1):
        filled = [place for place, cell in enumerate(row) if not _is_empty(cell)]
        if not filled and not any(place[0] == number for place in sheet.faults):
            continue
        for place in filled:
            if place not in grid.columns and (grid.head, place) not in grid.problems:
                grid.problems[grid.head, place] = _("見出しのない列に入力があります。見出しを付けるか、入力を削除してください。")
        yield Line(number, {column.name: _cell(row, place) for place, column in grid.columns.items()})


def _cell(row: list[Cell], place: int) -> Cell:
    cell = row[place] if place < len(row) else None
    return None if _is_empty(cell) else cell


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
