"""ChartSpec: a chart before any drawing. Its numbers are those of a table, so the table can always stand in its place."""

from decimal import Decimal
from typing import Literal

import msgspec

from iconm.lib.choices import State
from iconm.lib.table import Table


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One mark.

    label: its place on the axis, `R7(2025)`. value: None leaves a gap, never a zero. state: INTERIM and FORECAST are drawn hollow.
    """

    label: str
    value: Decimal | None = None
    state: State = State.ABSENT


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Marks of one name in axis order. role decides the drawing: targets are steps, actuals lines or columns."""

    name: str
    points: tuple[Point, ...]
    role: Literal["actual", "target", "outlook", "part"] = "actual"


class ChartSpec(msgspec.Struct, frozen=True, kw_only=True, tag="chart"):
    """A chart with the table of the same figures.

    title: a sentence that says what the data says. breaks: axis labels before which the definition changed; lines stop there.
    """

    name: str
    title: str
    kind: Literal["line", "column", "stacked", "sankey", "timeline"]
    series: tuple[Series, ...]
    table: Table
    unit: str = ""
    breaks: tuple[str, ...] = ()
    source: str = ""
