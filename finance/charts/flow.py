"""The money of one year as a flow: into one pool, and from the pool to the businesses, their kinds of cost and the next year.

Income is pooled: no link leads from a source to a business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from finance.calculations import share_pct
from finance.charts import marks
from finance.headline import CARRIED_OVER, EXPENSE, INCOME, STATEMENT_BASES
from finance.queries import FinanceFigures
from iconm.lib.chart import FlowSpec, Link, Node
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Cell, Head, Row, Table

SOURCE, POOL, USE, KIND = range(4)  # columns from the left


@dataclass(frozen=True)
class _Flow:
    """stated: as it was registered. figure: in the unit of the statement."""

    source: Node
    target: Node
    stated: Figure
    figure: Figure


def money_flow(figures: FinanceFigures, year: int) -> FlowSpec | None:
    """Return the flow of one year; None where its total income is not known.

    What is drawn are the printed parts, what is said of a node its own printed amount: where the two differ by rounding, a note says so.
    """
    income = marks.amount(figures, INCOME, year)
    if income is None or income.value is None:
        return None
    every = [*_flows(figures, year)]
    drawn = [flow for flow in every if (flow.figure.value or 0) > 0]
    nodes = list(dict.fromkeys(node for flow in drawn for node in (flow.source, flow.target)))
    table = _table(figures, every, year)
    return FlowSpec(
        name="money-flow",
        title=_title(figures, year),
        unit=table.unit,
        nodes=tuple(sorted(nodes, key=lambda node: node.column)),
        links=tuple(_links(drawn, sorted(nodes, key=lambda node: node.column))),
        table=table,
        notes=tuple(_notes(figures, year, every)),
        source=marks.printed_in(table),
    )


def _flows(figures: FinanceFigures, year: int) -> Iterator[_Flow]:
    pool = _node(figures, INCOME, year, POOL)
    for item in _parts(figures, INCOME, year):
        yield from _flow(figures, item, year, _node(figures, item, year, SOURCE), pool)
    businesses = {item: _node(figures, item, year, USE) for item in _parts(figures, EXPENSE, year)}
    for item, node in businesses.items():
        yield from _flow(figures, item, year, pool, node)
    yield from _flow(figures, CARRIED_OVER, year, pool, _node(figures, CARRIED_OVER, year, USE))
    for item, node in businesses.items():
        for part in _parts(figures, item, year):
            yield from _flow(figures, part, year, node, _kind(figures, part, year))


def _flow(figures: FinanceFigures, item: str, year: int, source: Node, target: Node) -> Iterator[_Flow]:
    """Yield the flow of an amount; nothing where the year has no number for it."""
    stated, figure = marks.stated(figures, item, year), marks.amount(figures, item, year)
    if stated and figure and stated.value is not None:
        yield _Flow(source, target, stated, figure)


def _parts(figures: FinanceFigures, total: str, year: int) -> list[str]:
    """Return the parts of a total that have a number in the year, in printed order."""
    items = (item for item, _sign in figures.parts.get(total, ()))
    return [item for item in items if marks.value(marks.stated(figures, item, year)) is not None]


def _node(figures: FinanceFigures, item: str, year: int, column: int) -> Node:
    return Node(
        name=marks.label(figures, item),
        column=column,
        group="pool" if column == POOL else "",
        text=marks.money(marks.amount(figures, item, year)),
    )


def _kind(figures: FinanceFigures, item: str, year: int) -> Node:
    """Return the node of a kind of cost, which all accounts of that name share; its amount is their sum."""
    name = marks.label(figures, item)
    alike = [line.item for line in figures.accounts if line.label == name and line.side == "expense"]
    found = [marks.amount(figures, each, year) for each in alike]
    amount = marks.summed(found)
    return Node(name=name, column=KIND, text="" if amount is None else f"{marks.number(amount)}{figures.statement_unit}")


def _links(flows: Sequence[_Flow], nodes: Sequence[Node]) -> Iterator[Link]:
    for flow in flows:
        if flow.figure.value is not None:
            yield Link(
                source=nodes.index(flow.source),
                target=nodes.index(flow.target),
                value=flow.figure.value,
                text=marks.money(flow.figure),
                state=flow.figure.state,
            )


def _table(figures: FinanceFigures, flows: Sequence[_Flow], year: int) -> Table:
    head = marks.year_heads(figures, [year])[0]
    rows = [Row(heads=(Head(text=flow.source.name), Head(text=flow.target.name)), cells=(Cell.of(flow.stated),)) for flow in flows]
    for item in (INCOME, EXPENSE):
        if figure := marks.stated(figures, item, year):
            rows.append(Row(heads=(Head(text=marks.label(figures, item), colspan=2),), cells=(Cell.of(figure),), kind="total"))
    return Table(
        name="money-flow-table",
        title=f"お金の流れ {head}",
        head=((Head(text="から"), Head(text="へ"), Head(text=head)),),
        rows=tuple(rows),
        unit=figures.statement_unit,
        stub=2,
    )


def _title(figures: FinanceFigures, year: int) -> str:
    income, expense = (_largest(figures, total, year) for total in (INCOME, EXPENSE))
    words = {"year": marks.year_words(figures, year)}
    if not income or not expense:
        return _("%(year)sのお金の流れ") % words
    words |= {"source": income[0], "source_pct": income[1], "use": expense[0], "use_pct": expense[1]}
    return _("%(year)sは、収入では%(source)s（%(source_pct)s%%）、支出では%(use)s（%(use_pct)s%%）が最も多くなっています") % words


def _largest(figures: FinanceFigures, total: str, year: int) -> tuple[str, str] | None:
    """Return the largest part of a printed total with its share of it in per cent."""
    parts = ((marks.value(marks.amount(figures, item, year)), item) for item in _parts(figures, total, year))
    known = [(value, item) for value, item in parts if value is not None]
    if not known:
        return None
    value, item = max(known, key=lambda part: part[0])
    pct = share_pct(value, marks.value(marks.amount(figures, total, year)))
    return None if pct is None else (marks.label(figures, item), str(pct))


def _notes(figures: FinanceFigures, year: int, flows: Sequence[_Flow]) -> Iterator[str]:
    yield _("財源と事業を結び付ける額は登録されていないため、収入は一つにまとめて示しています。")
    yield from _gaps(figures, year)
    yield from marks.left_out((flow.stated for flow in flows), figures.statement_unit)
    if below := [f"{flow.source.name} → {flow.target.name} {marks.money(flow.figure)}" for flow in flows if (flow.figure.value or 0) < 0]:
        yield _("負数は線にできないため、表だけに示しています（%(flows)s）。") % {"flows": _("、").join(below)}


def _gaps(figures: FinanceFigures, year: int) -> Iterator[str]:
    """Yield which printed totals differ from the sum of their printed parts, and whether rounding explains it."""
    footings = {item: footing for item, footing in figures.footings(year, bases=STATEMENT_BASES).items() if footing.gap}
    unit = figures.statement_unit
    said = {item: f"{marks.label(figures, item)} {marks.number(footing.gap)}{unit}" for item, footing in footings.items()}
    rounded = [said[item] for item, footing in footings.items() if footing.is_rounding()]
    if rounded:
        words = {"year": FiscalYear(year).short, "gaps": _("、").join(rounded)}
        yield _("%(year)sの計は、内訳の計と端数処理の範囲内で異なります（%(gaps)s）。線の太さは内訳の額、数値は登録された額です。") % words
    if others := [text for item, text in said.items() if text not in rounded]:
        yield _("内訳の計と一致しない計があります（差：%(gaps)s）。") % {"gaps": _("、").join(others)}
