"""Charts to the JSON that plotly.js draws: plain dictionaries, which a test holds against plotly's own schema.

Floats are for drawing alone; every number a reader sees is the text its table prints.
"""

from typing import Any

from iconm.lib.chart import Chart, ChartSpec, FlowSpec
from reporting.renderers.plotly_json.flow import flow
from reporting.renderers.plotly_json.series import series_chart
from reporting.renderers.plotly_json.timeline import timeline


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """Return {"data", "layout"}. layout.meta: the unit, and min_width in px below which the chart scrolls instead of shrinking."""
    figure = _drawn(chart)
    figure["layout"]["meta"]["unit"] = chart.unit
    return figure


def _drawn(chart: Chart) -> dict[str, Any]:
    if isinstance(chart, ChartSpec):
        return series_chart(chart)
    return flow(chart) if isinstance(chart, FlowSpec) else timeline(chart)
