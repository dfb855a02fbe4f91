"""Figures in one unit: money is converted before it is drawn, added up or compared, as a value may bear another unit than its item."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from iconm.lib.choices import Missing
from iconm.lib.figure import Figure
from iconm.lib.units import UnitError, convert, is_money


def common_unit(found: Iterable[Figure | None]) -> str:
    """Return the unit of most that have a number, else of most; of the first among equals, nothing where there is none."""
    figures = [figure for figure in found if figure]
    units = Counter(figure.unit for figure in figures if figure.value is not None) or Counter(figure.unit for figure in figures)
    return max(units, key=lambda unit: units[unit], default="")


def in_unit(figure: Figure | None, unit: str) -> Figure | None:
    """Return the figure with its number in that unit, exactly and with as many decimals as that takes.

    What measures something else becomes 比較不能: a gap in a chart, nothing in a sum.
    """
    if figure is None or figure.unit == unit:
        return figure
    if figure.value is None:
        return msgspec.structs.replace(figure, unit=unit)
    try:
        value = convert(figure.value, figure.unit, unit)
        upper = None if figure.upper is None else convert(figure.upper, figure.unit, unit)
    except UnitError:
        return msgspec.structs.replace(figure, value=None, upper=None, unit=unit, missing=Missing.NOT_COMPARABLE.value, printed="")
    return msgspec.structs.replace(figure, value=value, upper=upper, unit=unit, decimals=_decimals(value), printed="")


def beside(figure: Figure | None, other: Figure | None) -> Figure | None:
    """Return the figure as it is compared with the other: money in its unit, counts as they stand, 比較不能 between the two."""
    if figure is None or other is None or not (is_money(figure.unit) or is_money(other.unit)):
        return figure
    return in_unit(figure, other.unit)


def inconvertible(found: Iterable[Figure | None], unit: str) -> Iterator[Figure]:
    """Yield the figures that have a number but none in that unit."""
    for figure in found:
        if figure and figure.value is not None and (own := in_unit(figure, unit)) and own.value is None:
            yield figure


def comparable(value: Decimal, unit: str, other: str) -> Decimal | None:
    """Return the value as it stands beside numbers in another unit: money converted, None between money and anything else.

    The papers count the same companies in 件 and in 社: counts are compared as they are.
    """
    if unit == other or not (is_money(unit) or is_money(other)):
        return value
    return convert(value, unit, other) if is_money(unit) and is_money(other) else None


def own_decimals(unit: str, of_item: str, decimals: int, values: Iterable[Decimal | None]) -> int:
    """Return with how many decimals values in `unit` are printed: those of their item where they bear its unit, else as many as they have.

    1.3億円 of an item in whole 千円 is not 1億円, nor is 1,300千円 of an item in 億円 with one decimal 1,300.0千円.
    """
    if unit == of_item:
        return decimals
    return max((_decimals(value) for value in values if value is not None), default=0)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
