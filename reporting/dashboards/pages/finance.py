"""収支: what the city has given in all, the budget of the year to come, and the statement, as tables of the page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import override

from finance import tables
from finance.calculations import total
from finance.charts.city import budget_word, budgets
from finance.choices import SupportKind
from finance.headline import SITE_AREA
from finance.queries import MEASURES, FinanceFigures, SupportLine
from iconm.lib.choices import Measure, State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import figure_text, figure_years
from iconm.lib.table import Cell, Head, Note, Row, RowKind, Table
from iconm.lib.units import UnitError, convert
from ledger.queries import Known

MOST_LINES = 50


@override("ja")
def statement(figures: FinanceFigures, years: Sequence[int]) -> Table:
    """Return the statement of these years as the papers print it. years: not empty."""
    return tables.statement(figures, name="statement", title="収入・支出（決算・見込）", first=years[0], last=years[-1])


@override("ja")
def budget(figures: FinanceFigures) -> Table | None:
    """Return the budget of the year to come; None where nothing is registered for it.

    Accounts of a year outside the plan period are not loaded: they stand under their own period.
    """
    found = budgets(figures)[:MOST_LINES]
    if not found:
        return None
    heads = ("科目等", "区分", "額", "備考")
    return Table(
        name="budget",
        title=f"{figure_years(found[0])}年度の予算",
        head=(tuple(Head(text=text) for text in heads),),
        rows=tuple(
            Row(
                heads=(Head(text=figure.item_label),),
                cells=(Cell(text=budget_word(figure.basis)), Cell.of(figure), Cell(text=figure.note)),
            )
            for figure in found
        ),
    )


@dataclass(frozen=True)
class _Given:
    """A scheme with what it gave: one figure, or those of its years."""

    line: SupportLine
    figures: tuple[Figure, ...]

    @property
    def amount(self) -> Decimal | None:
        return total(figure.value for figure in self.figures)

    @property
    def cell(self) -> Cell:
        if len(self.figures) == 1:
            return Cell.of(self.figures[0])
        return _sum_cell(self.figures)

    @property
    def term(self) -> str:
        """Return the term as printed; of a single payment its year."""
        if self.line.term_printed or self.line.last_year is not None or not self.figures:
            return self.line.term_printed or term_short(self.line.first_year, self.line.last_year)
        return FiscalYear(self.line.first_year).short

    @property
    def remarks(self) -> str:
        if not self.figures:
            return "額は登録されていません。"
        return "".join(_years_said(self.figures)) if len(self.figures) > 1 else self.figures[0].note


@override("ja")
def given_in_all(figures: FinanceFigures, known: Known) -> Table:
    """Return what the city has given so far, whatever the period: money that is spent with its sum, then loans and land apart.

    known: where the area of the land is.
    """
    given = [_Given(line, _amounts(figures, line)) for line in figures.schemes]
    money = [each for each in given if each.line.kind in MEASURES]
    rows = [*map(_row, money), *_sums(money), *(_row(each) for each in given if each not in money), *_area(known, given)]
    heads = ("支援", "種別", "期間", "額等", "備考")
    notes = ("計は、維持管理費の一部負担と負担金の計です。貸付金と土地の無償貸付は含みません。", *_rounded(money)) if money else ()
    notes += tuple(_unregistered(given))
    return Table(
        name="city-support",
        title="これまでの市の支援",
        head=(tuple(Head(text=text) for text in heads),),
        rows=tuple(rows),
        notes=tuple(Note(mark="※", text=text) for text in notes),
    )


def _amounts(figures: FinanceFigures, line: SupportLine) -> tuple[Figure, ...]:
    """Return the figure of the whole term, else those of its years up to this one; budgets are not given yet."""
    spans = (figures.known.spanning(line.item, measure) for measure in (Measure.AMOUNT, Measure.COUNT))
    if whole := next((figure for figure in spans if figure), None):
        return (whole,)
    this_year = int(FiscalYear.containing(figures.known.on))
    last = min(line.last_year or this_year, this_year)
    found = (figures.known.best(line.item, year, Measure.AMOUNT) for year in range(line.first_year, last + 1))
    return tuple(figure for figure in found if figure and figure.value is not None)


def _row(given: _Given) -> Row:
    cells = (Cell(text=str(SupportKind(given.line.kind).label)), Cell(text=given.term), given.cell, Cell(text=given.remarks))
    return Row(heads=(Head(text=given.line.label),), cells=cells)


def _sums(money: Sequence[_Given]) -> Iterator[Row]:
    """Yield the sum of each kind of money that several schemes gave, and of all."""
    for kind in MEASURES:
        of_kind = [each for each in money if each.line.kind == kind]
        if len(of_kind) > 1:
            yield _sum_row(f"うち{SupportKind(kind).label}の計", of_kind, "subtotal")
    if len(money) > 1:
        yield _sum_row("計（貸付金・土地を除く）", money, "total")


def _sum_row(label: str, given: Iterable[_Given], kind: RowKind) -> Row:
    figures = [figure for each in given for figure in each.figures]
    return Row(heads=(Head(text=label),), cells=(Cell(), Cell(), _sum_cell(figures), Cell()), kind=kind)


def _sum_cell(figures: Sequence[Figure]) -> Cell:
    """Return the sum, no finer than the coarsest of its parts; nothing where there is none, or where the units do not add up."""
    if not figures:
        return Cell()
    unit, decimals = figures[0].unit, min(figure.decimals for figure in figures)
    try:
        amount = total(None if figure.value is None else convert(figure.value, figure.unit, unit) for figure in figures)
    except UnitError:
        return Cell()
    state = State.FORECAST if any(figure.state == State.FORECAST for figure in figures) else State.FINAL
    return Cell(value=amount, unit=unit, decimals=decimals, state=state, qualifier="約" if _is_mixed(figures) else "")


def _is_mixed(figures: Iterable[Figure]) -> bool:
    return len({figure.decimals for figure in figures}) > 1


def _rounded(money: Sequence[_Given]) -> Iterator[str]:
    if _is_mixed(figure for each in money for figure in each.figures):
        yield "「約」の計は、桁の異なる額の計を粗い方の桁に丸めたものです。"


def _unregistered(given: Iterable[_Given]) -> Iterator[str]:
    """Yield what a reader would look for beside a loan and land, and what no register holds."""
    kinds = {each.line.kind for each in given}
    said = [text for kind, text in ((SupportKind.LOAN, "貸付金の返済の状況"), (SupportKind.LAND, "土地の取得費")) if kind in kinds]
    if said:
        yield f"{'・'.join(said)}は登録されていません。"


def _years_said(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield 1.3億円/年×4年度（R4～R7、R7は見込）, without the amount where it was not the same every year."""
    years = [figure.fiscal_year for figure in figures if figure.fiscal_year is not None]
    texts = {figure_text(figure) for figure in figures}
    yield f"{texts.pop()}×{len(years)}年度" if len(texts) == 1 else f"{len(years)}年度の計"
    expected = "・".join(
        FiscalYear(figure.fiscal_year).short for figure in figures if figure.state == State.FORECAST and figure.fiscal_year
    )
    yield f"（{term_short(years[0], years[-1])}{f'、{expected}は見込' if expected else ''}）"


def _area(known: Known, given: Sequence[_Given]) -> Iterator[Row]:
    """Yield how large the land is, where the city lends land and its area is known."""
    area = known.latest(SITE_AREA)
    if area and any(each.line.kind == SupportKind.LAND for each in given):
        cells = (Cell(text=str(SupportKind.LAND.label)), Cell(), Cell.of(area), Cell(text=area.note or area.document))
        yield Row(heads=(Head(text=area.item_label, indent=1),), cells=cells)
