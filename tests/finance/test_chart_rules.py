"""Rules of the charts of money that the papers have no case of: other units, gaps, accounts nobody knows."""

from decimal import Decimal

import pytest

from finance.charts.balance import balance
from finance.charts.flow import money_flow
from finance.charts.research import against_ceilings, funding
from finance.charts.statement import cost_kinds, income_and_expenditure
from finance.choices import Side
from finance.models import Account, ResearchSource
from finance.queries import FinanceFigures, finance_figures
from iconm.lib.choices import Basis, State
from iconm.lib.figure import Figure
from ledger.models import Item, TotalPart
from ledger.queries import Known
from tests.finance.charted import ON, YEARS, cells, links, named


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
