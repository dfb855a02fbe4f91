"""Tags of charts and sparklines (a builtin, as portal.py is)."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from iconm.lib.chart import Chart
from iconm.lib.chart_text import alt_text
from reporting.dashboards.spark import Spark
from reporting.renderers.plotly_json import plotly_figure
from reporting.renderers.plotly_json.legend import Entry, Shape, legend

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


# How each shape of a legend is drawn, 20 by 14.
_SIGNS: dict[Shape, str] = {
    "line": '<path d="M0 7H20" stroke="{color}" stroke-width="2.5"/>',
    "dot": '<path d="M0 7H20" stroke="{color}" stroke-width="2"/><circle cx="10" cy="7" r="5" fill="{color}"/>',
    "ring": '<circle cx="10" cy="7" r="5" fill="#ffffff" stroke="{color}" stroke-width="2"/>',
    "square": '<rect x="5" y="2" width="10" height="10" fill="#ffffff" stroke="{color}" stroke-width="2"/>',
    "hollow": '<rect x="4" y="1" width="12" height="12" fill="#ffffff" stroke="{color}" stroke-width="2"/>',
    "striped": '<rect x="4" y="1" width="12" height="12" fill="#ffffff" stroke="{color}"/>'
    '<path d="M4 13L16 1M4 7L10 1M10 13L16 7" stroke="{color}" stroke-width="2"/>',
    "bar": '<rect x="4" y="1" width="12" height="12" fill="{color}" stroke="{outline}"/>',
}


@register.simple_tag
def chart_sign(entry: Entry) -> SafeString:
    """Return the drawing beside a name of the legend."""
    drawn = _SIGNS[entry.shape].format(color=entry.color, outline=entry.outline)
    return SafeString(
        f'<svg class="chart__sign" viewBox="0 0 20 14" width="20" height="14" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


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
