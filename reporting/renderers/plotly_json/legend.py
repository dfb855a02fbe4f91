"""The legend of a chart, which stands in the page and not in the picture: text that grows, wraps and is read aloud."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from iconm.lib.chart import Chart, ChartSpec, Series
from iconm.lib.choices import State
from reporting.renderers.plotly_json import looks
from reporting.renderers.plotly_json.series import color_of

Shape = Literal["dot", "ring", "bar", "hollow", "striped", "line", "square"]
_MAY_CHANGE = (State.INTERIM, State.FORECAST)


class Entry(NamedTuple):
    """name: empty for the sign of values that may still change, which the page words."""

    name: str
    shape: Shape
    color: str
    outline: str


def legend(chart: Chart) -> list[Entry]:
    """Return the signs in use, each once; nothing for charts whose marks bear their names."""
    if not isinstance(chart, ChartSpec):
        return []
    entries = [entry for series in chart.series for entry in _entry(chart, series)]
    return [*entries, *_changing(chart)] if len(entries) > 1 or any(_changing(chart)) else []


def _entry(chart: ChartSpec, series: Series) -> Iterator[Entry]:
    if not any(point.value is not None for point in series.points):
        return
    if series.role == "target":
        yield Entry(series.name, "line", looks.TARGET, looks.TARGET)
    elif series.role == "outlook":
        yield Entry(series.name, "square", looks.INK_2, looks.INK_2)
    elif series.role == "line" or chart.kind == "line":
        color = looks.LINE if series.role == "line" else looks.ACTUAL
        yield Entry(series.name, "dot", color, color)
    else:
        color = color_of(chart, series)
        yield Entry(series.name, "bar", color, looks.outline(color)["color"])


def _changing(chart: ChartSpec) -> Iterator[Entry]:
    shown = [series for series in chart.series if series.role in ("actual", "part", "line")]
    if any(point.state in _MAY_CHANGE and point.value is not None for series in shown for point in series.points):
        shape: Shape = {"line": "ring", "column": "hollow", "stacked": "striped"}[chart.kind]  # type: ignore[assignment]  # one of Shape
        color = looks.ACTUAL if chart.kind == "line" else looks.BAR
        yield Entry("", shape, color, color)
