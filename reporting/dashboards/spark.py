"""Sparklines: columns from zero with a line for each target, as numbers for an SVG of the page itself; no script is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from iconm.lib.choices import State
from iconm.lib.common_unit import common_unit, comparable
from iconm.lib.figure import Figure

WIDTH, HEIGHT, FOOT = 72, 26, 24
_HOLLOW = (State.INTERIM, State.FORECAST)


@dataclass(frozen=True)
class Column:
    x: str
    y: str
    width: str
    height: str
    is_hollow: bool


@dataclass(frozen=True)
class Line:
    """A target: from x1 to x2 at height y."""

    x1: str
    x2: str
    y: str


@dataclass(frozen=True)
class Spark:
    """text: the same in words. A year without a number leaves a gap."""

    columns: tuple[Column, ...]
    targets: tuple[Line, ...]
    text: str
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = FOOT


def spark(figures: Sequence[Figure | None], targets: Sequence[Figure | None] = (), *, text: str = "") -> Spark | None:
    """Return the columns of the years, oldest first, with their targets; None where there is no number at all, or one below zero."""
    unit = common_unit((*figures, *targets))
    numbers = [_number(figure, unit) for figure in figures]
    aims = [_number(figure, unit) for figure in targets]
    known = [number for number in (*numbers, *aims) if number is not None]
    if not known or min(known) < 0:
        return None
    highest = max(known) or Decimal(1)
    step = Decimal(WIDTH) / max(len(numbers), 1)
    columns = tuple(
        _column(place * step, step, _height(number, highest), figure.state in _HOLLOW)
        for place, (number, figure) in enumerate(zip(numbers, figures, strict=True))
        if number is not None and figure
    )
    lines = tuple(_line(place * step, step, _height(aim, highest)) for place, aim in enumerate(aims) if aim is not None)
    return Spark(columns, lines, text)


def _number(figure: Figure | None, unit: str) -> Decimal | None:
    return comparable(figure.value, figure.unit, unit) if figure and figure.value is not None else None


def _height(number: Decimal, highest: Decimal) -> Decimal:
    return number * (FOOT - 2) / highest


def _column(left: Decimal, step: Decimal, height: Decimal, is_hollow: bool) -> Column:
    inset = step / 5
    return Column(_px(left + inset), _px(FOOT - height), _px(step - 2 * inset), _px(height), is_hollow)


def _line(left: Decimal, step: Decimal, height: Decimal) -> Line:
    return Line(_px(left + step / 20), _px(left + step * 19 / 20), _px(FOOT - height))


def _px(length: Decimal) -> str:
    return f"{length:.1f}"
