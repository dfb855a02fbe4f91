"""The companies' lives and the members over time, against the paper and for what it does not have yet."""

from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects
import pytest

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from ledger.models import Item
from ledger.queries import Known, known
from programs.models import Organization
from reporting.renderers.plotly_json import plotly_figure
from tests.reporting import grids
from tests.ventures.factories import make_consortium, make_tier, make_venture
from ventures.charts import companies_timeline, members_chart
from ventures.queries import Company, ConsortiumFigures, consortium_figures, venture_figures

ON = date(2026, 2, 10)
NOTHING = Known(on=ON, figures=())


def timeline_of(companies: tuple[Company, ...]) -> Any:
    chart = companies_timeline(companies, companies, name="companies", on=ON)
    assert chart
    return chart


def counted(tier: str, number: int, day: date, **fields: Any) -> Figure:
    defaults = {"dataset": "ventures", "item_code": tier, "item_label": tier, "measure": "count", "basis": "actual", "unit": "者"}
    return Figure(**defaults | {"fiscal_year": int(FiscalYear.containing(day)), "as_of": day, "value": Decimal(number)} | fields)


@pytest.fixture
def consortium(db: None) -> None:
    own = make_consortium()
    for order, code in enumerate(("corporate", "associate")):
        item = Item.objects.create(code=code, dataset="ventures", name=code, unit="者", kind="stock")
        make_tier(own, code, order=order, name={"corporate": "企業会員", "associate": "准会員"}[code], item=item)


def members(*figures: Figure) -> tuple[ConsortiumFigures, Any]:
    found = consortium_figures(Known(on=ON, figures=figures))
    return found, members_chart(found, found.consortia["care"], name="members")


def test_every_company_of_the_paper_has_a_lane_from_its_year(loaded) -> None:
    chart = timeline_of(venture_figures(known(on=ON)).companies)
    paper = grids.paper("2026-3-1-ventures")[1:]

    assert [lane.name.removesuffix("（吸収合併）") for lane in chart.lanes] == [row[0] for row in paper]
    assert [bar.start for bar in chart.bars] == [FiscalYear.parse(row[1]).start for row in paper]
    assert [mark.day for mark in chart.marks] == [bar.start for bar in chart.bars]
    assert chart.title == "H27からR4までに10社が創設され、うち吸収合併1社です。"
    plotly.graph_objects.Figure(plotly_figure(chart))


def test_merger_without_a_day_says_so_and_names_the_successor(loaded) -> None:
    chart = timeline_of(venture_figures(known(on=ON)).companies)
    (ended,) = [bar for bar in chart.bars if bar.end]

    assert (chart.lanes[ended.lane].name, ended.end, ended.role) == ("アキュルナ(株)（吸収合併）", date(2016, 3, 31), "unknown")
    assert "「→？」は、その時期の登録がないため、創設の年度だけを示しているものです。" in chart.notes
    assert chart.notes[0] == "アキュルナ(株)は、ナノキャリア(株)（現NANO MRNA(株)）に吸収合併（時期の登録なし）。"
    assert [cell.text for cell in chart.table.rows[1].cells] == ["H27", "ナノキャリア(株)（現NANO MRNA(株)）に吸収合併", ""]


def test_known_merger_ends_the_bar_and_is_marked(db) -> None:
    successor = Organization.objects.create(code="successor", name="(株)承継", kind="company")
    make_venture(status="merged", merged_into=successor, merged_on=date(2022, 10, 1))
    chart = timeline_of(venture_figures(NOTHING).companies)

    assert [(bar.start, bar.end) for bar in chart.bars] == [(date(2019, 4, 1), date(2022, 10, 1))]
    assert [(mark.day, mark.text) for mark in chart.marks] == [
        (date(2019, 4, 1), "R元創設"),
        (date(2022, 10, 1), "R4.10.1 (株)承継に吸収合併"),
    ]


def test_calendar_year_begins_in_january(db) -> None:
    make_venture(founded_kind="calendar")
    chart = timeline_of(venture_figures(NOTHING).companies)

    assert chart.bars[0].start == date(2019, 1, 1)
    assert chart.notes == ()  # the kind of year is known, and nobody is gone
    assert chart.title == "R元からR元までに1社が創設されました。"


def test_no_company_has_no_timeline() -> None:
    assert companies_timeline((), (), name="companies", on=ON) is None


def test_members_of_the_paper_stand_on_each_other(loaded) -> None:
    figures = consortium_figures(known(on=ON))
    chart = members_chart(figures, figures.consortia["care-design"], name="members")
    assert chart

    assert [(series.name, [point.value for point in series.points]) for series in chart.series] == [
        ("企業会員", [16]),
        ("准会員", [24]),
        ("計", [40]),
    ]
    assert [(tick.label, tick.below) for tick in chart.axis] == [("R7.12末", "(2025年度)")]
    assert chart.title == "会員は、R7.12末で計40者（企業会員16者、准会員24者）です。"
    assert {point.state for series in chart.series for point in series.points} == {State.INTERIM}
    plotly.graph_objects.Figure(plotly_figure(chart))


def test_members_over_time_are_compared_with_the_day_before(consortium) -> None:
    before, after = date(2025, 3, 31), date(2025, 12, 31)
    _figures, chart = members(
        counted("corporate", 10, before), counted("associate", 20, before), counted("corporate", 16, after), counted("associate", 11, after)
    )

    assert [tick.label for tick in chart.axis] == ["R7.3末", "R7.12末"]
    assert [point.value for point in chart.series[-1].points] == [30, 27]
    assert [point.state for point in chart.series[-1].points] == [State.FINAL, State.INTERIM]
    assert chart.title.endswith("前の時点から3者減りました。")


def test_tier_nobody_counted_that_day_leaves_no_total(consortium) -> None:
    first, second = date(2025, 3, 31), date(2025, 12, 31)
    _figures, chart = members(counted("corporate", 10, first), counted("associate", 20, first), counted("corporate", 16, second))

    assert [point.value for point in chart.series[-1].points] == [30, None]
    assert chart.title == "会員は、R7.12末で企業会員16者です。"


def test_nobody_counted_at_all_has_no_chart(consortium) -> None:
    assert members()[1] is None
