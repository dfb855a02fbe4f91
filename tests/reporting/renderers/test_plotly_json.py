"""Charts as plotly.js gets them: accepted by plotly's own schema, every number at its place, unsure values drawn otherwise."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import plotly.graph_objects
import pytest

from iconm import gallery_charts as gallery
from iconm.lib.chart import Chart, ChartSpec, Point, Series, Tick
from iconm.lib.choices import State
from iconm.templatetags.charts import chart_data
from reporting.renderers.plotly_json import plotly_figure
from reporting.renderers.plotly_json.legend import legend


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in figure["data"] if each.get("name") == name)


@pytest.mark.parametrize("chart", gallery.CHARTS, ids=lambda chart: chart.name)
def test_plotly_accepts_every_kind(chart: Chart) -> None:
    figure = plotly_figure(chart)

    plotly.graph_objects.Figure(figure)  # raises for any property it does not know
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert figure["layout"]["meta"]["unit"] == chart.unit


def test_line_stops_where_the_definition_changed() -> None:
    figure = plotly_figure(gallery.LINE)
    solid, dotted = (each for each in figure["data"] if each.get("line", {}).get("color") == "#0017c1")

    assert solid["x"] == [0, 1, None, 1, 2, None]
    assert solid["y"] == [8.0, 13.0, None, 13.0, 10.0, None]
    assert (dotted["x"], dotted["y"]) == ([2, 3, None], [10.0, 12.0, None])  # and none from 3 to 4, where it breaks


def test_part_year_marks_are_hollow() -> None:
    marks = trace(plotly_figure(gallery.LINE), "実績")

    assert marks["y"] == [8.0, 13.0, 10.0, 12.0, 4.0, None, None]
    assert marks["marker"]["symbol"] == ["circle", "circle", "circle", "circle-open", "circle-open", "circle", "circle"]


def test_words_under_a_year_go_on_below_and_brackets_give_way() -> None:
    plain = gallery.LINE
    first, *rest = plain.axis
    long = msgspec.structs.replace(plain, axis=(Tick(label=first.label, below="Still to come"), *rest))
    before, after = (plotly_figure(chart)["layout"] for chart in (plain, long))

    assert after["xaxis"]["ticktext"][0] == f"{first.label}<br>Still to<br>come"
    assert after["height"] - before["height"] == after["margin"]["b"] - before["margin"]["b"] == 17
    assert len(plain.spans) > 0
    assert [shape["path"] for shape in after["shapes"] if "path" in shape] != [
        shape["path"] for shape in before["shapes"] if "path" in shape
    ]


def test_days_side_by_side_have_room() -> None:
    year, day = Tick(label="R6", below="(2024)"), Tick(label="R7", below="R7.12末")
    alone, beside = (
        plotly_figure(msgspec.structs.replace(gallery.LINE, axis=axis, series=(), breaks=(), spans=()))["layout"]["meta"]["min_width"]
        for axis in ((year, day, year), (year, day, day))
    )

    assert beside > alone


def test_legend_of_a_saved_picture_shows_the_sign_of_final_values() -> None:
    """plotly takes the first mark of a trace, here the hollow one of a part-year value."""
    part, final = (Point(value=Decimal(1), state=state, text="1") for state in (State.INTERIM, State.FINAL))
    for chart in (gallery.LINE, gallery.STACKED):
        series = msgspec.structs.replace(chart.series[0], points=(part, *[final] * (len(chart.axis) - 1)))
        figure = plotly_figure(msgspec.structs.replace(chart, series=(series,)))
        sign, real = [each for each in figure["data"] if each.get("name") == series.name]

        assert sign["x"] == sign["y"] == [None]
        assert real["showlegend"] is False
        assert "circle-open" not in str(sign["marker"]) and "'/'" not in str(sign["marker"]) and "[" not in str(sign["marker"])


def test_targets_reach_across_their_year_into_the_future() -> None:
    target = trace(plotly_figure(gallery.LINE), "目標")

    assert target["x"][:3] == [0.6, 1.4, None]
    assert [value for value in target["y"] if value is not None] == [5.0, 5.0, 10.0, 10.0, 20.0, 20.0, 4.0, 4.0, 4.0, 4.0]


def test_axis_begins_at_zero() -> None:
    lowest, highest = plotly_figure(gallery.LINE)["layout"]["yaxis"]["range"]

    assert lowest == 0
    assert highest == pytest.approx(23)  # 15 % above the highest target of 20


def test_parts_stand_on_each_other_and_stacks_side_by_side() -> None:
    figure = plotly_figure(gallery.STACKED)
    subsidy, fee, wages = (trace(figure, name) for name in ("補助金", "負担金", "人件費"))

    assert subsidy["base"] == [0.0, 0.0, 0.0]
    assert fee["base"] == [400.0, 420.0, 430.0]
    assert wages["base"] == [0.0, 0.0, 0.0]
    assert subsidy["offset"] == fee["offset"] < 0 < wages["offset"]
    assert subsidy["marker"]["pattern"]["shape"] == ["", "", "/"]  # the last year may still change


def test_negative_parts_hang_below_zero() -> None:
    series = gallery.STACKED.series[0]
    below = msgspec.structs.replace(
        series, points=tuple(msgspec.structs.replace(point, value=-point.value) for point in series.points if point.value)
    )
    figure = plotly_figure(msgspec.structs.replace(gallery.STACKED, series=(below, *gallery.STACKED.series[1:])))

    assert trace(figure, "負担金")["base"] == [0.0, 0.0, 0.0]
    assert figure["layout"]["yaxis"]["range"][0] == pytest.approx(-516)  # 20 % below −430: room for a number


def test_flows_keep_their_values_and_pass_through_the_pool() -> None:
    (sankey,) = plotly_figure(gallery.FLOW)["data"]

    assert list(zip(sankey["link"]["source"], sankey["link"]["target"], sankey["link"]["value"], strict=True)) == [
        (0, 2, 400.0),
        (1, 2, 130.0),
        (2, 3, 300.0),
        (2, 4, 230.0),
    ]


def test_timeline_ends_on_the_last_day() -> None:
    bar = next(each for each in plotly_figure(gallery.TIMELINE)["data"] if each["marker"]["color"] == "#0017c1" and each["type"] == "bar")

    # 2020-10-01 to 2022-03-31, both inclusive: 92 days of 2020, 365 of 2021, 90 of 2022
    assert (bar["base"], bar["x"]) == (["2020-10-01"], [547 * 86_400_000])


def test_timeline_names_each_group_above_its_lanes() -> None:
    figure = plotly_figure(gallery.TIMELINE)

    assert figure["layout"]["yaxis"]["ticktext"] == ["■ 協定", "見本の協定", "■ 事業", "見本の事業", "■ 経過", "見本の経過"]
    assert [row for each in figure["data"] for row in each["y"]] == [1, 3, 5, 5]


def test_timeline_shows_what_goes_on_beyond_its_end() -> None:
    lasting = msgspec.structs.replace(gallery.TIMELINE.bars[1], end=date(2030, 3, 31))
    figure = plotly_figure(msgspec.structs.replace(gallery.TIMELINE, bars=(lasting,)))

    assert figure["data"][0]["text"] == ["→"]


def test_timeline_breaks_and_cuts_long_names() -> None:
    lane = msgspec.structs.replace(gallery.TIMELINE.lanes[0], name="名" * 30)
    figure = plotly_figure(msgspec.structs.replace(gallery.TIMELINE, lanes=(lane, *gallery.TIMELINE.lanes[1:])))

    assert figure["layout"]["yaxis"]["ticktext"][1] == "名" * 14 + "<br>" + "名" * 13 + "…"


def test_legend_names_each_sign_once_and_the_unsure_ones() -> None:
    assert [(entry.name, entry.shape) for entry in legend(gallery.LINE)] == [
        ("実績", "dot"),
        ("目標", "line"),
        ("年度末の見通し", "square"),
        ("", "ring"),
    ]
    assert [entry.shape for entry in legend(gallery.STACKED)] == ["bar", "bar", "bar", "bar", "dot", "striped"]
    assert len({entry.color for entry in legend(gallery.STACKED)[:4]}) == 4
    assert legend(gallery.FLOW) == []


def test_what_a_title_holds_cannot_end_the_script() -> None:
    chart = msgspec.structs.replace(
        gallery.FLOW, nodes=(msgspec.structs.replace(gallery.FLOW.nodes[0], name="</script><b>"), *gallery.FLOW.nodes[1:])
    )

    data = chart_data(chart)

    assert data.count("<") == 2
    assert json.loads(data.removeprefix('<script type="application/json">').removesuffix("</script>")) == plotly_figure(chart)


def test_numbers_of_a_line_across_columns_stand_on_white() -> None:
    figure = plotly_figure(gallery.STACKED)

    assert trace(figure, "繰越")["mode"] == "markers"
    assert [(each["text"], each["bgcolor"]) for each in figure["layout"]["annotations"]] == [
        ("50", "#ffffff"),
        ("50", "#ffffff"),
        ("40", "#ffffff"),
    ]


def test_nodes_of_a_flow_bear_their_numbers() -> None:
    nodes = tuple(msgspec.structs.replace(node, text="530千円") for node in gallery.FLOW.nodes[1:4])
    (sankey,) = plotly_figure(msgspec.structs.replace(gallery.FLOW, nodes=(gallery.FLOW.nodes[0], *nodes, gallery.FLOW.nodes[4])))["data"]

    # on one line a name and its number would reach the next column on a phone
    assert sankey["node"]["label"] == ["補助金", "負担金<br>530千円", "収入計<br>530千円", "研究<br>530千円", "施設"]


def test_number_a_target_would_run_through_stands_in_its_column() -> None:
    aims = Series(name="目標", points=tuple(Point(value=Decimal(value)) for value in (21, 10, 40)), role="target")
    bars = Series(name="実績", points=tuple(Point(value=Decimal(20), text="20") for _year in range(3)))
    chart = ChartSpec(
        name="bars",
        title="",
        kind="column",
        axis=tuple(Tick(label=year) for year in ("R1", "R2", "R3")),
        series=(bars, aims),
        table=gallery.LINE.table,
    )

    shown = trace(plotly_figure(chart), "実績")

    assert shown["textposition"] == ["inside", "outside", "outside"]
    plotly.graph_objects.Figure(plotly_figure(chart))


def test_small_chart_is_lower() -> None:
    small = plotly_figure(msgspec.structs.replace(gallery.LINE, size="small"))

    assert small["layout"]["height"] < plotly_figure(gallery.LINE)["layout"]["height"]


def test_target_steps_stop_where_the_definition_changed() -> None:
    targets = Series(name="目標", points=gallery.points("5", "5", "4", "4", "4", "4", "4"), role="target")
    chart = msgspec.structs.replace(gallery.LINE, series=(gallery.LINE.series[0], targets))
    steps = next(each for each in plotly_figure(chart)["data"] if each.get("line", {}).get("dash") == "dot" and each["line"]["width"] == 1)

    assert 3.4 not in steps["x"]  # the bar of the last year before the break ends there, and no step leaves it
    assert 4.4 in steps["x"]


def test_names_are_never_markup() -> None:
    named = msgspec.structs.replace(gallery.FLOW.nodes[0], name='<a href="https://example.org">名</a>')
    figure = plotly_figure(msgspec.structs.replace(gallery.FLOW, nodes=(named, *gallery.FLOW.nodes[1:])))

    assert figure["data"][0]["node"]["label"][0].startswith('&lt;a href="https://example.org"&gt;名')
    assert figure["data"][0]["link"]["hovertemplate"].endswith("<extra></extra>")


def test_ticks_below_zero_bear_the_sign_of_the_numbers() -> None:
    figure = plotly_figure(columns(Decimal(23789), Decimal(-57547)))
    axis = figure["layout"]["yaxis"]

    assert axis["tickvals"] == [-60000, -40000, -20000, 0, 20000]
    assert axis["ticktext"] == ["△60,000", "△40,000", "△20,000", "0", "20,000"]
    plotly.graph_objects.Figure(figure)


def test_ticks_without_negative_numbers_are_plotlys() -> None:
    assert "tickvals" not in plotly_figure(columns(Decimal(5)))["layout"]["yaxis"]


def columns(*values: Decimal) -> ChartSpec:
    points = tuple(Point(value=value, text=str(value)) for value in values)
    axis = tuple(Tick(label=str(place)) for place in range(len(values)))
    table = gallery.LINE.table
    return ChartSpec(name="c", title="c", table=table, kind="column", axis=axis, series=(Series(name="s", points=points),))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Crafton Biotechnology(株)", "Crafton Biotechnology(株)"),
        ("A Very Long Crafton Biotechnology Company", "A Very Long Crafton<br>Biotechnology Company"),
        ("ソニア・セラピューティクス(株)", "ソニア・セラピューティクス<br>(株)"),
        ("国際科学イノベーション拠点整備事業", "国際科学イノベーション拠点整<br>備事業"),
        ("あ" * 40, f"{'あ' * 14}<br>{'あ' * 13}…"),
    ],
)
def test_names_of_lanes_break_between_words(name: str, shown: str) -> None:
    lane = msgspec.structs.replace(gallery.TIMELINE.lanes[0], name=name, group="")
    chart = msgspec.structs.replace(gallery.TIMELINE, lanes=(lane,), bars=(), marks=())

    assert plotly_figure(chart)["layout"]["yaxis"]["ticktext"] == [shown]


def test_bar_without_a_registered_end_says_so() -> None:
    bar = msgspec.structs.replace(gallery.TIMELINE.bars[0], role="unknown")
    drawn, *_rest = plotly_figure(msgspec.structs.replace(gallery.TIMELINE, bars=(bar,)))["data"]

    assert drawn["text"] == ["→？"]
    assert drawn["width"] == [0.75]  # plotly would fill the room of lanes without a bar of this kind


def test_sign_of_values_that_may_change_is_offered_to_the_saved_picture() -> None:
    figure = plotly_figure(gallery.STACKED)
    (sign,) = figure["layout"]["meta"]["changing"]

    assert sign["marker"]["pattern"]["shape"] == "/"
    assert sign["x"] == sign["y"] == [None]  # for the legend alone
    plotly.graph_objects.Figure({"data": [sign], "layout": {}})
    assert plotly_figure(gallery.FLOW)["layout"]["meta"]["changing"] == []


def test_each_column_that_may_change_has_its_sign() -> None:
    """Beside blue columns grey ones are hollow in their own outline."""
    points = (Point(value=Decimal(1), state=State.INTERIM, text="1"),)
    series = tuple(Series(name=name, points=points) for name in ("実績", "台帳"))
    chart = msgspec.structs.replace(columns(Decimal(1)), series=series)

    assert [entry.name for entry in legend(chart)] == ["実績", "台帳", "実績（年度途中・見込）", "台帳（年度途中・見込）"]
    assert [entry.shape for entry in legend(chart)] == ["bar", "bar", "hollow", "hollow"]
