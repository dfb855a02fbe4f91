"""Charts of money against the papers, number by number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import plotly.graph_objects
import pytest

from finance.charts.balance import balance
from finance.charts.city import coverage
from finance.charts.flow import money_flow
from finance.charts.research import against_ceilings, funding, grant_counts
from finance.charts.statement import cost_kinds, income_and_expenditure
from finance.choices import Side
from finance.models import DATASETS, Account, ResearchSource
from finance.queries import FinanceFigures, finance_figures
from iconm.lib.chart import Chart, ChartSpec, FlowSpec, Series
from iconm.lib.choices import Basis, State
from iconm.lib.figure import Figure
from iconm.lib.table import Table
from ledger.models import Item, TotalPart
from ledger.queries import Known, Scope, known_within
from reporting.renderers.plotly_json import plotly_figure
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import paper

ON = date(2026, 2, 10)
YEARS = range(2022, 2026)
JOINT = "research-joint-research"
DONE_OR_EXPECTED = [State.FINAL, State.FINAL, State.FINAL, State.FORECAST]


def figures_of(day: date = ON) -> FinanceFigures:
    return finance_figures(known_within(Scope(datasets=DATASETS), on=day))


def numbers(texts: Sequence[str]) -> list[Decimal | None]:
    return [Decimal(text.replace(",", "")) if text else None for text in texts]


def statement_lines() -> list[tuple[str, list[Decimal | None]]]:
    """Return label and the four years of each line of the printed statement, without its heads."""
    return [(row[0], numbers(row[1:])) for row in paper("2026-5-statement") if row[0] not in ("収入", "支出", "^")]


def values(series: Series) -> list[Decimal | None]:
    return [point.value for point in series.points]


def named(chart: Chart | None) -> dict[str, list[Decimal | None]]:
    assert isinstance(chart, ChartSpec)
    return {series.name: values(series) for series in chart.series}


def cells(table: Table) -> dict[str, list[Decimal | None]]:
    return {row.heads[0].text: [cell.value for cell in row.cells] for row in table.rows}


@pytest.mark.usefixtures("loaded")
class TestStatement:
    def test_income_and_expenditure_are_those_of_the_paper(self) -> None:
        lines = dict(statement_lines())
        chart = income_and_expenditure(figures_of(), YEARS)

        shown = named(chart)
        assert shown == {name: lines[name] for name in shown}
        assert list(shown) == [
            "研究費",
            "企業との共同研究費",
            "研究協力負担金等",
            "川崎市負担金",
            "投資活動収入",
            "インキュベーション・産学融合拠点整備補助金",
            "繰越充当分",
            "研究事業支出",
            "研究支援事業支出",
            "施設管理事業支出",
            "次年度繰越",
        ]
        assert chart and [tick.below for tick in chart.axis] == ["決算", "決算", "決算", "見込"]

    def test_income_and_expenditure_stand_side_by_side(self) -> None:
        chart = income_and_expenditure(figures_of(), YEARS)

        assert chart
        assert [series.stack for series in chart.series] == ["income-total"] * 7 + ["expense-total"] * 3 + [""]
        assert chart.series[-1].role == "line"

    def test_expected_year_is_told_from_settled_ones(self) -> None:
        chart = income_and_expenditure(figures_of(), YEARS)

        assert chart
        assert [point.state for point in chart.series[0].points] == DONE_OR_EXPECTED
        assert "R7は見込で、確定した額ではありません。" in chart.notes

    def test_account_that_did_not_exist_leaves_a_gap(self) -> None:
        grant = named(income_and_expenditure(figures_of(), YEARS))["インキュベーション・産学融合拠点整備補助金"]

        assert grant == [None, Decimal(24999), None, None]

    def test_table_has_the_printed_totals_too(self) -> None:
        lines = dict(statement_lines())
        chart = income_and_expenditure(figures_of(), YEARS)

        assert chart
        shown = cells(chart.table)
        assert shown == {name: lines[name] for name in shown}
        assert {"収入計", "支出計"} <= shown.keys()
        assert all(cell.figure for row in chart.table.rows for cell in row.cells)

    def test_title_says_the_last_year(self) -> None:
        chart = income_and_expenditure(figures_of(), YEARS)

        assert chart and chart.title == (
            "R7見込は、収入994,546千円に対し支出939,056千円で、次年度繰越は55,490千円です（R6決算は94,435千円）"
        )

    def test_title_of_the_first_year_has_nothing_to_compare(self) -> None:
        chart = income_and_expenditure(figures_of(), [2022])

        assert chart and chart.title == "R4決算は、収入1,023,136千円に対し支出946,093千円で、次年度繰越は77,044千円です"

    def test_kinds_of_cost_are_those_of_the_paper(self) -> None:
        lines = statement_lines()
        labels = [label for label, _values in lines]
        expected = {
            f"{kind}（{business}）": lines[labels.index(business) + place][1]
            for place, kind in ((1, "人件費"), (2, "物件費"))
            for business in ("研究事業支出", "研究支援事業支出", "施設管理事業支出")
        }

        assert named(cost_kinds(figures_of(), YEARS)) == expected

    def test_personnel_share(self) -> None:
        """R6: 37,260 + 133,978 + 89,808 = 261,046 of 891,932; R7: 34,490 + 140,638 + 68,846 = 243,974 of 939,056."""
        chart = cost_kinds(figures_of(), YEARS)

        assert chart and chart.title == "人件費はR7見込で243,974千円、支出計の26.0%です（R6決算は29.3%）"
        shown = cells(chart.table)
        assert shown["人件費 計"] == numbers(["222,045", "236,680", "261,046", "243,974"])
        assert shown["人件費の支出計に対する割合"] == numbers(["23.5", "25.1", "29.3", "26.0"])

    def test_balance_of_each_year_alone(self) -> None:
        """R4: 1,023,136 − 134,590 − 946,093; R5: 1,012,451 − 77,044 − 941,804; R6: 986,367 − 70,646 − 891,932; R7 likewise."""
        chart = balance(figures_of(), YEARS)

        assert named(chart) == {"単年度収支": numbers(["-57547", "-6397", "23789", "-38945"])}
        assert chart and chart.title == "単年度収支は、R7見込で△38,945千円です（R6決算は23,789千円）"
        assert [point.state for point in chart.series[0].points] == DONE_OR_EXPECTED

    def test_balance_checks_the_carry_over(self) -> None:
        chart = balance(figures_of(), YEARS)

        assert chart
        shown = cells(chart.table)
        assert shown["収入計－支出計"] == numbers(["77043", "70647", "94435", "55490"])
        assert shown["差（次年度繰越－（収入計－支出計））"] == numbers(["1", "-1", "0", "0"])
        assert chart.notes[1:] == ("R4、R5は、収入計－支出計と次年度繰越に1千円、△1千円の差があります。端数処理の範囲内です。",)

    def test_nothing_is_said_of_rounding_where_all_adds_up(self) -> None:
        chart = balance(figures_of(), [2024, 2025])

        assert chart and len(chart.notes) == 1

    def test_nothing_is_known_before_the_paper(self) -> None:
        before = figures_of(date(2026, 2, 9))

        assert income_and_expenditure(before, YEARS) is None
        assert cost_kinds(before, YEARS) is None
        assert balance(before, YEARS) is None
        assert money_flow(before, 2025) is None
        assert coverage(before, YEARS) is None
        assert funding(before, YEARS) is None
        assert grant_counts(before, YEARS) is None
        assert against_ceilings(before) == []


def links(chart: FlowSpec) -> dict[tuple[str, str], Decimal]:
    return {(chart.nodes[link.source].name, chart.nodes[link.target].name): link.value for link in chart.links}


def flow_of(year: int) -> FlowSpec:
    chart = money_flow(figures_of(), year)
    assert chart
    return chart


@pytest.mark.usefixtures("loaded")
class TestFlow:
    @pytest.mark.parametrize("year", YEARS)
    def test_links_are_the_printed_accounts(self, year: int) -> None:
        column = year - 2022
        lines = [(label, found[column]) for label, found in statement_lines()]
        labels = [label for label, _value in lines]
        income = {(label, "収入計"): value for label, value in lines[: labels.index("収入計")] if value is not None}
        businesses = ("研究事業支出", "研究支援事業支出", "施設管理事業支出")
        spent = {("収入計", label): lines[labels.index(label)][1] for label in (*businesses, "次年度繰越")}
        kinds = {
            (label, kind): lines[labels.index(label) + place][1] for label in businesses for place, kind in ((1, "人件費"), (2, "物件費"))
        }

        assert links(flow_of(year)) == income | spent | kinds

    def test_income_is_pooled(self) -> None:
        chart = flow_of(2025)

        ends = {(chart.nodes[link.source].column, chart.nodes[link.target].column) for link in chart.links}
        assert ends == {(0, 1), (1, 2), (2, 3)}
        assert [node.name for node in chart.nodes if node.column == 1] == ["収入計"]

    def test_nodes_bear_the_printed_totals(self) -> None:
        """The parts of R4 make 1,023,137; the paper prints 1,023,136."""
        chart = flow_of(2022)

        texts = {node.name: node.text for node in chart.nodes}
        assert texts["収入計"] == "1,023,136千円"
        assert texts["人件費"] == "222,045千円"

    def test_note_on_rounding_stands_only_where_true(self) -> None:
        noted = [any("端数処理" in note for note in flow_of(year).notes) for year in YEARS]

        assert noted == [True, True, True, False]
        assert "収入計 △1千円" in flow_of(2022).notes[1]

    def test_expected_flows_are_marked(self) -> None:
        assert {link.state for link in flow_of(2025).links} == {State.FORECAST}
        assert {link.state for link in flow_of(2024).links} == {State.FINAL}

    def test_title_names_the_largest(self) -> None:
        """R7: 333,409 of 994,546 and 352,587 of 939,056."""
        assert flow_of(2025).title == "R7見込は、収入では研究協力負担金等（33.5%）、支出では研究事業支出（37.5%）が最も多くなっています"

    def test_table_names_both_ends(self) -> None:
        table = rows(flow_of(2025).table)

        assert ["川崎市負担金", "収入計", "130,000千円"] in table
        assert table[-2:] == [["収入計", "994,546千円"], ["支出計", "939,056千円"]]

    def test_year_without_a_statement_has_no_flow(self) -> None:
        assert money_flow(figures_of(), 2026) is None


@pytest.mark.usefixtures("loaded")
class TestResearch:
    def test_funding_is_that_of_the_paper(self) -> None:
        expected: dict[str, list[Decimal | None]] = {}
        for label, period, value, unit in printed("2026-4-1-research-funding"):
            if unit == "千円" and period != "計":
                expected.setdefault(label, [None] * 4)[int(period[1:]) - 4] = numbers([value])[0]

        chart = funding(figures_of(), YEARS)

        assert named(chart) == expected
        assert chart and [tick.below for tick in chart.axis] == ["(2022)", "(2023)", "(2024)", "R7.12末"]
        assert [point.state for point in chart.series[1].points] == [*[State.FINAL] * 3, State.INTERIM]

    def test_funding_title_adds_up_the_sources(self) -> None:
        """234,932 + 88,036 + 113,734 = 436,702."""
        chart = funding(figures_of(), YEARS)

        assert chart and chart.title == (
            "研究費の獲得はR7.12末までで436,702千円、最も多いのは共創の場形成支援プログラム (COI-NEXT)（53.8%）です"
        )
        said = "R7の研究費の獲得の計436,702千円は、収入の「研究費」と「企業との共同研究費」の計と同じ額です。"
        assert chart.notes == (f"{said}資料は、同じ額をR7.12末の額とR7見込の両方で示しています。",)

    def test_part_year_of_another_amount_is_no_whole_year(self) -> None:
        """Without the joint research of R7 the sources add up to less than the statement."""
        figures = figures_of()
        known = replace(figures.known, figures=tuple(f for f in figures.known.figures if (f.item_code, f.fiscal_year) != (JOINT, 2025)))
        chart = funding(replace(figures, known=known), YEARS)

        assert chart and chart.notes == ("R7はR7.12末時点の値で、年度の額ではありません。",)

    def test_funding_table_has_the_printed_sums_of_its_years_only(self) -> None:
        whole, part = funding(figures_of(), YEARS), funding(figures_of(), [2022, 2023])

        assert whole and part
        assert cells(whole.table)["イ 共創の場形成支援プログラム (COI-NEXT) (R4.10採択)"][0] == 1042931
        assert [row.cells[0].value for row in part.table.rows] == [None] * len(part.table.rows)

    def test_counts_of_grants(self) -> None:
        counted = [(label, period, value) for label, period, value, unit in printed("2026-4-1-research-funding") if unit == "件"]
        table = grant_counts(figures_of(), YEARS)

        assert table and table.unit == "件"
        shown = cells(table)
        years = ("R4", "R5", "R6", "R7")
        assert {(label, year, str(value)) for label, found in shown.items() for year, value in zip(years, found, strict=True)} == {
            row for row in counted if row[1] != "計"
        }

    def test_received_against_the_ceiling(self) -> None:
        """279,868 + 277,690 + 250,441 + 234,932 = 1,042,931, of 4,000,000."""
        (chart,) = against_ceilings(figures_of())

        shown = cells(chart.table)
        assert shown["累計の獲得額"] == numbers(["279868", "557558", "807999", "1042931", *[""] * 6])
        assert shown["上限に対する割合"] == numbers(["7.0", "13.9", "20.2", "26.1", *[""] * 6])
        assert shown["上限までの額"][3] == 2957069
        assert named(chart) == {
            "累計の獲得額": numbers(["2.79868", "5.57558", "8.07999", "10.42931", *[""] * 6]),
            "上限（最大40億円）": [Decimal(40)] * 10,
        }
        assert [point.text for point in chart.series[0].points][:4] == ["2.8", "5.6", "8.1", "10.4"]

    def test_ceiling_title_and_rest(self) -> None:
        (chart,) = against_ceilings(figures_of())

        assert chart.title == (
            "共創の場形成支援プログラム (COI-NEXT)はR7.12末までに1,042,931千円（最大40億円の26.1%）で、10年度のうち4年度目です"
        )
        assert chart.notes == ("残りは6年度（R8～R13）、上限までは2,957,069千円です。上限は最大の額で、獲得を約束するものではありません。",)
        assert chart.series[0].points[3].state == State.INTERIM

    def test_printed_sum_leads_to_its_own_figure(self) -> None:
        (chart,) = against_ceilings(figures_of())

        last = chart.table.rows[1].cells[3]
        assert last.figure and last.figure.period_end == 2025


@pytest.mark.usefixtures("loaded")
class TestCity:
    def test_coverage_of_personnel_cost(self) -> None:
        """130,000 of 138,042, 134,556, 133,978 and 140,638."""
        lines = statement_lines()
        labels = [label for label, _values in lines]
        personnel = lines[labels.index("研究支援事業支出") + 1][1]
        chart = coverage(figures_of(), YEARS)

        assert named(chart) == {"研究支援事業支出の人件費": personnel, "川崎市負担金": dict(lines)["川崎市負担金"]}
        assert chart
        assert cells(chart.table)["人件費に対する割合"] == numbers(["94.2", "96.6", "97.0", "92.4"])
        assert chart.title == "川崎市負担金はR7見込で130,000千円、研究支援事業支出の人件費の92.4%に当たります（R6決算は97.0%）"

    def test_next_year_is_a_proposal(self) -> None:
        chart = coverage(figures_of(), YEARS)

        assert chart and chart.notes == ("R8(2026)年度の負担額は、予算案（議決前）で1.5億円です。",)


@pytest.mark.usefixtures("loaded")
def test_plotly_accepts_every_chart() -> None:
    figures = figures_of()
    charts = [
        income_and_expenditure(figures, YEARS),
        cost_kinds(figures, YEARS),
        balance(figures, YEARS),
        *(money_flow(figures, year) for year in YEARS),
        funding(figures, YEARS),
        *against_ceilings(figures),
        coverage(figures, YEARS),
    ]

    assert all(charts)
    for chart in charts:
        if chart:
            plotly.graph_objects.Figure(plotly_figure(chart))  # raises for any property it does not know


def make_account(code: str, name: str, side: Side, order: int) -> Item:
    item = Item.objects.create(code=code, dataset="statement", name=name, unit="千円", kind="flow", order=order)
    Account.objects.create(code=code, name=name, item=item, side=side, order=order)
    return item


def figure(item: str, value: int | str | None, **fields: object) -> Figure:
    number = {"value": None, "missing": "pending"} if value is None else {"value": Decimal(value)}
    own = {"dataset": "statement", "item_code": item, "item_label": item, "measure": "amount", "unit": "千円", "fiscal_year": 2024}
    return Figure(**(own | {"basis": Basis.SETTLED} | number | fields))  # type: ignore[arg-type]


@pytest.fixture
def small(db: None) -> None:
    """A statement of one source, one business and the carry-over."""
    income, total = make_account("income-city", "負担金", Side.INCOME, 1), make_account("income-total", "収入計", Side.INCOME, 2)
    spent, all_spent = make_account("expense-research", "研究", Side.EXPENSE, 3), make_account("expense-total", "支出計", Side.EXPENSE, 4)
    make_account("carried-over", "繰越", Side.BALANCE, 5)
    TotalPart.objects.create(total=total, part=income, sign=1)
    TotalPart.objects.create(total=all_spent, part=spent, sign=1)


COI = ("research-coi", "ceiling")
RESEARCH_OF = {"dataset": "research-funding", "basis": Basis.ACTUAL}


def make_source() -> None:
    """Create COI as a source of research money with a ceiling."""
    item, ceiling = (Item.objects.create(code=code, dataset="research-funding", name="COI", unit="千円", kind="flow") for code in COI)
    ResearchSource.objects.create(code="coi", name="COI", item=item, ceiling=ceiling, mark="ア", order=1)


def statement(*found: Figure) -> FinanceFigures:
    return finance_figures(Known(on=ON, figures=found))


@pytest.mark.usefixtures("small")
class TestRules:
    def test_pending_number_is_no_zero(self) -> None:
        chart = income_and_expenditure(statement(figure("income-city", 5), figure("income-total", None)), [2024])

        assert chart and chart.title == "収入と支出の推移"
        assert chart.table.rows[1].cells[0].state == State.PENDING

    def test_balance_needs_to_know_what_was_carried_forward(self) -> None:
        assert balance(statement(figure("income-total", 5), figure("expense-total", 3)), [2024]) is None

    def test_balance_without_anything_carried_forward(self) -> None:
        nothing = figure("income-carried-forward", None, missing="not_applicable")
        chart = balance(statement(figure("income-total", 5), figure("expense-total", 3), nothing), [2024])

        assert named(chart) == {"単年度収支": [Decimal(2)]}

    def test_negative_flow_is_told_instead_of_drawn(self) -> None:
        chart = money_flow(statement(figure("income-city", 5), figure("income-total", 5), figure("carried-over", -2)), 2024)

        assert chart and links(chart) == {("負担金", "収入計"): Decimal(5)}
        assert chart.notes[-1] == "負数は線にできないため、表だけに示しています（収入計 → 繰越 △2千円）。"
        assert len(chart.table.rows) == 3

    def test_total_beyond_rounding_is_said_to_differ(self) -> None:
        chart = money_flow(statement(figure("income-city", 5), figure("income-total", 505)), 2024)

        assert chart and chart.notes[-1] == "内訳の計と一致しない計があります（差：収入計 500千円）。"

    @pytest.mark.parametrize("unit", ["億円", "千円"])
    def test_amount_in_another_unit_is_converted(self, unit: str) -> None:
        """1.3億円 is 130,000千円: income 150,000, expenditure 140,000, so 10,000 are left, in whatever unit one is printed."""
        city = figure("income-city", "1.3" if unit == "億円" else "130000", unit=unit)
        others = (figure("income-total", 150000), figure("income-carried-forward", 0), figure("expense-research", 140000))
        figures = statement(city, *others, figure("expense-total", 140000), figure("carried-over", 10000))
        chart, alone, flow = income_and_expenditure(figures, [2024]), balance(figures, [2024]), money_flow(figures, 2024)

        assert named(chart) == {"負担金": [130000], "研究": [140000], "繰越": [10000]}
        assert chart and (chart.unit, chart.series[0].points[0].text) == ("千円", "130,000")
        assert named(alone) == {"単年度収支": [10000]}
        assert flow and links(flow)["負担金", "収入計"] == 130000
        assert "内訳の計と一致しない計があります（差：収入計 20,000千円）。" in flow.notes
        assert chart.table.rows[0].cells[0].unit == unit

    def test_number_that_is_no_money_is_left_out_and_said(self) -> None:
        figures = statement(figure("income-city", 3, unit="件"), figure("income-total", 150000), figure("expense-total", 140000))
        chart, flow = income_and_expenditure(figures, [2024]), money_flow(figures, 2024)

        assert chart and flow
        told = "千円に換算できない値は、図と計算に含めていません（income-city R6 3件）。"
        assert (chart.notes[-1], flow.notes[-1]) == (told, told)
        assert chart.table.rows[0].cells[0].value == 3
        assert links(flow) == {}

    @pytest.mark.parametrize("unit", ["億円", "千円"])
    def test_research_money_in_another_unit_is_converted(self, unit: str) -> None:
        """1億円 and 50,000千円 are 150,000千円 of 10億円: 15 %."""
        make_source()
        first = figure("research-coi", 1 if unit == "億円" else 100000, unit=unit, fiscal_year=2022, **RESEARCH_OF)
        others = [figure("research-coi", 25000, fiscal_year=year, **RESEARCH_OF) for year in (2023, 2024)]
        ceiling = figure("ceiling", 10, unit="億円", fiscal_year=2022, period_end=2026, **RESEARCH_OF | {"basis": Basis.PLAN})
        figures = statement(first, *others, ceiling)
        by_source, (promised,) = funding(figures, YEARS), against_ceilings(figures)

        assert named(by_source) == {"COI": [100000, 25000, 25000]}
        assert cells(promised.table)["累計の獲得額"][:3] == [100000, 125000, 150000]
        assert "150,000千円（10億円の15.0%）" in promised.title

    def test_printed_sum_in_another_unit_is_converted(self) -> None:
        make_source()
        years = [figure("research-coi", 70000, fiscal_year=year, **RESEARCH_OF) for year in (2022, 2023)]
        whole = figure("research-coi", "1.4", unit="億円", fiscal_year=2022, period_end=2023, **RESEARCH_OF)
        ceiling = figure("ceiling", 10, unit="億円", fiscal_year=2022, period_end=2026, **RESEARCH_OF | {"basis": Basis.PLAN})
        (promised,) = against_ceilings(statement(*years, whole, ceiling))

        assert named(promised)["累計の獲得額"][:2] == [Decimal("0.7"), Decimal("1.4")]
        assert promised.table.rows[1].cells[1].figure == whole

    def test_empty_ledger_has_no_charts(self) -> None:
        empty = statement()

        assert income_and_expenditure(empty, YEARS) is None
        assert cost_kinds(empty, YEARS) is None
        assert money_flow(empty, 2024) is None
        assert against_ceilings(empty) == []
