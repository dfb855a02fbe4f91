"""Charts before any drawing. Their numbers are those of a table, so the table can always stand in their place."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from iconm.lib.choices import State
from iconm.lib.table import Table


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the axis: `R7` with the smaller `R7.12末` or `(2025)` under it."""

    label: str
    below: str = ""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One mark. value: None leaves a gap, never a zero. state: INTERIM and FORECAST are drawn hollow. text: how the number is printed."""

    value: Decimal | None = None
    state: State = State.ABSENT
    text: str = ""


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Marks of one name, one for each tick. role decides the drawing: actuals are lines or columns, targets and ceilings bars across.

    stack: series of one stack stand on each other; those of different stacks side by side. line: drawn as a line whatever the chart is.
    """

    name: str
    points: tuple[Point, ...]
    role: Literal["actual", "target", "outlook", "part", "line"] = "actual"
    stack: str = ""


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """Before the tick `at` the definition changed: lines stop there, and `text` says why. is_light: it only grew wider."""

    at: int
    text: str
    is_light: bool = False


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Ticks `first` to `last`, both inclusive, that belong together, such as those of a plan period."""

    first: int
    last: int
    text: str


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What every chart has.

    name: stable slug, unique on its page. title: a sentence that says what the data says. table: the same figures. unit: of all values.
    source: where the figures were printed. notes: what has to be known to read it.
    """

    name: str
    title: str
    table: Table
    unit: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()


class ChartSpec(Picture, frozen=True, kw_only=True, tag="chart"):
    """Series over an axis that begins at zero. size: small for one of many. Raises ValueError without one point for each tick."""

    kind: Literal["line", "column", "stacked"]
    axis: tuple[Tick, ...]
    series: tuple[Series, ...]
    breaks: tuple[Break, ...] = ()
    spans: tuple[Span, ...] = ()
    size: Literal["normal", "small"] = "normal"

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.points) != len(self.axis):
                raise ValueError(f"{self.name}: {series.name} has {len(series.points)} points for {len(self.axis)} ticks")


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """Where money comes from, passes through or goes to. column: 0 on the left. text: how its own number is printed."""

    name: str
    column: int
    group: str = ""
    text: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A flow between two nodes, by their places in the chart. text: how the number is printed."""

    source: int
    target: int
    value: Decimal
    text: str = ""
    state: State = State.FINAL


class FlowSpec(Picture, frozen=True, kw_only=True, tag="flow"):
    """A Sankey diagram. Only flows that are registered are links: pooled money is never led from one source to one use."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A time from `start` to `end`, both inclusive; end None while it has none. text: the printed term.

    role: of its colour; "unknown" for one whose end nobody registered, of which no more than the beginning is drawn.
    """

    lane: int
    start: date
    end: date | None
    text: str
    role: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A day on a lane. is_planned: still to come, drawn hollow."""

    lane: int
    day: date
    text: str
    is_planned: bool = False


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    group: str = ""


class TimelineSpec(Picture, frozen=True, kw_only=True, tag="timeline"):
    """What ran when, a lane each. today: where the line of the day the figures are known on stands."""

    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...] = ()
    first: date
    last: date
    today: date | None = None


Chart = ChartSpec | FlowSpec | TimelineSpec
