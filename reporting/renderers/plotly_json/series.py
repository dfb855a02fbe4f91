"""Lines, columns and stacked columns over an axis of years that begins at zero."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from iconm.lib.chart import ChartSpec, Point, Series
from iconm.lib.choices import State
from iconm.lib.numbers import NumberStyle, format_number
from reporting.renderers.plotly_json import looks, years
from reporting.renderers.plotly_json.signs import named_by_final

Trace = dict[str, Any]
_HOLLOW = (State.INTERIM, State.FORECAST)
_NUMBER_SHARE = 0.12  # of the height: what a printed number takes
_MOST_TICKS = 6
_HEIGHT_PX = {"normal": 320, "small": 210}


def series_chart(chart: ChartSpec) -> Trace:
    traces = [trace for series in chart.series for trace in named_by_final(series, _traces(chart, series))]
    shown = looks.layout(height=_HEIGHT_PX[chart.size] + years.beyond(chart), min_width=years.min_width(chart))
    shown |= {"xaxis": years.axis(chart), "yaxis": _values(chart), "margin": {"l": 16, "r": 16, "t": 16, "b": 48 + years.beyond(chart)}}
    shown |= {
        "shapes": [*_breaks(chart), *years.brackets(chart)],
        "annotations": [*_notes(chart), *years.names(chart), *_over_columns(chart)],
        "bargap": 0,
        "barmode": "overlay",
    }
    return {"data": traces, "layout": shown}


def _values(chart: ChartSpec) -> Trace:
    highest, lowest = _extent(chart)
    span = (lowest * 1.2, highest * 1.15 or 1)
    return {
        "range": list(span),
        "fixedrange": True,
        "gridcolor": looks.GRID,
        "zeroline": True,
        "zerolinecolor": looks.INK_2,
        "tickformat": ",",
        "ticksuffix": "%" if chart.unit == "%" else "",
        "automargin": True,
        "nticks": _MOST_TICKS,
        "title": {"text": "", "standoff": 0},
    } | (_signed_ticks(*span, chart.unit) if lowest < 0 else {})


def _signed_ticks(low: float, high: float, unit: str) -> Trace:
    """Return ticks that write what is below zero with △, as the numbers beside them do: plotly knows only its own sign."""
    step = _step((high - low) / _MOST_TICKS)
    values = [step * place for place in range(ceil(low / float(step)), floor(high / float(step)) + 1)]
    decimals = max(0, -int(step.as_tuple().exponent))
    texts = [format_number(value, decimals, NumberStyle()) + ("%" if unit == "%" else "") for value in values]
    return {"tickmode": "array", "tickvals": [float(value) for value in values], "ticktext": texts, "ticksuffix": ""}


def _step(least: float) -> Decimal:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below."""
    power = Decimal(10) ** floor(log10(least))
    return next(step for factor in (1, 2, 5, 10) if float(step := (power * factor)) >= least)


def _extent(chart: ChartSpec) -> tuple[float, float]:
    """Return the highest and the lowest end of anything drawn, zero always inside."""
    ends = [0.0]
    for series in chart.series:
        ends += [base + value for base, value in zip(_bases(chart, series), _numbers(series), strict=True) if value is not None]
    return max(ends), min(ends)


def _traces(chart: ChartSpec, series: Series) -> Iterator[Trace]:
    if series.role == "target":
        yield from _targets(chart, series)
    elif series.role == "outlook":
        yield _marks(series, color=looks.INK_2, symbol="square-open", hollow="square-open", place="middle left")
    elif series.role == "line" or chart.kind == "line":
        color = looks.LINE if series.role == "line" else looks.ACTUAL
        yield from _line(chart, series, color)
    else:
        yield _columns(chart, series)


def _line(chart: ChartSpec, series: Series, color: str) -> Iterator[Trace]:
    """Yield the marks, the solid line between final values, and the dotted one to those that may still change."""
    solid, dotted = _segments(chart, series)
    if chart.kind == "stacked" and solid + dotted:  # white round a line that crosses dark columns
        yield _path(solid + dotted, {"color": looks.WHITE, "width": 6})
    marks = _marks(series, color=color, symbol="circle", hollow="circle-open", place="top center")
    yield marks | {"mode": "markers"} if chart.kind == "stacked" else marks
    for segments, dash in ((solid, "solid"), (dotted, "dot")):
        if segments:
            yield _path(segments, {"color": color, "width": 2.5, "dash": dash})


def _segments(chart: ChartSpec, series: Series) -> tuple[list[float | None], list[float | None]]:
    solid: list[float | None] = []
    dotted: list[float | None] = []
    stops = {each.at for each in chart.breaks}
    for (left, one), (right, two) in pairwise(enumerate(series.points)):
        if one.value is not None and two.value is not None and right not in stops:
            path = dotted if {one.state, two.state} & set(_HOLLOW) else solid
            path += [left, float(one.value), right, float(two.value), None, None]
    return solid, dotted


def _path(segments: Sequence[float | None], line: Trace) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(segments[::2]),
        "y": list(segments[1::2]),
        "line": line,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _marks(series: Series, *, color: str, symbol: str, hollow: str, place: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": series.name,
        "x": list(range(len(series.points))),
        "y": _numbers(series),
        "text": [point.text for point in series.points],
        "textposition": place,
        "textfont": {"color": color, "size": 15, "shadow": looks.HALO},
        "hovertext": [_hover(series, point) for point in series.points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "color": color,
            "symbol": [hollow if point.state in _HOLLOW else symbol for point in series.points],
            "line": {"width": 2.5, "color": color},
        },
    }


def _targets(chart: ChartSpec, series: Series) -> Iterator[Trace]:
    """Yield a bar across each year, and the dotted steps between neighbours, as far into the future as targets go."""
    numbers = _numbers(series)
    stops = {each.at for each in chart.breaks}
    bars: list[float | None] = []
    steps: list[float | None] = []
    for place, value in enumerate(numbers):
        if value is not None:
            bars += [place - years.REACH, value, place + years.REACH, value, None, None]
    for (left, one), (right, two) in pairwise(enumerate(numbers)):
        if one is not None and two is not None and right not in stops:
            steps += [left + years.REACH, one, left + 0.5, one, left + 0.5, two, right - years.REACH, two, None, None]
    if steps:
        yield _path(steps, {"color": looks.INK_2, "width": 1, "dash": "dot"})
    yield _path(bars, {"color": looks.TARGET, "width": 2.5}) | {"name": series.name, "showlegend": True}
    yield {  # lines say nothing under the pointer between their ends: these marks do
        "type": "scatter",
        "mode": "markers",
        "x": list(range(len(numbers))),
        "y": numbers,
        "hovertext": [_hover(series, point) for point in series.points],
        "hoverinfo": "text",
        "marker": {"size": 12, "color": looks.TARGET, "opacity": 0},
        "showlegend": False,
    }


def _columns(chart: ChartSpec, series: Series) -> Trace:
    """Return the columns of one series at their place in the stack; hollow where the value may still change."""
    color = color_of(chart, series)
    left, width = _place_in_year(chart, series)
    hollow = [point.state in _HOLLOW for point in series.points]
    is_stacked = chart.kind == "stacked"
    return {
        "type": "bar",
        "name": series.name,
        "x": list(range(len(series.points))),
        "y": _numbers(series),
        "base": _bases(chart, series),
        "offset": left,
        "width": width,
        "text": [] if is_stacked else [point.text for point in series.points],
        "textposition": "none" if is_stacked else _number_places(chart, series),
        "textangle": 0,
        "constraintext": "none",
        "insidetextanchor": "end",
        "insidetextfont": {"color": [looks.WHITE if color == looks.BAR and not is_hollow else looks.INK for is_hollow in hollow]},
        "cliponaxis": False,
        "hovertext": [_hover(series, point) for point in series.points],
        "hoverinfo": "text",
        "marker": _striped(color, hollow) if is_stacked else _filled(color, hollow),
    }


def _number_places(chart: ChartSpec, series: Series) -> list[str]:
    """Return for each column whether its number stands on it or in it: where a target would run through the number, in it."""
    room = _extent(chart)[0] * _NUMBER_SHARE
    aims = [_numbers(each) for each in chart.series if each.role == "target"]
    crossed = [
        value is not None and value > room and any(aim[tick] is not None and 0 < (aim[tick] or 0) - value < room for aim in aims)
        for tick, value in enumerate(_numbers(series))
    ]
    return ["inside" if is_crossed else "outside" for is_crossed in crossed]


def _filled(color: str, hollow: Sequence[bool]) -> Trace:
    return {
        "color": [looks.WHITE if is_hollow else color for is_hollow in hollow],
        "line": {
            "color": looks.outline(color)["color"] if color in looks.GREYS else color,
            "width": [2 if is_hollow else 1 for is_hollow in hollow],
        },
    }


def _striped(color: str, hollow: Sequence[bool]) -> Trace:
    """Return what tells parts of a stack apart: hollow ones would all look the same, so those that may still change are striped."""
    plain = {"color": color, "line": looks.outline(color)}
    stripes = {"shape": ["/" if is_hollow else "" for is_hollow in hollow], "bgcolor": looks.WHITE, "size": 6, "solidity": 0.6}
    return plain | {"pattern": stripes} if any(hollow) else plain


def color_of(chart: ChartSpec, series: Series) -> str:
    """Return the colour of a column; each stack has a ramp of its own."""
    if chart.kind != "stacked":
        columns = [each for each in chart.series if each.role in ("actual", "part")]
        return (looks.BAR, looks.GREYS[1])[columns.index(series) % 2]
    ramp = looks.RAMPS[_stacks(chart).index(series.stack) % len(looks.RAMPS)]
    return ramp[_of_stack(chart, series.stack).index(series) % len(ramp)]


def _of_stack(chart: ChartSpec, stack: str) -> list[Series]:
    return [each for each in chart.series if each.stack == stack and each.role in ("actual", "part")]


def _stacks(chart: ChartSpec) -> list[str]:
    """Return what stands side by side in a year: the stacks, or without stacks each series."""
    columns = [each for each in chart.series if each.role in ("actual", "part")]
    return list(dict.fromkeys(each.stack if chart.kind == "stacked" else each.name for each in columns))


def _place_in_year(chart: ChartSpec, series: Series) -> tuple[float, float]:
    stacks = _stacks(chart)
    width = 2 * years.REACH / len(stacks)
    place = stacks.index(series.stack if chart.kind == "stacked" else series.name)
    gap = 0.04 if len(stacks) > 1 else 0.1
    return -years.REACH + place * width + gap / 2, width - gap


def _bases(chart: ChartSpec, series: Series) -> list[float]:
    """Return for each tick where the column of this series begins: on those below it, of its own sign."""
    if chart.kind != "stacked" or series.role not in ("actual", "part"):
        return [0.0] * len(series.points)
    bases = []
    stack = _of_stack(chart, series.stack)
    below = [_numbers(each) for each in stack[: stack.index(series)]]
    for tick, value in enumerate(_numbers(series)):
        lower = [number for each in below if (number := each[tick]) is not None and (number < 0) == ((value or 0) < 0)]
        bases.append(sum(lower))
    return bases


def _numbers(series: Series) -> list[float | None]:
    return [None if point.value is None else float(point.value) for point in series.points]


def _hover(series: Series, point: Point) -> str:
    state = f"（{point.state.label}）" if point.state in _HOLLOW else ""
    return f"{series.name} {point.text}{state}"


def _breaks(chart: ChartSpec) -> Iterator[Trace]:
    for each in chart.breaks:
        edge = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        if each.is_light:
            line = {"color": looks.INK_2, "width": 1, "dash": "dash"}
            yield edge | {"type": "line", "x0": each.at - 0.5, "x1": each.at - 0.5, "line": line}
        else:
            band = {"type": "rect", "x0": each.at - 0.62, "x1": each.at - 0.38, "fillcolor": looks.BREAK_FILL}
            yield edge | band | {"line": {"color": looks.INK_2, "width": 1}}


def _notes(chart: ChartSpec) -> Iterator[Trace]:
    plain = {"showarrow": False, "font": {"size": looks.SIZE, "color": looks.INK}}
    for each in chart.breaks:
        upright = {"xref": "x", "yref": "paper", "x": each.at - 0.5, "y": 0.5, "textangle": -90}
        yield plain | upright | {"text": each.text} | ({"bgcolor": looks.WHITE} if each.is_light else {})


def _over_columns(chart: ChartSpec) -> Iterator[Trace]:
    """Yield the numbers of a line that crosses columns, each on white: no halo makes them legible on every shade."""
    plain = {"showarrow": False, "font": {"size": looks.SIZE, "color": looks.INK}, "bgcolor": looks.WHITE, "borderpad": 1, "yshift": 18}
    crossing = [series for series in chart.series if series.role == "line" and chart.kind == "stacked"]
    for series in crossing:
        for place, point in enumerate(series.points):
            if point.value is not None:
                yield plain | {"xref": "x", "yref": "y", "x": place, "y": float(point.value), "text": point.text}
