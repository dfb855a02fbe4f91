"""Metrics, activities and events: how many queries they take, and under which words their figures go on."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Max

from ledger.models import SourceDocument
from ledger.queries import Known, known
from outreach.models import Event, Listed
from outreach.queries import counted_figures, outreach_figures
from tests.outreach.factories import figure, make_activity, make_metric
from tests.reporting import grids

ON = date(2026, 2, 10)
NOTHING = Known(on=ON, figures=())


@pytest.mark.parametrize("rows", [0, 1, 1_000])
def test_everything_takes_two_queries(db, django_assert_num_queries, rows: int) -> None:
    metric, activity = make_metric(), make_activity()
    Listed.objects.bulk_create(Listed(metric=metric, order=number, name=f"学校{number}") for number in range(rows))
    Event.objects.bulk_create(
        Event(code=f"e{number}", name=f"催し{number}", kind="visit", metric=metric, activity=activity) for number in range(rows)
    )
    counted = (Event(code=f"m{number}", name="視察", kind="visit", metric=metric) for number in range(rows))
    Event.objects.bulk_create(counted)  # events of a metric stand in no list
    with django_assert_num_queries(2):
        figures = outreach_figures(NOTHING)

    assert (len(figures.metrics), len(figures.metrics[0].listed), len(figures.activities[0].events)) == (1, rows, rows)


def test_without_events_all_else_is_the_same(db, django_assert_num_queries) -> None:
    make_metric()
    Event.objects.create(code="event", name="催し", kind="visit", activity=make_activity(order=2))
    whole = outreach_figures(Known(on=ON, figures=(figure(),)))

    with django_assert_num_queries(2):
        counted = counted_figures(Known(on=ON, figures=(figure(),)))

    assert (counted.metrics, counted.known.figures) == (whole.metrics, whole.known.figures)
    assert [replace(line, events=()) for line in whole.activities] == list(counted.activities)


def test_names_keep_the_order_of_the_paper(loaded) -> None:
    printed: dict[str, list[str]] = {"intern_country": [], "visiting_school": []}
    for kind, _order, name, *_rest in grids.paper("2026-4-4-lists"):
        printed.get(kind, []).append(name)

    metrics = {line.code: line for line in outreach_figures(known(on=ON)).metrics}

    assert list(metrics["interns"].listed) == printed["intern_country"]
    assert list(metrics["pupil-visits"].listed) == printed["visiting_school"]
    assert (metrics["interns"].is_open_list, metrics["pupil-visits"].is_open_list) == (False, True)


def test_schools_that_visited_are_organizations(loaded) -> None:
    """A school is found under its own page, whatever list it stands in."""
    assert Listed.objects.filter(metric__code="pupil-visits").aggregate(last=Max("order")) == {"last": 15}
    assert not Listed.objects.filter(metric__code="pupil-visits", organization=None).exists()


def test_figures_go_by_heading_and_metric(loaded) -> None:
    words = {figure.item_code: (figure.group, figure.item_label) for figure in outreach_figures(known(on=ON)).known.figures}

    assert words["outreach-ip-matching"] == ("知財管理", "知財のマッチング支援")
    assert words["outreach-pupil-visits"] == ("業界関係者や市民への広報活動", "うち児童・学生のiCONM訪問")
    assert words["outreach-programme-takatsu"] == ("業界関係者や市民への広報活動", "高校生プログラム 高津高校")


def test_figures_of_other_datasets_stay_out(db) -> None:
    make_metric()
    everything = Known(on=ON, figures=(figure(), figure(dataset="kpi", item_code="kpi-media")))

    assert [figure.item_code for figure in outreach_figures(everything).known.figures] == ["outreach-visits"]


def test_totals_over_other_years_are_left_out(db) -> None:
    figures = outreach_figures(Known(on=ON, figures=(figure(), figure(value=9, period_end=2025))))

    assert [figure.value for figure in figures.of_years(2022, 2024).figures] == [5]
    assert [figure.value for figure in figures.of_years(2022, 2025).figures] == [5, 9]


def test_what_no_paper_has_printed_yet_is_left_out(db) -> None:
    paper = SourceDocument.objects.create(code="paper", name="資料", body="本部", dated_on=ON)
    make_metric(document=paper)
    make_activity(code="printed", document=paper)
    entered = make_activity(code="entered", order=2)
    Event.objects.create(code="event", name="催し", kind="visit", activity=entered, document=paper)
    counted = make_metric("counted", order=3)
    Listed.objects.create(metric=counted, order=1, name="後の学校", document=paper)
    Listed.objects.create(metric=counted, order=2, name="学校")

    before, after = (outreach_figures(Known(on=day, figures=())) for day in (date(2026, 2, 9), ON))

    assert [(line.code, line.listed) for line in before.metrics] == [("counted", ("学校",))]
    assert [(line.code, line.listed) for line in after.metrics] == [("counted", ("後の学校", "学校")), ("visits", ())]
    assert [(line.code, len(line.events)) for line in before.activities] == [("entered", 0)]
    assert {line.code: len(line.events) for line in after.activities} == {"printed": 0, "entered": 1}


def test_known_events_of_the_paper(loaded) -> None:
    events = {event.name: event for line in outreach_figures(known(on=ON)).activities for event in line.events}

    assert events["夏の科学イベント"].note == "市制100周年ポスターに採用"
    assert (events["CHANGEシンポジウム"].year, events["CHANGEシンポジウム"].month) == (None, None)
