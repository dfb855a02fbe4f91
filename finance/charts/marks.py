"""What the charts of money share: the years, marks, tables by year, and numbers as a sentence prints them.

Tables are Japanese in every language, as their marks and heads are those of the papers; titles and notes are the reader's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from finance.calculations import total
from finance.headline import STATEMENT_BASES
from finance.queries import FinanceFigures
from iconm.lib.chart import Point, Tick
from iconm.lib.choices import State
from iconm.lib.common_unit import in_unit, inconvertible
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, RowKind, Table

MOST_SOURCES = 3


@dataclass(frozen=True)
class Line:
    """A row of a table by year."""

    label: str
    cells: Sequence[Cell]
    indent: int = 0
    kind: RowKind = "body"


def statement_years(figures: FinanceFigures, years: Iterable[int]) -> list[int]:
    """Return those of the years for which the statement has settled or expected figures, oldest first."""
    found = figures.known.years((line.item for line in figures.accounts), *STATEMENT_BASES)
    return [year for year in found if year in years]


def stated(figures: FinanceFigures, item: str, year: int) -> Figure | None:
    """Return the amount as it was registered, in its own unit: for the cells of a table."""
    return figures.stated.get((item, year))


def told_years(years: Sequence[int], year: int | None) -> list[int]:
    """Return the years a title tells of: up to the chosen one; all of them where none is chosen, or the chosen one lies before them."""
    return [each for each in years if year is None or each <= year] or list(years)


def amount(figures: FinanceFigures, item: str, year: int) -> Figure | None:
    """Return the amount in the unit of the statement, to be drawn and added up."""
    return in_unit(stated(figures, item, year), figures.statement_unit)


def amounts(figures: FinanceFigures, item: str, years: Iterable[int]) -> list[Figure | None]:
    return [amount(figures, item, year) for year in years]


def left_out(found: Iterable[Figure | None], unit: str) -> Iterator[str]:
    """Yield a note where numbers cannot be converted into the unit of a chart, which has a gap there."""
    texts = [f"{figure.item_label} {_year(figure)} {figure_text(figure)}".replace("  ", " ") for figure in inconvertible(found, unit)]
    if texts:
        words = {"figures": _("、").join(dict.fromkeys(texts)), "unit": unit}
        yield _("%(unit)sに換算できない値は、図と計算に含めていません（%(figures)s）。") % words


def label(figures: FinanceFigures, item: str) -> str:
    return figures.labels.get(item, item)


def unit_of(found: Iterable[Figure | None]) -> str:
    return next((figure.unit for figure in found if figure), "")


def value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def summed(found: Iterable[Figure | None]) -> Decimal | None:
    return total(value(figure) for figure in found)


def state_of(found: Iterable[Figure | None]) -> State:
    """Return how far a number made of these can be relied on: no further than the weakest of them."""
    states = {figure.state for figure in found if figure and figure.value is not None}
    return next((state for state in (State.FORECAST, State.INTERIM) if state in states), State.FINAL if states else State.ABSENT)


def number(amount: Decimal, decimals: int = 0) -> str:
    return format_number(amount, decimals, NumberStyle())


def point(figure: Figure | None) -> Point:
    if figure is None:
        return Point()
    return computed(figure.value, figure.state, figure.decimals)


def computed(amount: Decimal | None, state: State, decimals: int = 0) -> Point:
    return Point(value=amount, state=state, text="" if amount is None else number(amount, decimals))


def computed_cell(amount: Decimal | None, state: State, unit: str, decimals: int = 0) -> Cell:
    return Cell(value=amount, unit=unit, decimals=decimals, state=State.ABSENT if amount is None else state)


def pct_cell(pct: Decimal | None, state: State) -> Cell:
    return computed_cell(pct, state, "%", 1)


def year_words(figures: FinanceFigures, year: int) -> str:
    """Return R7見込."""
    return _("%(year)s%(basis)s") % {"year": FiscalYear(year).short, "basis": figures.basis_word(year)}


def ticks(figures: FinanceFigures, years: Iterable[int]) -> tuple[Tick, ...]:
    return tuple(Tick(label=FiscalYear(year).short, below=figures.basis_word(year)) for year in years)


def year_heads(figures: FinanceFigures, years: Iterable[int]) -> list[str]:
    """Return R7(2025)見込 for each year."""
    with override("ja"):
        return [FiscalYear(year).header + figures.basis_word(year) for year in years]


def line(figures: FinanceFigures, item: str, years: Sequence[int], *, is_total: bool = False) -> Line:
    cells = [Cell.of(stated(figures, item, year)) for year in years]
    return Line(label(figures, item), cells, kind="total" if is_total else "body")


def _year(figure: Figure) -> str:
    return "" if figure.fiscal_year is None else FiscalYear(figure.fiscal_year).short


def money(figure: Figure | None) -> str:
    return f"{number(figure.value, figure.decimals)}{figure.unit}" if figure and figure.value is not None else "—"


def year_table(
    name: str, title: str, *, heads: Sequence[str], lines: Iterable[Line], unit: str, notes: Iterable[str] = (), corner: str = "区分"
) -> Table:
    rows = (Row(heads=(Head(text=line.label, indent=line.indent),), cells=tuple(line.cells), kind=line.kind) for line in lines)
    return Table(
        name=f"{name}-table",
        title=title,
        head=((Head(text=corner), *(Head(text=head) for head in heads)),),
        rows=tuple(rows),
        unit=unit,
        notes=tuple(Note(mark="※", text=text) for text in notes),
    )


def printed_in(table: Table) -> str:
    """Return where a table was printed: 出典：総務委員会資料（令和8(2026)年2月10日） 4(1)ア・4(1)イ; nothing without a paper."""
    sections: dict[str, dict[str, None]] = {}
    for figure in table.figures():
        if figure.document:
            sections.setdefault(figure.document, {})[figure.section] = None
    papers = [f"{document} {'・'.join(filter(None, found))}".strip() for document, found in sections.items()]
    rest = [f"ほか{len(papers) - MOST_SOURCES}件"] if len(papers) > MOST_SOURCES else []
    return f"出典：{'／'.join([*papers[:MOST_SOURCES], *rest])}" if papers else ""
