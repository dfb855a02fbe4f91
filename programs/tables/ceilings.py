"""What came of a promised sum, as cells."""

from iconm.lib.table import Cell
from programs.queries.ceilings import Progress


def sum_cell(progress: Progress, year: int) -> Cell:
    """Return what had come by the year: the printed sum, which leads to where it was entered, else that of the years; empty for none."""
    if stated := progress.stated(year):
        return Cell.of(stated)
    last = progress.received[year]
    if last is None or year not in progress.sums:
        return Cell()
    return Cell(value=progress.sums[year], unit=progress.unit, decimals=progress.decimals, state=last.state)
