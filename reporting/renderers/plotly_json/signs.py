"""The sign of a series in the legend of a saved picture: plotly takes its first mark, which may be the hollow one of a part-year value."""

from collections.abc import Iterable, Iterator
from typing import Any

from iconm.lib.chart import Series
from iconm.lib.choices import State

_HOLLOW = (State.INTERIM, State.FORECAST)


def named_by_final(series: Series, traces: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the traces of a series; where its first mark is hollow, the legend shows that of its first final value instead."""
    states = [point.state for point in series.points]
    final = next((place for place, state in enumerate(states) if state not in _HOLLOW), 0)
    for trace in traces:
        if final and trace.get("name") and isinstance(trace.get("marker"), dict):
            yield _sign(trace, final)
            yield trace | {"showlegend": False}
        else:
            yield trace


def _sign(trace: dict[str, Any], place: int) -> dict[str, Any]:
    """Return a trace without data, marked as the point at the place."""
    bare = {
        "type": trace["type"],
        "x": [None],
        "y": [None],
        "marker": _at(trace["marker"], place),
        "name": trace["name"],
        "showlegend": True,
    }
    return bare | ({"mode": "markers"} if trace["type"] == "scatter" else {})


def _at(part: Any, place: int) -> Any:
    if isinstance(part, dict):
        return {key: _at(value, place) for key, value in part.items()}
    return part[place] if isinstance(part, list) else part
