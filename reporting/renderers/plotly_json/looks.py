"""Colours and lines of every chart. The values are the tokens of static/css/tokens.css and the ramps of the Digital Agency's guidebook.

Light steps do not reach 3:1 on white: every part is outlined in the first of its ramp.
"""

from typing import Any

INK, INK_2, GRID, WHITE = "#1a1a1a", "#4d4d4d", "#e6e6e6", "#ffffff"
ACTUAL, BAR, TARGET, LINE = "#0017c1", "#3460fb", "#1a1a1a", "#1a1a1a"
BREAK_FILL, TODAY = "#f2f2f2", "#ce0000"
# One hue in steps for the first stack, grey in steps for the second: never a rainbow. Neighbours differ in lightness, for print in grey.
BLUES = ("#0017c1", "#7096f8", "#000071", "#c5d7fb", "#3460fb", "#e8f1fe", "#9db7f9")
GREYS = ("#4d4d4d", "#b3b3b3", "#1a1a1a", "#cccccc", "#767676", "#f2f2f2", "#999999")
RAMPS = (BLUES, GREYS)
FONT = '"Noto Sans JP", "Noto Sans CJK JP", "BIZ UDPGothic", "Yu Gothic UI", "Hiragino Sans", Meiryo, sans-serif'
SIZE = 14
HALO = "0 0 3px #ffffff, 0 0 3px #ffffff, 0 0 3px #ffffff"  # numbers stay legible where they lie on a column


def layout(*, height: int, min_width: int, **more: Any) -> dict[str, Any]:
    """Return what every chart shares. height, min_width: px."""
    return {
        "height": height,
        "meta": {"min_width": min_width},
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT, "size": SIZE, "color": INK}, "bgcolor": WHITE, "bordercolor": INK_2},
        "showlegend": False,  # it stands in the page; only a saved picture has its own
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        **more,
    }


def outline(color: str) -> dict[str, Any]:
    """Return the line round a part of a stack: its own hue, dark enough to be seen on white."""
    return {"color": GREYS[0] if color in GREYS else BLUES[0], "width": 1}
