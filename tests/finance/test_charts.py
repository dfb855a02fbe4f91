"""Charts of money against the papers, number by number."""

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
from iconm.lib.chart import FlowSpec
from iconm.lib.choices import State
from reporting.renderers.plotly_json import plotly_figure
from tests.finance.charted import DONE_OR_EXPECTED, JOINT, YEARS, cells, figures_of, links, named, numbers, statement_lines
from tests.programs.transcripts import printed, rows


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
        said = "R7の研究費の獲得の計436,702千円は、収入の「研究費」及び「企業との共同研究費」の計と同じ額です。"
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
