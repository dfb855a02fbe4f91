"""What a chart of money shows, as plain numbers to compare."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from finance.models import DATASETS
from finance.queries import FinanceFigures, finance_figures
from iconm.lib.chart import Chart, ChartSpec, FlowSpec, Series
from iconm.lib.choices import State
from iconm.lib.table import Table
from ledger.queries import Scope, known_within
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


def links(chart: FlowSpec) -> dict[tuple[str, str], Decimal]:
    return {(chart.nodes[link.source].name, chart.nodes[link.target].name): link.value for link in chart.links}
