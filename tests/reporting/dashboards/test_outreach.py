"""広報・人材育成: every number of the paper on the page, what is not counted, and no event read."""

import csv
import io
import re

import pytest
from django.test import Client

from outreach.models import Event
from tests.conftest import World
from tests.outreach.factories import make_activity, make_metric
from tests.reporting import grids

URL = "/overview/outreach/?on=2026-02-10"


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def file(reader: Client, name: str) -> list[list[str]]:
    content = reader.get(f"{URL}&csv={name}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    width = max(map(len, rows))
    return [row for row in rows if len(row) == width]


@pytest.mark.usefixtures("loaded")
def test_every_number_of_the_paper_stands_in_the_file_of_all(reader: Client) -> None:
    _head, *rows = file(reader, "outreach-metrics")
    printed: dict[str, list[str]] = {}
    for _section, label, _period, value, unit, measure in grids.paper("2026-4-2-outreach")[1:]:
        printed.setdefault(f"{label} {measure}", []).append(value + unit)

    assert [row[3:] for row in rows] == list(printed.values())


@pytest.mark.usefixtures("loaded")
def test_page_has_a_chart_for_every_row_of_the_paper_under_its_heading(reader: Client) -> None:
    page = reader.get(URL).content.decode()
    rows = {(label, measure) for _section, label, _period, _value, _unit, measure in grids.paper("2026-4-2-outreach")[1:]}

    assert len(re.findall(r'data-chart="[a-z-]+-(?:count|people)"', page)) == len(rows) == 11
    assert re.findall(r'<h2 id="field-[a-z]+">([^<]+)</h2>', page) == ["知財管理", "事業化支援", "業界関係者や市民への広報活動"]
    assert "R4～R7に実績のある8項目です。R7.12末の値は年度途中のため、前の年度とそのまま比べられません。" in text_of(page)


@pytest.mark.usefixtures("loaded")
def test_file_of_a_chart_has_its_years_and_total(reader: Client) -> None:
    assert [row[1] for row in file(reader, "visits-people")[-5:]] == ["2,410", "2,585", "2,776", "1,087", "8,858"]


@pytest.mark.usefixtures("loaded")
def test_what_is_not_counted_each_year_stands_in_a_table(reader: Client) -> None:
    page = reader.get(URL).content.decode()
    described = {row[0]: row[1:] for row in file(reader, "activities")}

    for row in grids.paper("2026-4-4-lists"):
        if row[0] == "training":
            assert row[2] in page
        if row[0] == "school_programme" and row[10]:
            assert described[row[2]][1] == f"{row[10]}名"
    assert described["高津高校"] == ["普通科1年生", "280名", "「ともに学ぶケア講座」", "全5回"]
    assert "戦略的広報活動" not in described  # a heading of metrics alone


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("query", ["", "&period=plan-3", "&period=plan-4", "&page=2"])
def test_page_takes_twelve_queries(reader: Client, django_assert_max_num_queries, query: str) -> None:
    with django_assert_max_num_queries(12):
        assert reader.get(URL + query).status_code == 200


@pytest.mark.usefixtures("loaded")
def test_page_reads_no_event(reader: Client, django_assert_max_num_queries) -> None:
    activity = make_activity("many", order=900)
    Event.objects.bulk_create(Event(code=f"many-{number}", name="催し", kind="visit", activity=activity) for number in range(300))

    with django_assert_max_num_queries(12) as queries:
        reader.get(URL)

    assert not any("outreach_event" in query["sql"] for query in queries.captured_queries)


@pytest.mark.usefixtures("loaded")
def test_period_without_values_says_why_and_draws_nothing(reader: Client) -> None:
    page = reader.get(f"{URL}&period=plan-4").content.decode()

    assert "R8～R11の実績は、この時点では登録されていません。" in page
    assert "data-chart" not in page
    assert "plotly.min" not in page


@pytest.mark.usefixtures("loaded")
def test_metric_without_values_is_named(reader: Client) -> None:
    make_metric("new", order=900, name="新しい項目")

    assert "R4～R7の値が登録されていない項目：新しい項目" in text_of(reader.get(URL).content.decode())


@pytest.mark.usefixtures("loaded")
def test_filter_that_cannot_be_read_keeps_the_page(reader: Client) -> None:
    answer = reader.get("/overview/outreach/?on=2026-02-30&period=none")

    assert answer.status_code == 400
    assert "aria-invalid" in answer.content.decode()


def test_page_without_anything_says_what_to_do(reader: Client) -> None:
    answer = reader.get("/overview/outreach/")
    said = text_of(answer.content.decode())

    assert answer.status_code == 200
    assert "この時点では、年度ごとに数える項目が登録されていません。" in said
    assert "計画期間を変えるか、取組を台帳に登録してください。" in said


@pytest.mark.usefixtures("loaded")
def test_english_page_marks_japanese_content(reader: Client) -> None:
    reader.cookies["django_language"] = "en"

    page = reader.get(URL).content.decode()

    assert '<html lang="en">' in page
    assert re.search(r'<tbody lang="ja">', page)


@pytest.mark.usefixtures("loaded")
def test_activities_stand_under_the_plan_their_paper_was_written_in(reader: Client) -> None:
    earlier, later = (reader.get(f"{URL}&period={plan}").content.decode() for plan in ("plan-3", "plan-4"))

    assert 'id="activities-table"' in earlier
    assert 'id="activities-table"' not in later
    assert "R8～R11の取組は、この時点では登録されていません。" in text_of(later)
