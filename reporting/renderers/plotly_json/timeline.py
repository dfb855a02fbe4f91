"""Timelines: a lane for each thing that ran, bars for its terms, diamonds for its days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from iconm.lib.chart import Bar, Lane, Mark, TimelineSpec
from iconm.lib.fiscal_year import FiscalYear
from reporting.renderers.plotly_json import looks

Trace = dict[str, Any]
_LANE_PX, _DAY_MS = 34, 86_400_000
_NAMES_PX, _YEAR_PX = 230, 36  # the years of an agreement of thirty fit a screen of 1,280 px
_BAR_LANES = 0.75  # of a lane
_LINE_LETTERS, _NARROW = 14, 0.55
_PARTS = re.compile(r"[（(][^（）()]{1,6}[）)]|[!-'*-~]+\s*|.")  # what stays on one line: (株), a Latin word, else a single letter
_COLORS = {
    "": looks.BAR,
    "plan": looks.INK_2,
    "agreement": looks.BLUES[1],
    "program": looks.ACTUAL,
    "ended": looks.GREYS[4],
    "unknown": looks.GREYS[4],
}


def timeline(chart: TimelineSpec) -> Trace:
    years = _years(chart)
    shown = looks.layout(height=len(_rows(chart)) * _LANE_PX + 80, min_width=_NAMES_PX + _YEAR_PX * len(years))
    shown |= {"margin": {"l": 16, "r": 24, "t": 40, "b": 16}, "barmode": "overlay", "bargap": 0.25}
    shown |= {"xaxis": _axis(chart, years), "yaxis": _lanes(chart), "shapes": [*_rules(chart)], "annotations": []}
    traces = [*_bars(chart), *_marks(chart)]
    return {"data": traces, "layout": shown}


def _years(chart: TimelineSpec) -> list[FiscalYear]:
    first, last = FiscalYear.containing(chart.first), FiscalYear.containing(chart.last)
    return [FiscalYear(year) for year in range(first, last + 1)]


def _axis(chart: TimelineSpec, years: list[FiscalYear]) -> Trace:
    return {
        "type": "date",
        "range": [str(chart.first), str(chart.last)],
        "fixedrange": True,
        "side": "top",
        "tickmode": "array",
        "tickvals": [str(date(year, 4, 1)) for year in years],
        "ticktext": [year.short for year in years],
        "ticklabelposition": "outside",
        "gridcolor": looks.GRID,
        "showgrid": True,
    }


def _lanes(chart: TimelineSpec) -> Trace:
    rows = _rows(chart)
    return {
        "tickmode": "array",
        "tickvals": list(range(len(rows))),
        "ticktext": [row if isinstance(row, str) else _label(row.name) for row in rows],
        "range": [len(rows) - 0.5, -0.5],
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }


def _rows(chart: TimelineSpec) -> list[str | Lane]:
    """Return what stands on the left from top to bottom: the name of each group above its lanes.

    The mark tells it from them: bold letters would be an inline style, which the policy refuses.
    """
    rows: list[str | Lane] = []
    for name, lanes in groupby(chart.lanes, key=lambda lane: lane.group):
        rows += [f"■ {name}"] if name else []
        rows += lanes
    return rows


def _label(name: str) -> str:
    """Return the name in at most two lines: on a phone a longer one would leave nothing of the picture. The table has it whole."""
    lines = [""]
    for part in _PARTS.findall(name):
        if lines[-1] and _width(lines[-1] + part.rstrip()) > _LINE_LETTERS:
            lines.append("")
        lines[-1] += part
    first, *rest = (line.strip() for line in lines)
    if len(rest) > 1:
        rest = [f"{rest[0][: _LINE_LETTERS - 1]}…"]
    return "<br>".join((first, *rest))


def _width(text: str) -> float:
    """Return how many full-width letters the text takes."""
    return sum(_NARROW if letter.isascii() else 1 for letter in text)


def _places(chart: TimelineSpec) -> list[int]:
    """Return at which row each lane stands."""
    return [place for place, row in enumerate(_rows(chart)) if not isinstance(row, str)]


def _rules(chart: TimelineSpec) -> Iterator[Trace]:
    """Yield a line above each group of lanes but the first, and the line of the day."""
    heads = [place for place, row in enumerate(_rows(chart)) if isinstance(row, str)]
    for place in heads[1:]:
        edge = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": place - 0.5, "y1": place - 0.5}
        yield edge | {"line": {"color": looks.INK_2, "width": 1}}
    if chart.today and chart.first <= chart.today <= chart.last:
        day = str(chart.today)
        yield {
            "type": "line",
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "x0": day,
            "x1": day,
            "line": {"color": "#ce0000", "width": 1.5, "dash": "dash"},
        }


def _bars(chart: TimelineSpec) -> Iterator[Trace]:
    places = _places(chart)
    for role in dict.fromkeys(bar.role for bar in chart.bars):
        bars = [bar for bar in chart.bars if bar.role == role]
        ends = [_last_day(bar, chart) for bar in bars]
        yield {
            "type": "bar",
            "orientation": "h",
            "y": [places[bar.lane] for bar in bars],
            "base": [str(max(bar.start, chart.first)) for bar in bars],
            "x": [((end - max(bar.start, chart.first)).days + 1) * _DAY_MS for bar, end in zip(bars, ends, strict=True)],
            "text": [_end_sign(bar, chart) for bar in bars],
            "width": [_BAR_LANES] * len(bars),  # plotly makes the bars of a trace wider where none of its neighbours has one
            "textposition": "inside",
            "insidetextanchor": "end",
            "insidetextfont": {"color": looks.WHITE},
            "hovertext": [_hover(chart.lanes[bar.lane].name, bar.text) for bar in bars],
            "hoverinfo": "text",
            "marker": {"color": _COLORS.get(role, looks.BAR), "line": {"width": 1, "color": looks.WHITE}},
        }


def _end_sign(bar: Bar, chart: TimelineSpec) -> str:
    if bar.role == "unknown":
        return "→？"
    return "" if bar.end and bar.end <= chart.last else "→"


def _last_day(bar: Bar, chart: TimelineSpec) -> date:
    return min(bar.end or chart.last, chart.last)


def _marks(chart: TimelineSpec) -> Iterator[Trace]:
    places = _places(chart)
    marks = [mark for mark in chart.marks if chart.first <= mark.day <= chart.last + timedelta(days=1)]
    if marks:
        yield {
            "type": "scatter",
            "mode": "markers",
            "x": [str(mark.day) for mark in marks],
            "y": [places[mark.lane] for mark in marks],
            "hovertext": [_hover(chart.lanes[mark.lane].name, mark.text) for mark in marks],
            "hoverinfo": "text",
            "marker": {
                "symbol": [_symbol(mark) for mark in marks],
                "size": 12,
                "color": looks.ACTUAL,
                "line": {"width": 1.5, "color": looks.WHITE},  # seen on a bar too; an open one is drawn in its own colour
            },
        }


def _symbol(mark: Mark) -> str:
    return "diamond-open" if mark.is_planned else "diamond"


def _hover(lane: str, text: str) -> str:
    return f"{lane}<br>{text}" if text else lane
