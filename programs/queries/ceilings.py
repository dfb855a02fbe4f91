"""Reads: how far the money of a programme has come towards the largest sum it was promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, takewhile

from iconm.lib.choices import Measure
from iconm.lib.common_unit import common_unit, in_unit
from iconm.lib.figure import Figure
from iconm.lib.units import convert, is_money
from ledger.queries import Known


@dataclass(frozen=True)
class Progress:
    """A ceiling with the years of its term and what they brought.

    unit: of most years; sums and limit are in it. received: of each year, as registered. printed: sums that a paper states from the first
    year on, by the last of their years, as registered. sums: what had come by each year, as far as no year before is missing.
    """

    ceiling: Figure
    years: range
    unit: str
    received: Mapping[int, Figure | None]
    printed: Mapping[int, Figure]
    sums: Mapping[int, Decimal]
    limit: Decimal

    @property
    def last(self) -> int:
        """Return the latest year for which it is known how much has come."""
        return max(self.sums)

    @property
    def decimals(self) -> int:
        """Return with how many decimals the unit is printed."""
        return next(figure.decimals for figure in self.received.values() if figure and figure.unit == self.unit)

    def stated(self, year: int) -> Figure | None:
        """Return the printed sum by that year, where it says what has come in the unit of the others."""
        figure = self.printed.get(year)
        return figure if figure and year in self.sums and _value(figure, self.unit) is not None else None


def ceiling_of(known: Known, item: str) -> Figure | None:
    """Return the largest sum promised for a term of several years."""
    return known.spanning(item, Measure.AMOUNT) if item else None


def progress(known: Known, *, item: str, ceiling: str) -> Progress | None:
    """Return how far the yearly amounts have come; None without a ceiling, or without an amount of the first year of its term.

    item, ceiling: of the ledger. A sum over a gap would be too small, so none goes beyond the first year that is missing.
    """
    most = ceiling_of(known, ceiling)
    if most is None or most.value is None or most.fiscal_year is None or most.period_end is None:
        return None
    years = range(most.fiscal_year, most.period_end + 1)
    received = {year: known.best(item, year, Measure.AMOUNT) for year in years}
    unit = common_unit(received.values())
    if not is_money(unit) or not is_money(most.unit) or most.value <= 0:
        return None
    printed = _printed(known, item, years[0])
    sums = _sums({year: _value(figure, unit) for year, figure in received.items()}, printed, unit)
    limit = convert(most.value, most.unit, unit)
    return Progress(most, years, unit, received, printed, sums, limit) if sums else None


def _printed(known: Known, item: str, first: int) -> dict[int, Figure]:
    spanning = (figure for figure in known.of(item, Measure.AMOUNT) if figure.fiscal_year == first and figure.value is not None)
    return {figure.period_end: figure for figure in spanning if figure.period_end is not None}


def _sums(values: Mapping[int, Decimal | None], printed: Mapping[int, Figure], unit: str) -> dict[int, Decimal]:
    """Return what had come by each year: the printed sum where there is one, else that of the years."""
    whole = [value for value in takewhile(lambda value: value is not None, values.values()) if value is not None]
    added = dict(zip(values, accumulate(whole), strict=False))  # years without a sum follow
    return {year: amount if (stated := _value(printed.get(year), unit)) is None else stated for year, amount in added.items()}


def _value(figure: Figure | None, unit: str) -> Decimal | None:
    own = in_unit(figure, unit)
    return own.value if own else None
