"""What a chart says to whoever cannot see it: its numbers, as far as a listener can hold them."""

from iconm import gallery_charts as gallery
from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.chart_text import alt_text


def test_series_are_told_point_by_point_and_gaps_are_left_out() -> None:
    text = alt_text(gallery.LINE)

    assert text.startswith("折れ線グラフ「見本の件数はR3まで目標を達成し、R4からは数え方が変わります」")
    assert "実績：R1 8、R2 13、R3 10、R4 12（年度途中）、R4 4（年度途中）。" in text
    assert "目標：R2 5、R3 10、R4 20、R5 4、R6 4。" in text
    assert text.endswith("同じ数値の表があります。")


def test_a_flow_tells_from_where_to_where() -> None:
    assert "補助金から収入計へ400千円。" in alt_text(gallery.FLOW)


def test_a_timeline_tells_names_and_terms() -> None:
    assert "見本の事業 R2.10～R4.3。" in alt_text(gallery.TIMELINE)


def test_of_a_long_series_only_the_ends_are_told() -> None:
    points = tuple(Point(value=gallery.LINE.series[0].points[0].value, text=str(number)) for number in range(30))
    axis = tuple(Tick(label=f"R{number}") for number in range(30))
    chart = ChartSpec(
        name="long", title="長い", kind="column", axis=axis, series=(Series(name="実績", points=points),), table=gallery.LINE.table
    )

    assert "実績：R0 0、R29 29。" in alt_text(chart)


def test_a_series_without_a_value_says_so() -> None:
    chart = ChartSpec(
        name="none",
        title="空",
        kind="line",
        axis=(Tick(label="R7"),),
        series=(Series(name="実績", points=(Point(),)),),
        table=gallery.LINE.table,
    )

    assert "実績：値なし。" in alt_text(chart)
