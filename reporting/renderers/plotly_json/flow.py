"""Sankey: flows of money from the left to the right."""

from typing import Any

from iconm.lib.chart import FlowSpec, Node
from iconm.lib.choices import State
from reporting.renderers.plotly_json import looks

_LINK, _EXPECTED = "rgba(52, 96, 251, 0.28)", "rgba(118, 118, 118, 0.28)"
_ROW_PX, _COLUMN_PX = 46, 180


def flow(chart: FlowSpec) -> dict[str, Any]:
    columns = max((node.column for node in chart.nodes), default=0) + 1
    tallest = max((sum(node.column == column for node in chart.nodes) for column in range(columns)), default=1)
    shown = looks.layout(height=max(320, tallest * _ROW_PX + 60), min_width=_COLUMN_PX * columns)
    shown |= {"margin": {"l": 8, "r": 8, "t": 16, "b": 16}}
    return {"data": [_sankey(chart, columns)], "layout": shown}


def _sankey(chart: FlowSpec, columns: int) -> dict[str, Any]:
    groups = list(dict.fromkeys(node.group for node in chart.nodes))
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "textfont": {"color": looks.INK, "size": looks.SIZE},
        "node": {
            "label": [_label(node) for node in chart.nodes],
            "x": [min(max(node.column / max(columns - 1, 1), 0.001), 0.999) for node in chart.nodes],
            "y": _heights(chart, columns),
            "sort": "input",
            "pad": 22,
            "thickness": 16,
            "color": [looks.ACTUAL if groups.index(node.group) % 2 == 0 else looks.INK_2 for node in chart.nodes],
            "line": {"width": 0},
            "hoverinfo": "none",
        },
        "link": {
            "sort": "input",  # else lines cross that need not: plotly sorts them before it places the nodes
            "source": [link.source for link in chart.links],
            "target": [link.target for link in chart.links],
            "value": [float(link.value) for link in chart.links],
            "color": [_EXPECTED if link.state == State.FORECAST else _LINK for link in chart.links],
            "customdata": [f"{chart.nodes[link.source].name} → {chart.nodes[link.target].name} {link.text}" for link in chart.links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }


def _label(node: Node) -> str:
    """Return name and number in two lines: on one they would reach the next column on a phone or on paper."""
    return f"{node.name}<br>{node.text}" if node.text else node.name


def _heights(chart: FlowSpec, columns: int) -> list[float]:
    """Return the middle of each node, 0 at the top: in the order of the chart, each with the room its flows need."""
    through = [_through(chart, place) for place in range(len(chart.nodes))]
    middles = [0.5] * len(chart.nodes)
    by_column = [[place for place, node in enumerate(chart.nodes) if node.column == column] for column in range(columns)]
    most = max((sum(through[place] for place in places) for places in by_column), default=0)
    for places in by_column:
        _spread(places, through, middles, most)
    return [min(max(middle, 0.001), 0.999) for middle in middles]


def _spread(places: list[int], through: list[float], middles: list[float], most: float) -> None:
    share = [0.7 * through[place] / most if most else 0 for place in places]
    gap = (1 - sum(share)) / (len(places) + 1)
    top = gap
    for place, part in zip(places, share, strict=True):
        middles[place] = top + part / 2
        top += part + gap


def _through(chart: FlowSpec, place: int) -> float:
    into = sum(float(link.value) for link in chart.links if link.target == place)
    out = sum(float(link.value) for link in chart.links if link.source == place)
    return max(into, out)
