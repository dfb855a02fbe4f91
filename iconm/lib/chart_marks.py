"""What charts of several apps draw alike: the years of an axis, the marks on it, and what spans several years."""

from collections.abc import Iterable

from iconm.lib.chart import Point, Span, Tick
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import cell_text
from iconm.lib.table import Cell
from iconm.lib.wareki import as_of_short

LETTERS_A_TICK = 3.5  # of a name below the axis


def year_tick(year: int, found: Iterable[Figure | None]) -> Tick:
    """Return R7 above R7.12末 where a figure of the year describes a day within it, the latest of several, else above (2025)."""
    days = [figure.as_of for figure in found if figure and figure.is_part_year and figure.as_of]
    return Tick(label=FiscalYear(year).short, below=as_of_short(max(days)) if days else f"({year})")


def when(figure: Figure) -> str:
    """Return R7.12末 for the part of a year, else R7."""
    return as_of_short(figure.as_of) if figure.is_part_year and figure.as_of else FiscalYear(figure.fiscal_year or 0).short


def mark(cell: Cell, *, unit: str | None = None) -> Point:
    """Return the mark of a cell. unit: left out of its text, as the chart says it; the cell's own unless another is given."""
    return Point(value=cell.value, state=cell.state, text=cell_text(cell, unit=cell.unit if unit is None else unit))


def named_span(first: int, last: int, *, name: str, term: str) -> Span:
    """Return the ticks from first to last, both inclusive, under the name where there is room for it, else under the term."""
    return Span(first=first, last=last, text=name if len(name) <= (last - first + 1) * LETTERS_A_TICK else term)
