"""収支: the page, its filters and files, and what the city has given in all."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from finance.models import DATASETS
from finance.queries import FinanceFigures, finance_figures
from iconm.lib.table import Table
from ledger.models import Item
from ledger.queries import Known, Scope, known_within
from reporting.dashboards.pages import finance as page
from tests.conftest import World
from tests.ledger import factories
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import from_html, paper

URL = "/overview/finance/?on=2026-02-10"
ON = date(2026, 2, 10)


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def text(reader: Client, url: str = URL) -> str:
    response = reader.get(url)
    assert response.status_code == 200
    return response.content.decode()


def file(reader: Client, name: str, query: str = "") -> Iterator[list[str]]:
    response = reader.get(f"{URL}&csv={name}{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return csv.reader(io.StringIO(response.content.decode("utf-8-sig")))


def known(day: date = ON) -> tuple[FinanceFigures, Known]:
    everything = known_within(Scope(datasets=(*DATASETS, "facility")), on=day)
    return finance_figures(everything), everything


def given(day: date = ON) -> Table:
    return page.given_in_all(*known(day))


def make_many_years() -> None:
    """Give some items of each dataset an amount for each of thirty years before the papers."""
    for dataset in DATASETS:
        revision = factories.make_past(factories.make_sheet(1985, dataset=dataset))
        for item in Item.objects.filter(dataset=dataset)[:3]:
            for year in range(1985, 2015):
                factories.make_value(revision, item, 1000 + year, fiscal_year=year)
        factories.approve_as_history([revision], ON)


@pytest.mark.usefixtures("loaded")
class TestPage:
    def test_statement_is_that_of_the_paper(self, reader: Client) -> None:
        shown = from_html(text(reader).encode(), "収入・支出（決算・見込）")

        # the page says （空欄）, which can be pressed, where the paper leaves a blank
        assert [[cell.replace("（空欄）", "") for cell in row] for row in shown] == paper("2026-5-statement")

    def test_every_section_has_its_chart(self, reader: Client) -> None:
        shown = text(reader)

        for name in (
            "income-expenditure",
            "cost-kinds",
            "balance",
            "money-flow",
            "research-funding",
            "research-coi-next-ceiling",
            "city-coverage",
        ):
            assert shown.count(f'data-chart="{name}"') == 1

    def test_takes_few_queries(self, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        reader.get(URL)

        with django_assert_max_num_queries(12):
            reader.get(URL)

    def test_thirty_more_years_take_no_more_queries(self, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        make_many_years()
        reader.get(URL)

        for query in ("", "&year=1995", "&period=plan-4"):
            with django_assert_max_num_queries(12):
                reader.get(URL + query)

    def test_year_chooses_the_flow(self, reader: Client) -> None:
        shown = list(file(reader, "money-flow", "&year=2023"))

        assert ["インキュベーション・産学融合拠点整備補助金", "収入計", "24,999"] in [row[:3] for row in shown]

    def test_titles_tell_of_the_chosen_year(self, reader: Client) -> None:
        files = reader.get(f"{URL}&year=2024").context["files"]

        assert files["income_expenditure"].what.title.startswith("R6決算は、収入986,367千円に対し支出891,932千円")
        assert files["cost_kinds"].what.title.startswith("人件費はR6決算で")
        assert files["balance"].what.title.startswith("単年度収支は、R6決算で23,789千円です")
        assert files["city_coverage"].what.title.startswith("川崎市負担金はR6決算で130,000千円")
        assert files["research_funding"].what.title.startswith("研究費の獲得はR6で")
        assert [tick.label for tick in files["income_expenditure"].what.axis] == ["R4", "R5", "R6", "R7"]  # all the same drawn

    def test_period_without_a_statement_says_so(self, reader: Client) -> None:
        shown = text(reader, f"{URL}&period=plan-4")

        assert "この計画期間の決算・見込は、この時点では登録されていません。" in shown
        assert 'data-chart="money-flow"' not in shown
        assert 'data-chart="research-coi-next-ceiling"' in shown  # over its whole life, whatever the period

    def test_day_before_the_paper_has_no_figures(self, reader: Client) -> None:
        shown = text(reader, "/overview/finance/?on=2026-02-09")

        assert "研究費は、この時点では登録されていません。" in shown
        assert "市の支援は、この時点では登録されていません。" in shown
        assert "data-chart=" not in shown

    @pytest.mark.parametrize("query", ["on=sometime", "period=plan-99", "year=1900"])
    def test_bad_filter_is_kept_with_its_error(self, reader: Client, query: str) -> None:
        response = reader.get(f"/overview/finance/?{query}")

        assert response.status_code == 400
        assert "error-summary" in response.content.decode()

    def test_chart_as_a_file_is_recorded(self, reader: Client) -> None:
        shown = list(file(reader, "income-expenditure"))

        assert ["川崎市負担金", "130,000", "130,000", "130,000", "130,000"] in shown
        assert Entry.objects.filter(action="reporting.chart.exported").count() == 1

    def test_unknown_file_is_not_found(self, reader: Client) -> None:
        assert reader.get(f"{URL}&csv=nothing").status_code == 404

    def test_proposal_is_never_called_a_budget(self, reader: Client) -> None:
        shown = from_html(text(reader).encode(), "R8(2026)年度の予算")

        assert shown[1:] == [["研究支援事業 本市負担金（市の負担分）", "予算案（議決前）", "1.5億円", "賃金上昇率を反映"]]

    def test_numbers_lead_to_where_they_come_from(self, reader: Client) -> None:
        shown = text(reader)

        for number in ("994,546", "1,042,931", "9億円/7年", "約8,000㎡"):
            assert any(f">{number}</a>" in line and "data-origin" in line for line in shown.splitlines())


@pytest.mark.usefixtures("loaded")
class TestGiven:
    def test_schemes_are_those_of_the_paper(self) -> None:
        """1.3億円/年 over four years is 5.2億円."""
        shown = {row[0]: (row[2], row[3]) for row in rows(given())}

        for _mark, name, period, amount in paper("2026-1-3-support")[1:]:
            expected = {"1.3億円/年": "5.2億円", "": "30年間"}.get(amount, amount)
            assert shown[name] == (period, expected)

    def test_sums_leave_out_the_loan_and_the_land(self) -> None:
        """負担金: 3.2 + 5.2 = 8.4; with the 9億円 of the start, a number without decimals: 17.4, said as 約17."""
        shown = {row[0]: row[3] for row in rows(given())}

        assert shown["うち負担金の計"] == "8.4億円"
        assert shown["計（貸付金・土地を除く）"] == "約17億円"
        assert shown["施設整備のための貸付"] == "10億円"

    def test_notes_say_what_the_sum_holds(self) -> None:
        assert "貸付金と土地の無償貸付は含みません。" in given().notes[0].text

    def test_expected_year_is_marked(self) -> None:
        (row,) = [row for row in given().rows if row.heads[0].text == "研究支援事業"]

        assert row.cells[2].state == "forecast"
        assert row.cells[3].text == "1.3億円/年×4年度（R4～R7、R7は見込）"

    def test_area_is_that_of_the_proposal(self) -> None:
        assert ["敷地面積（整備前の予定）", "土地の無償貸付", "", "約8,000㎡"] in [row[:4] for row in rows(given())]

    def test_next_year_is_not_given_yet(self) -> None:
        """The 1.5億円 of R8 is a proposal."""
        numbers = [value for _, label, _, value, _ in printed("2026-8-contribution") if label == "本市負担金"]

        assert numbers[0] == "1.5億円"
        assert not any("1.5" in cell or "6.7" in cell for row in rows(given()) for cell in row)

    def test_nothing_is_given_before_it_is_known(self) -> None:
        assert given(date(2026, 2, 9)).rows == ()


@pytest.mark.django_db
def test_empty_database(reader: Client) -> None:
    shown = text(reader, "/overview/finance/")

    assert "この計画期間の決算・見込は、この時点では登録されていません。" in shown
    assert "plotly.min" not in shown


@pytest.mark.usefixtures("loaded")
def test_what_nobody_registered_of_a_loan_and_land_is_said() -> None:
    assert "貸付金の返済の状況・土地の取得費は登録されていません。" in [note.text for note in given().notes]
