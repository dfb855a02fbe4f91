"""Charts to the JSON that plotly.js draws: plain dictionaries, which a test holds against plotly's own schema.

Floats are for drawing alone; every number a reader sees is the text its table prints.
"""

from html import escape
from typing import Any

from iconm.lib.chart import Chart, ChartSpec, FlowSpec
from reporting.renderers.plotly_json.flow import flow
from reporting.renderers.plotly_json.legend import changing_signs
from reporting.renderers.plotly_json.series import series_chart
from reporting.renderers.plotly_json.timeline import timeline

_NESTED = (str, dict, list)  # all else is a number or nothing
_MARKUP = frozenset("&<>")
_MARKS = ("<br>", "<extra></extra>")  # what the drawing code itself writes


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """Return {"data", "layout"}.

    layout.meta: the unit; min_width in px below which the chart scrolls instead of shrinking; changing, the signs of values that may
    still change, traces without data for the legend of a saved picture.
    """
    figure = _drawn(chart)
    figure["layout"]["meta"] |= {"unit": chart.unit, "changing": changing_signs(chart)}
    plain: dict[str, Any] = _plain(figure)
    return plain


def _plain(part: Any) -> Any:
    """Return the figure with names as plain text: plotly would read <a href=…> in one as markup. Its own line breaks stay."""
    if isinstance(part, dict):
        return {key: _plain(value) if isinstance(value, _NESTED) else value for key, value in part.items()}
    if isinstance(part, list):
        return [_plain(each) if isinstance(each, _NESTED) else each for each in part]
    return part if _MARKUP.isdisjoint(part) else _escaped(part)


def _escaped(text: str) -> str:
    escaped = escape(text, quote=False)
    for mark in _MARKS:
        escaped = escaped.replace(escape(mark), mark)
    return escaped


def _drawn(chart: Chart) -> dict[str, Any]:
    if isinstance(chart, ChartSpec):
        return series_chart(chart)
    return flow(chart) if isinstance(chart, FlowSpec) else timeline(chart)
