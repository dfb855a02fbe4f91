"""The legend of a chart, which stands in the page and not in the picture: text that grows, wraps and is read aloud."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

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
    """Yield the sign of values that may still change; one for each series where its outline is all that tells whose column it is."""
    drawn = [series for series in chart.series if series.role in ("actual", "part", "line")]
    shown = [series for series in drawn if any(point.state in _MAY_CHANGE and point.value is not None for point in series.points)]
    columns = [series for series in shown if series.role != "line"] if chart.kind == "column" else []
    if any(color_of(chart, series) != looks.BAR for series in columns):
        for series in columns:
            name = _("%(series)s（年度途中・見込）") % {"series": series.name}
            color = color_of(chart, series)
            yield Entry(name, "hollow", looks.outline(color)["color"] if color in looks.GREYS else color, "")
    elif shown:
        shape: Shape = {"line": "ring", "column": "hollow", "stacked": "striped"}[chart.kind]  # type: ignore[assignment]  # one of Shape
        color = looks.ACTUAL if chart.kind == "line" else looks.BAR
        yield Entry("", shape, color, color)


def changing_signs(chart: Chart) -> list[dict[str, Any]]:
    """Return the traces that stand for values that may still change, without data, as the last entries of the legend."""
    return [_sign(entry) for entry in _changing(chart)] if isinstance(chart, ChartSpec) else []


def _sign(entry: Entry) -> dict[str, Any]:
    bare = {"x": [None], "y": [None], "showlegend": True}
    edge = {"color": entry.color, "width": 2}
    marker: dict[str, Any]
    if entry.shape == "ring":
        marker = {"symbol": "circle-open", "size": 11, "color": entry.color, "line": edge}
        return bare | {"type": "scatter", "mode": "markers", "marker": marker}
    stripes = {"shape": "/", "bgcolor": looks.WHITE, "fgcolor": entry.color, "size": 6}
    marker = {"color": looks.WHITE, "line": edge} | ({"pattern": stripes} if entry.shape == "striped" else {})
    return bare | {"type": "bar", "marker": marker}
