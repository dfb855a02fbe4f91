"""Small charts: every column against the paper, what is hollow, and what the words say of the years."""

import re
from datetime import date
from decimal import Decimal

import msgspec
import plotly.graph_objects
import pytest

from iconm.lib.chart import ChartSpec
from iconm.lib.choices import State
from iconm.lib.figure import Figure
from ledger.queries import Known, known
from outreach.charts import metric_charts
from outreach.queries import OutreachFigures, counted_figures
from reporting.renderers.plotly_json import plotly_figure
from tests.outreach.factories import figure, make_metric
from tests.reporting import grids

ON = date(2026, 2, 10)
YEARS = range(2022, 2026)


def charts(figures: OutreachFigures) -> dict[tuple[str, str], ChartSpec]:
    """Return the charts by the label and measure of the paper's table."""
    period = OutreachFigures(known=figures.of_years(2022, 2025), metrics=figures.metrics, activities=figures.activities)
    return {(line.label, chart.name.rsplit("-", 1)[1]): chart for line in period.metrics for chart in metric_charts(period, line, YEARS)}


def drawn(*figures: Figure) -> list[ChartSpec]:
    """Return the charts of the one metric these figures are about."""
    known_figures = counted_figures(Known(on=ON, figures=figures))
    return metric_charts(known_figures, known_figures.metrics[0], YEARS)


def missing(why: str, *, year: int = 2022) -> Figure:
    return msgspec.structs.replace(figure(year=year), value=None, missing=why)


def printed() -> dict[tuple[str, str], dict[str, str]]:
    """Return by label and measure what the paper prints under 計, R4, R5, R6 and R7."""
    table: dict[tuple[str, str], dict[str, str]] = {}
    for _section, label, period, value, _unit, measure in grids.paper("2026-4-2-outreach")[1:]:
        table.setdefault((label, measure), {})[period.removesuffix(".12")] = value
    return table


def test_every_number_of_the_paper_is_a_column(loaded) -> None:
    found = charts(counted_figures(known(on=ON)))

    assert list(found) == list(printed())  # in printed order, the people right after their count
    for key, values in printed().items():
        (series,) = found[key].series
        assert {tick.label: point.text for tick, point in zip(found[key].axis, series.points, strict=True)} == {
            year: value for year, value in values.items() if year != "計"
        }
        assert [point.value for point in series.points] == [Decimal(point.text.replace(",", "")) for point in series.points]


def test_title_states_the_total_of_the_paper(loaded) -> None:
    found = charts(counted_figures(known(on=ON)))

    for key, values in printed().items():
        assert re.search(rf"計{values['計']}[件回名]（R4～R7\.12）", found[key].title), key
    assert found["視察、見学者の受入", "people"].title == "視察、見学者の受入（人数）は計8,858名（R4～R7.12）です。"


def test_running_year_is_hollow_with_its_day(loaded) -> None:
    for chart in charts(counted_figures(known(on=ON))).values():
        assert [point.state for point in chart.series[0].points] == [State.FINAL] * 3 + [State.INTERIM]
        assert [tick.below for tick in chart.axis] == ["(2022)", "(2023)", "(2024)", "R7.12末"]


def test_table_has_the_same_figures_and_the_total(loaded) -> None:
    found = charts(counted_figures(known(on=ON)))

    for key, values in printed().items():
        numbers = [Decimal(values[column].replace(",", "")) for column in ("R4", "R5", "R6", "R7", "計")]
        assert [each.value for each in found[key].table.figures()] == numbers
        assert found[key].notes == ()  # the years come to the printed total


def test_charts_are_accepted_by_plotly_and_small(loaded) -> None:
    for chart in charts(counted_figures(known(on=ON))).values():
        shown = plotly_figure(chart)

        plotly.graph_objects.Figure(shown)
        assert shown["layout"]["height"] < 250
        assert shown["layout"]["yaxis"]["range"][0] == 0


def test_total_that_the_years_do_not_come_to_is_said(db) -> None:
    make_metric()
    years = [figure(value=5, year=year) for year in YEARS]

    (chart,) = drawn(*years, figure(value=21, period_end=2025, as_of=date(2026, 3, 31)))

    assert chart.title == "実績 visitsは計21件（R4～R7）です。"
    assert chart.notes == ("年度の値の合計は20件で、資料の計21件と一致しません。",)


def test_year_without_a_number_is_a_gap_and_no_sum_is_made(db) -> None:
    make_metric()
    (chart,) = drawn(figure(value=5), missing("pending", year=2023), figure(value=0, year=2024), figure(value=9, period_end=2025))

    assert [(point.value, point.state) for point in chart.series[0].points] == [
        (5, State.FINAL),
        (None, State.PENDING),
        (0, State.FINAL),
        (None, State.ABSENT),
    ]
    assert chart.notes == ()


def test_without_a_total_the_title_names_the_latest_year(db) -> None:
    make_metric()

    (chart,) = drawn(figure(value=5), figure(value=7, year=2023))

    assert chart.title == "実績 visitsはR5で7件です。"


def test_number_in_another_unit_is_not_drawn_beside_the_others(db) -> None:
    make_metric()

    (chart,) = drawn(figure(value=5, unit="回"), figure(value=7, year=2023))

    assert [point.value for point in chart.series[0].points] == [None, 7, None, None]
    assert chart.notes == ("単位が異なる年度の値は、図に描かず表に示しています。",)
    assert [each.value for each in chart.table.figures()] == [5, 7]


@pytest.mark.parametrize("figures", [(), (figure(year=2019),), (missing("unknown"),)])
def test_metric_without_any_number_has_no_chart(db, figures: tuple[Figure, ...]) -> None:
    make_metric()

    assert drawn(*figures) == []
