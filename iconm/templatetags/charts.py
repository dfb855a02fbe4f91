"""Tags of charts and sparklines (a builtin, as portal.py is)."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from iconm.lib.chart import Chart
from iconm.lib.chart_text import alt_text
from reporting.dashboards.spark import Spark
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


@register.simple_tag
def sparkline(spark: Spark | None) -> SafeString:
    """Return a sparkline as an SVG of the page; nothing where there is none."""
    if spark is None:
        return SafeString("")
    columns = "".join(
        f'<rect class="spark__bar{" spark__bar--hollow" if each.is_hollow else ""}"'
        f' x="{each.x}" y="{each.y}" width="{each.width}" height="{each.height}"/>'
        for each in spark.columns
    )
    targets = "".join(f'<path class="spark__target" d="M{each.x1} {each.y}H{each.x2}"/>' for each in spark.targets)
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" focusable="false">{}'
        '<path class="spark__axis" d="M0 {foot}H{w}"/>{}</svg>',
        spark.text,
        SafeString(columns),
        SafeString(targets),
        w=spark.width,
        h=spark.height,
        foot=spark.foot,
    )
