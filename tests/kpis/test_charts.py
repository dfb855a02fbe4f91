"""The chart of an indicator's life: every number against the papers, breaks and remarks, and the outlook of a running year."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects
import pytest
from msgspec import structs

from iconm.lib.chart import ChartSpec
from iconm.lib.choices import State
from kpis.calculations import year_end_outlook
from kpis.charts import life_chart, trend_text
from kpis.queries.lives import Moment, moments
from kpis.tables.lives import difference
from reporting.renderers.plotly_json import plotly_figure
from tests.kpis.lives import ON, loaded_life, moments_of

PAPERS = Path(__file__).parents[1] / "papers"
EVERY = (
    "trials",
    "licences",
    "patent-applications",
    "research-income",
    "occupancy",
    "media",
    "lecture-satisfaction",
    "ventures",
    "new-companies",
)


def chart_of(code: str, *, plan: str = "", on: date = ON) -> ChartSpec:
    kpis, life = loaded_life(code, on=on)
    return life_chart(moments(kpis, life, kpis.plans.get(plan)), kpis.plans, name="life")


def texts(chart: ChartSpec, place: int) -> list[str]:
    return [point.text for point in chart.series[place].points]


@pytest.mark.parametrize(
    ("value", "months", "decimals", "outlook"),
    [("12", 9, 0, "16"), ("4", 9, 0, "5"), ("1", 8, 0, "2"), ("1.25", 5, 1, "3.0"), ("0", 3, 0, "0")],
)
def test_outlook_is_the_pace_so_far_over_twelve_months(value: str, months: int, decimals: int, outlook: str) -> None:
    assert str(year_end_outlook(Decimal(value), months, decimals)) == outlook


@pytest.mark.parametrize("months", [0, 13])
def test_outlook_of_no_part_of_a_year(months: int) -> None:
    with pytest.raises(ValueError, match="no part of a year"):
        year_end_outlook(Decimal(1), months, 0)


@pytest.mark.usefixtures("loaded")
def test_redefinition_breaks_the_chart() -> None:
    chart = chart_of("basic-patent-applications")

    assert [tick.label for tick in chart.axis] == ["R3", "R4", "R5", "R6", "R7", "R7", "R8", "R9", "R10", "R11"]
    assert [tick.below for tick in chart.axis[:6]] == ["R3.11末", "(2022)", "(2023)", "(2024)", "R7.12末", "R7.12末"]
    assert texts(chart, 0) == ["8", "13", "10", "16", "12", "4", "", "", "", ""]
    assert texts(chart, 1) == ["", "5", "10", "15", "20", "", "4", "4", "4", "4"]
    assert texts(chart, 2) == ["", "", "", "", "16", "", "", "", "", ""]
    assert [point.state for point in chart.series[0].points[:6]] == [
        *(State.INTERIM, State.FINAL, State.FINAL, State.FINAL),
        *(State.INTERIM, State.INTERIM),
    ]
    assert [each.at for each in chart.breaks] == [5]
    assert [(span.first, span.last, span.text) for span in chart.spans] == [
        (1, 4, "総合計画第3期実施計画"),
        (6, 9, "総合計画第4期実施計画"),
    ]
    assert "見通し16件は、R7.12末の12件を月数で延ばした試算（12件÷9か月×12か月）で、実績ではありません。" in chart.notes
    assert not chart.breaks[0].is_light
    assert chart.title == "実績はR4 13件、R5 10件、R6 16件です。R7.12末は12件です。"


@pytest.mark.usefixtures("loaded")
def test_extension_is_a_light_break_and_the_title_ends_before_it() -> None:
    chart = chart_of("lecture-satisfaction")

    assert [(each.at, each.text, each.is_light) for each in chart.breaks] == [(5, "対象拡大", True)]
    assert texts(chart, 0) == ["90", "88", "93", "99", "", "100", "", "", "", ""]
    assert chart.series[0].points[4].state == State.PENDING
    assert [(tick.label, tick.below) for tick in chart.axis[4:6]] == [("R7", "未確定"), ("R7", "R7.12末")]
    assert [series.role for series in chart.series] == ["actual", "target"]
    assert any(note.startswith("対象拡大　R8から") for note in chart.notes)
    assert chart.title == "実績はR4の88%からR6の99%に上がりました。R7は未確定です。"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("code", "drawn"), [("lecture-satisfaction", ("line", "dash")), ("patent-applications", ("rect", None))])
def test_extension_is_drawn_lighter_than_a_redefinition(code: str, drawn: tuple[str, str | None]) -> None:
    shapes = plotly_figure(chart_of(code))["layout"]["shapes"]

    assert [(shape["type"], shape["line"].get("dash")) for shape in shapes if shape["type"] != "path"] == [drawn]


@pytest.mark.usefixtures("loaded")
def test_annual_counts_have_an_outlook_for_the_running_year_alone() -> None:
    chart = chart_of("media")

    assert [text for text in texts(chart, 2) if text] == ["363"]
    assert chart.series[2].points[4].text == "363"


@pytest.mark.usefixtures("loaded")
def test_money_is_not_stretched_over_the_year() -> None:
    """439,452千円 at the end of December would make 585,936; the paper itself expects 436,702 of the whole year."""
    chart = chart_of("research-income")

    assert [series.role for series in chart.series] == ["actual", "target"]
    assert not [note for note in chart.notes if "見通し" in note]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "comes_to"),
    [("trials", "15"), ("licences", "22"), ("ventures", "10")],  # 14 + 1 ÷ 9 × 12, 19 + 2 ÷ 9 × 12, 10 + 0
)
def test_cumulative_counts_go_on_from_the_year_before(code: str, comes_to: str) -> None:
    chart = chart_of(code)

    assert [point.value for point in chart.series[2].points if point.value is not None] == [Decimal(comes_to)]
    assert any(note.startswith(f"見通し{comes_to}件は、R6の") for note in chart.notes)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("code", ["occupancy", "new-companies", "lecture-satisfaction"])
def test_no_outlook_for_what_does_not_add_up_over_a_year_or_has_no_target(code: str) -> None:
    assert "outlook" not in [series.role for series in chart_of(code).series]


def years_like(values: str, *, unit: str = "件") -> list[Moment]:
    """Return final years from R4 on with these values."""
    first = moments_of("patent-applications")[1]
    assert first.actual
    numbers = enumerate(values.split(), start=first.year)
    return [replace(first, year=year, actual=structs.replace(first.actual, value=Decimal(value), unit=unit)) for year, value in numbers]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("values", "unit", "said"),
    [
        ("13 13 16", "件", "実績はR4の13件からR6の16件に増えました。"),
        ("16 13", "件", "実績はR4の16件からR5の13件に減りました。"),
        ("90 88", "%", "実績はR4の90%からR5の88%に下がりました。"),
        ("13 13 13", "件", "実績はR4もR6も13件です。"),
        ("13 10 13", "件", "実績はR4 13件、R5 10件、R6 13件です。"),
        ("13 10 16 9 20", "件", "実績は上下しながら、R4の13件からR8の20件になりました。"),
        ("13", "件", "実績はR4の13件です。"),
    ],
)
def test_title_hides_no_turn(values: str, unit: str, said: str) -> None:
    assert trend_text(years_like(values, unit=unit)) == said


@pytest.mark.usefixtures("loaded")
def test_expected_baseline_is_hollow_and_said_so() -> None:
    chart = chart_of("research-income")

    assert (chart.series[0].points[0].text, chart.series[0].points[0].state) == ("438,802", State.FORECAST)
    assert chart.axis[0].below == "見込"
    assert "R3は決算見込額です。" in chart.notes
    assert chart.unit == "千円"


def printed() -> list[tuple[str, int, str, str]]:
    """Return wording, year, target and actual of the third plan, and the targets of the fourth, as the papers print them."""
    third = list(csv.reader((PAPERS / "2026-6-2-kpi.csv").read_text(encoding="utf-8").splitlines()))[1:]
    fourth = list(csv.reader((PAPERS / "2026-9-2-kpi.csv").read_text(encoding="utf-8").splitlines()))[1:]
    rows = [
        (target[1], 2022 + place, target[3 + place], actual[3 + place])
        for target, actual in zip(third[::2], third[1::2], strict=True)
        for place in range(4)
    ]
    name = [row[1].replace("<u>", "").replace("</u>", "").removesuffix("※") for row in fourth]
    return rows + [(name[at], 2026 + place, row[3 + place], "") for at, row in enumerate(fourth) for place in range(4)]


@pytest.mark.usefixtures("loaded")
def test_every_number_of_the_charts_is_that_of_the_papers() -> None:
    drawn = {}
    for code in EVERY:
        found = moments_of(code)
        chart = chart_of(code)
        for place, moment in enumerate(found):
            drawn[moment.line.label(), moment.year] = [series.points[place].value for series in (chart.series[1], chart.series[0])]

    for label, year, target, actual in printed():
        assert drawn[label, year] == [number_of(target), number_of(actual)], (label, year)


def number_of(text: str) -> Decimal | None:
    digits = "".join(filter(str.isdigit, text))
    return Decimal(digits) if digits else None


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("code", EVERY)
def test_charts_are_what_plotly_can_draw(code: str) -> None:
    plotly.graph_objects.Figure(plotly_figure(chart_of(code)))


@pytest.mark.usefixtures("loaded")
def test_running_year_of_an_earlier_day_has_its_own_outlook() -> None:
    """In January 2022 there was neither a target for R3 nor an actual of any other year."""
    chart = chart_of("patent-applications", on=date(2022, 1, 27))

    assert texts(chart, 0) == ["8", "", "", "", ""]
    assert len(chart.series) == 2
    assert trend_text(moments_of("patent-applications", on=date(2022, 1, 27))) == "実績はR3.11末の8件です。"


def money_years(*values: tuple[str, str]) -> list[Moment]:
    """Return final years from R4 on with these values and units, each against 1億円."""
    first = moments_of("research-income")[1]
    assert first.actual and first.target
    target = structs.replace(first.target, value=Decimal(1), unit="億円")
    return [
        replace(first, year=year, actual=structs.replace(first.actual, value=Decimal(value), unit=unit), target=target)
        for year, (value, unit) in enumerate(values, start=first.year)
    ]


@pytest.mark.usefixtures("loaded")
def test_money_in_another_unit_is_drawn_and_compared_in_one() -> None:
    kpis, _life = loaded_life("research-income")
    found = money_years(("110000", "千円"), ("1.3", "億円"))
    chart = life_chart(found, kpis.plans, name="life")

    assert [[point.value for point in series.points] for series in chart.series] == [[110000, 130000], [100000, 100000]]
    assert "に増えました" in trend_text(found)
    assert [difference(moment.actual, moment.target) for moment in found] == [Decimal("0.1"), Decimal("0.3")]


@pytest.mark.usefixtures("loaded")
def test_count_among_money_is_a_gap() -> None:
    kpis, _life = loaded_life("research-income")
    found = money_years(("110000", "千円"), ("3", "件"))
    chart = life_chart(found, kpis.plans, name="life")

    assert [(point.value, point.state) for point in chart.series[0].points] == [(110000, State.FINAL), (None, State.NOT_COMPARABLE)]
    assert difference(found[1].actual, found[1].target) is None
