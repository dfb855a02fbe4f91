"""The axis of years below a chart: its ticks, how wide and deep they are, and the brackets over several of them."""

from collections.abc import Iterator
from itertools import pairwise
from textwrap import wrap
from typing import Any

from iconm.lib.chart import ChartSpec, Tick
from iconm.lib.text import text_width
from reporting.renderers.plotly_json import looks

Trace = dict[str, Any]
REACH = 0.4  # half the width of a year's columns and of its target, the years being 1 apart
_TICK_PX, _WIDE_TICK_PX, _SIDES_PX = 44, 56, 76  # so that fifteen years fit a tablet held upright
_NARROW = 6  # half-width characters: (2025); R7.12末 beside another such day wants more
_LINE_LETTERS, _LINE_PX = 9, 17
_BRACKETS_PX = 36


def min_width(chart: ChartSpec) -> int:
    """Return the width in px below which ticks would touch."""
    wide = [max(map(text_width, _lines(tick))) > _NARROW for tick in chart.axis]
    return _SIDES_PX + len(wide) * (_WIDE_TICK_PX if any(one and other for one, other in pairwise(wide)) else _TICK_PX)


def beyond(chart: ChartSpec) -> int:
    """Return how many px the ticks take below their second line, with the brackets."""
    return _further_px(chart) + (_BRACKETS_PX if chart.spans else 0)


def axis(chart: ChartSpec) -> Trace:
    places = list(range(len(chart.axis)))
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": ["<br>".join(_lines(tick)) for tick in chart.axis],
        "range": [-0.6, len(places) - 0.4],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickangle": 0,
        "linecolor": looks.INK_2,
        "showline": True,
    }


def brackets(chart: ChartSpec) -> Iterator[Trace]:
    """Yield the shapes over the years of each span."""
    top = 52 + _further_px(chart)
    for span in chart.spans:
        left, right = span.first - REACH, span.last + REACH
        below = {"xref": "x", "yref": "paper", "ysizemode": "pixel", "yanchor": 0, "line": {"color": looks.INK_2, "width": 1}}
        yield below | {"type": "path", "path": f"M {left} -{top} L {left} -{top + 6} L {right} -{top + 6} L {right} -{top}"}


def names(chart: ChartSpec) -> Iterator[Trace]:
    """Yield what the brackets are called."""
    plain = {"showarrow": False, "font": {"size": looks.SIZE, "color": looks.INK}}
    below = {"xref": "x", "yref": "paper", "y": 0, "yshift": -70 - _further_px(chart), "yanchor": "middle"}
    for span in chart.spans:
        yield plain | below | {"x": (span.first + span.last) / 2, "text": span.text}


def _lines(tick: Tick) -> list[str]:
    """Return a tick's label and what stands under it, whose words go on below: "Still to come" is wider than a year."""
    return [tick.label, *wrap(tick.below, _LINE_LETTERS, break_long_words=False, break_on_hyphens=False)]


def _further_px(chart: ChartSpec) -> int:
    return _LINE_PX * max(0, max((len(_lines(tick)) for tick in chart.axis), default=0) - 2)
