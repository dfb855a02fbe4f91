"""ベンチャー・コンソーシアム: foundations by register and indicator, the companies and the consortium against the papers."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import plotly.graph_objects
import pytest
from django.test import Client

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from ledger.queries import Known, known
from reporting.dashboards.pages.ventures import FOUNDED, FoundingYear, founded_chart, founded_sentence, founding_years
from reporting.renderers.plotly_json import plotly_figure
from tests.conftest import World
from tests.reporting import grids
from tests.ventures.factories import make_consortium, make_venture
from ventures.queries import venture_figures

ON = date(2026, 2, 10)
URL = "/overview/ventures/?on=2026-02-10"


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def file(reader: Client, name: str) -> list[list[str]]:
    """Return a chart or table of the page as its file has it, from its heads on."""
    content = reader.get(f"{URL}&csv={name}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    width = max(map(len, rows))
    return [row for row in rows if len(row) == width]


def founded(*figures: Figure) -> tuple[FoundingYear, ...]:
    return founding_years(Known(on=ON, figures=figures), venture_figures(Known(on=ON, figures=())).companies)


def number(value: int, year: int, *, measure: str = "actual", as_of: date | None = None) -> Figure:
    return Figure(
        dataset="kpi",
        item_code=FOUNDED,
        item_label="ベンチャー企業の設立（累計）",
        measure=measure,
        basis="plan" if measure == "target" else "actual",
        unit="社",
        fiscal_year=year,
        as_of=as_of or date(year + 1, 3, 31),
        value=Decimal(value),
    )


@pytest.mark.usefixtures("loaded")
def test_both_counts_and_targets_are_those_of_the_papers() -> None:
    everything = known(on=ON)
    lines = {line.year: line for line in founding_years(everything, venture_figures(everything).companies)}
    years = [grids.paper("2026-3-1-ventures")[row][1] for row in range(1, 11)]
    of_paper = next(row for row in grids.paper("2026-6-2-kpi") if "ベンチャー企業の設立（累計）" in row[1])

    assert list(lines) == list(range(2015, 2030))
    assert [lines[year].registered for year in range(2015, 2023)] == [2, 3, 3, 3, 3, 5, 8, 10]
    assert years.count("H27") == lines[2015].registered
    assert [f"{lines[year].target.value}社" for year in range(2022, 2026)] == of_paper[3:]  # type: ignore[union-attr]  # all are there
    assert [lines[year].actual.value for year in range(2021, 2026)] == [7, 10, 10, 10, 10]  # type: ignore[union-attr]  # as above
    assert [lines[year].target.value for year in range(2026, 2030)] == [12, 13, 14, 15]  # type: ignore[union-attr]  # as above
    assert (lines[2026].registered, lines[2026].actual) == (None, None)  # still to come
    assert [year for year, line in lines.items() if line.difference] == [2021]


@pytest.mark.usefixtures("loaded")
def test_page_says_where_it_stands_and_where_the_counts_differ(reader: Client) -> None:
    said = text_of(reader.get(URL).content.decode())

    assert "ベンチャー企業の設立は、R7.12末で累計10件です。R7の目標11社まであと1社です。" in said
    assert "台帳の企業数と成果指標の実績が一致しない年度：R3（台帳8社、成果指標7社・R3.11末）。" in said
    assert "台帳の創設日は年までのため、年度途中の時点の実績とは一致しないことがあります。" in said
    assert "R7の実績は、単位を「件」として登録されています。" in said
    assert "企業会員は、会費が社員数で異なり、社員数別の会員数が登録されていないため、会費収入を計算できません。" in said


@pytest.mark.usefixtures("loaded")
def test_chosen_period_decides_which_target_is_told(reader: Client) -> None:
    said = text_of(reader.get(f"{URL}&period=plan-4").content.decode())

    assert "台帳に登録された企業は10社です。この計画期間の実績は、まだ登録されていません。" in said


@pytest.mark.usefixtures("loaded")
def test_files_have_the_numbers_of_the_papers(reader: Client) -> None:
    companies = file(reader, "companies")[1:]
    fees = {row[0]: row[1:] for row in file(reader, "members-fees")}

    assert [(row[0], row[2]) for row in companies] == [(row[0], row[2]) for row in grids.paper("2026-3-1-ventures")[1:]]
    assert {row[3] for row in companies} == {"COINS"}
    assert {row[0]: row[5].partition("行の下")[0] for row in companies if row[5]} == {
        "アキュルナ(株)": "資料では吸収合併の記載が(株)イクストリームの"
    }
    assert fees["企業会員"] == ["16者", "36万円/年", "12万円/年", "計算できません"]
    assert fees["准会員"] == ["24者", "無料", "無料", "0万円"]
    assert [row[0] for row in file(reader, "care-sites")[1:]] == [row[1] for row in grids.paper("2026-4-3-consortium") if row[0] == "site"]


@pytest.mark.usefixtures("loaded")
def test_numbers_lead_to_where_they_come_from(reader: Client) -> None:
    page = reader.get(URL).content.decode()

    for text in ("10件", "60億円超", "16者", "24者", "10施設超"):
        assert re.search(rf'class="origin-link" data-origin href="[^"]+">{text}</a>', page), text
    for entry in (row[1] for row in grids.paper("2026-4-3-consortium") if row[0] == "activity"):
        assert entry in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("query", ["", "&period=plan-3", "&period=plan-4", "&page=2"])
def test_page_takes_twelve_queries(reader: Client, django_assert_max_num_queries, query: str) -> None:
    with django_assert_max_num_queries(12):
        assert reader.get(URL + query).status_code == 200


def test_hundred_companies_stand_on_four_pages(reader: Client, django_assert_max_num_queries) -> None:
    for place in range(100):
        make_venture(f"c{place:03}", order=place)

    with django_assert_max_num_queries(12):
        first = reader.get(f"{URL}&page=1").content.decode()
    last = reader.get(f"{URL}&page=4").content.decode()

    assert [f"(株)c{place:03}" in first for place in (0, 24, 25)] == [True, True, False]
    assert [f"(株)c{place:03}" in last for place in (74, 75, 99)] == [False, True, True]
    assert all("100社が創設されました。" in page for page in (first, last))


@pytest.mark.usefixtures("loaded")
def test_filter_that_cannot_be_read_keeps_the_page(reader: Client) -> None:
    answer = reader.get("/overview/ventures/?on=2026-02-30&period=none")

    assert answer.status_code == 400
    assert "aria-invalid" in answer.content.decode()


def test_page_without_anything_says_what_to_do(reader: Client) -> None:
    answer = reader.get("/overview/ventures/")
    said = text_of(answer.content.decode())

    assert answer.status_code == 200
    assert "この時点では、企業も成果指標の値も登録されていません。" in said
    assert "この時点では、コンソーシアムが登録されていません。" in said
    assert "plotly.min" not in answer.content.decode()  # no chart, nothing to load


def test_consortium_nobody_counted_says_so(reader: Client) -> None:
    make_consortium()

    said = text_of(reader.get("/overview/ventures/").content.decode())

    assert "この時点では、会員数が登録されていません。" in said
    assert "この時点では、取組が登録されていません。" in said


def test_running_year_is_hollow_and_the_years_to_come_have_targets_alone(db) -> None:
    make_venture()
    lines = founded(number(1, 2025, as_of=date(2025, 12, 31)), number(3, 2027, measure="target"))
    chart = founded_chart(lines, [], [], range(2025, 2026), name="founded")
    assert chart

    by_name = {series.name: series.points[-3:] for series in chart.series}
    assert [(point.value, point.state) for point in by_name["台帳の企業数（累計）"]] == [
        (1, State.INTERIM),
        (None, State.ABSENT),
        (None, State.ABSENT),
    ]
    assert [point.state for point in by_name["成果指標の実績"]] == [State.INTERIM, State.ABSENT, State.ABSENT]
    assert [point.value for point in by_name["目標"]] == [None, None, 3]
    plotly.graph_objects.Figure(plotly_figure(chart))


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ([number(2, 2024), number(2, 2024, measure="target")], "R7.3末で累計2社となり、R6の目標2社に達しています。"),
        ([number(2, 2024), number(5, 2024, measure="target")], "R7.3末で累計2社となり、R6の目標5社に3社届きませんでした。"),
        ([number(2, 2024)], "R7.3末で累計2社です。"),
        ([], "この計画期間の実績は、まだ登録されていません。"),
    ],
    ids=["reached", "missed", "no-target", "nothing"],
)
def test_sentence_follows_the_numbers(db, figures: list[Figure], said: str) -> None:
    assert founded_sentence(founded(*figures), [], range(2022, 2026)).endswith(said)


def test_nothing_known_has_no_chart(db) -> None:
    assert founded() == ()
    assert founded_chart((), [], [], range(2022, 2026), name="founded") is None


@pytest.mark.usefixtures("loaded")
def test_english_page_marks_japanese_content(reader: Client) -> None:
    reader.cookies["django_language"] = "en"

    assert re.search(r'<span lang="ja">かわさきケアデザインコンソーシアム</span>', reader.get(URL).content.decode())


@pytest.mark.usefixtures("loaded")
def test_number_from_outside_the_plan_says_of_when_it_is(reader: Client) -> None:
    later, now = (text_of(reader.get(f"{URL}&period={plan}").content.decode()) for plan in ("plan-4", "plan-3"))

    assert "最新：R7.12末" in later
    assert "最新：" not in now
