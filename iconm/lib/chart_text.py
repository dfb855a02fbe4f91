"""What a chart says in words, made from its data: the text a screen reader gets instead of the picture."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from iconm.lib.chart import Chart, ChartSpec, FlowSpec, Point, Series, TimelineSpec
from iconm.lib.choices import State

MOST_POINTS = 12  # of a longer series only the ends are said; the table has them all
MOST_SERIES = 8


def alt_text(chart: Chart) -> str:
    """Return kind, title, and the numbers as far as a listener can hold them; the rest is in the table beside the picture."""
    return " ".join(
        [_("%(kind)s「%(title)s」") % {"kind": _kind(chart), "title": chart.title}, *_said(chart), _("同じ数値の表があります。")]
    )


def _kind(chart: Chart) -> str:
    if isinstance(chart, FlowSpec):
        return _("流れ図")
    if isinstance(chart, TimelineSpec):
        return _("年表")
    return {"line": _("折れ線グラフ"), "column": _("棒グラフ"), "stacked": _("積上げ棒グラフ")}[chart.kind]


def _said(chart: Chart) -> Iterator[str]:
    if isinstance(chart, ChartSpec):
        yield from (_series(chart, series) for series in chart.series[:MOST_SERIES])
    elif isinstance(chart, FlowSpec):
        for link in chart.links[:MOST_POINTS]:
            yield _("%(source)sから%(target)sへ%(value)s。") % {
                "source": chart.nodes[link.source].name,
                "target": chart.nodes[link.target].name,
                "value": link.text,
            }
    else:
        for bar in chart.bars[:MOST_POINTS]:
            yield _("%(name)s %(term)s。") % {"name": chart.lanes[bar.lane].name, "term": bar.text}


def _series(chart: ChartSpec, series: Series) -> str:
    told = [(tick.label, point) for tick, point in zip(chart.axis, series.points, strict=True) if point.value is not None]
    if not told:
        return _("%(name)s：値なし。") % {"name": series.name}
    if len(told) > MOST_POINTS:
        told = [told[0], told[-1]]
    points = _("、").join(f"{label} {_point(point)}" for label, point in told)
    return _("%(name)s：%(points)s。") % {"name": series.name, "points": points}


def _point(point: Point) -> str:
    state = f"（{point.state.label}）" if point.state in (State.INTERIM, State.FORECAST) else ""
    return f"{point.text}{state}"
