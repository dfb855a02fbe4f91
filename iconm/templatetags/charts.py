"""Tags of charts and of the numbers that lead to where they come from (a builtin, as portal.py is)."""

import json
from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from iconm.lib.chart import Chart
from iconm.lib.chart_text import alt_text
from iconm.lib.figure import Figure
from iconm.lib.present import cell_text
from iconm.lib.table import Cell
from ledger.cells import CellKey
from reporting.renderers.plotly_json import plotly_figure
from reporting.renderers.plotly_json.legend import Entry, legend

register = template.Library()

# What would end the script element or begin another: the same signs Django's json_script escapes.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def chart_data(chart: Chart) -> SafeString:
    """Return the chart as JSON in the page, for charts.js to draw."""
    content = json.dumps(plotly_figure(chart), ensure_ascii=False, separators=(",", ":"))
    return format_html('<script type="application/json">{}</script>', mark_safe(content.translate(_ESCAPES)))  # noqa: S308  # escaped above


@register.simple_tag
def chart_legend(chart: Chart) -> list[Entry]:
    return legend(chart)


@register.filter
def chart_alt(chart: Chart) -> str:
    return alt_text(chart)


@register.filter
def figure_bare(figure: Figure, unit: str = "") -> str:
    """Return the number as a table prints it: without the unit that stands beside it."""
    return cell_text(Cell.of(figure), unit=unit or figure.unit)


@register.simple_tag
def origin_url(figure: Figure, on: date) -> str:
    """Return where the number comes from, as known on the day."""
    key = CellKey(figure.item_code, figure.measure, figure.fiscal_year, figure.period_end, figure.basis, figure.as_of)
    return f"{_origin_page()}?{urlencode({'cell': str(key), 'on': on})}"


def _origin_page() -> str:
    return reverse("ledger:figure-origin")
