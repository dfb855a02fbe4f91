"""Tables of money as the committee papers lay them out."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from finance.choices import Side
from finance.queries import STATEMENT_BASES, AccountLine, FinanceFigures, SourceLine
from iconm.lib import wareki
from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import EARLIEST, LATEST, FiscalYear, FiscalYearRange
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, RowKind, Table, TableInputError, parse_day

MOST_YEARS = 60  # a wider table is a slip of the keyboard
ROUNDING_NOTE = Note(mark="※", text="端数処理のため、合計が一致しない場合がある。")


def statement(figures: FinanceFigures, *, name: str, title: str, first: int, last: int) -> Table:
    """Return revenue, expenditure and the carry-over, a column a fiscal year, settled years before the forecast.

    Blank cells are lines that did not exist that year. The rounding note stands only where a printed total differs from its parts, and only
    by what rounding can do.
    """
    years = _years(first, last)
    bases = [_basis_of(figures, year) for year in years]
    upper = (Head(text=str(Side.INCOME.label), rowspan=2), *_merged(bases))
    lower = tuple(Head(text=FiscalYear(year).header) for year in years)
    rows = [row for side in Side for row in _side_rows(figures, side, years)]
    has_rounding = any(footing.is_rounding() for year in years for footing in figures.footings(year, bases=STATEMENT_BASES).values())
    notes = (ROUNDING_NOTE,) if has_rounding else ()
    return Table(name=name, title=title, head=(upper, lower), rows=tuple(rows), unit=_common_unit(rows), notes=notes)


def research_funding(figures: FinanceFigures, *, name: str, title: str, first: int, last: int, until: str = "") -> Table:
    """Return research money by source and the number of grants, the printed total before the years.

    until: ISO date; the figures are those that describe no later day.
    The ceiling a programme promised stands as a note: it is not income of any year.
    """
    years = _years(first, last)
    last_day = parse_day(until)
    found = {
        (line.item, year): figures.known.best(line.item, year, line.measure, until=last_day) for line in figures.sources for year in years
    }
    by_year = {year: [found[line.item, year] for line in figures.sources] for year in years}
    heads = (Head(text="区分"), Head(text="計"), *(Head(text=_year_head(year, by_year[year])) for year in years))
    rows = [
        Row(
            heads=(Head(text=_source_label(line), indent=line.depth),),
            cells=(
                Cell.of(figures.known.spanning(line.item, line.measure, until=last_day)),
                *(Cell.of(found[line.item, year]) for year in years),
            ),
        )
        for line in figures.sources
    ]
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), notes=tuple(_ceilings(figures)))


def _common_unit(rows: Sequence[Row]) -> str:
    """Return the unit all cells share, to be stated once; nothing where they differ, so that each cell prints its own."""
    units = {cell.unit for row in rows for cell in row.cells if cell.value is not None}
    return units.pop() if len(units) == 1 else ""


def _years(first: int, last: int) -> range:
    if not EARLIEST <= first <= last <= LATEST or last - first >= MOST_YEARS:
        raise TableInputError(_("年度の範囲 %(first)s～%(last)s では表を作成できません。") % {"first": first, "last": last})
    return range(first, last + 1)


def _basis_of(figures: FinanceFigures, year: int) -> str:
    """Return the word over a year's column: that of the most settled basis any account has."""
    found = {figure.basis for line in figures.accounts if (figure := figures.amount(line.item, year, bases=STATEMENT_BASES))}
    return next((str(Basis(basis).label) for basis in STATEMENT_BASES if basis in found), "")


def _merged(labels: Sequence[str]) -> Iterator[Head]:
    for label, group in groupby(labels):
        yield Head(text=label, colspan=len(list(group)))


def _side_rows(figures: FinanceFigures, side: Side, years: range) -> Iterator[Row]:
    if side == Side.EXPENSE:
        yield Row(heads=(Head(text=str(side.label)), *(Head(text=FiscalYear(year).header) for year in years)), kind="head")
    for line in figures.accounts:
        if line.side == side:
            cells = tuple(Cell.of(figures.amount(line.item, year, bases=STATEMENT_BASES)) for year in years)
            yield Row(heads=(Head(text=line.label, indent=line.depth),), cells=cells, kind=_row_kind(line))


def _row_kind(line: AccountLine) -> RowKind:
    return "total" if line.is_total else "body"


def _year_head(year: int, column: Sequence[Figure | None]) -> str:
    """Return `R7(2025)(R7.12末時点)` where every figure of the column is of that day, else the year alone."""
    days = {figure.as_of if figure.is_part_year else None for figure in column if figure}
    day = days.pop() if len(days) == 1 else None
    return FiscalYear(year).header + (f"({wareki.as_of_short(day)}時点)" if day else "")


def _source_label(line: SourceLine) -> str:
    adopted = f" ({wareki.month_short(*line.adopted)}採択)" if line.adopted else ""
    return f"{line.mark} {line.label}{adopted}"


def _ceilings(figures: FinanceFigures) -> Iterator[Note]:
    for line in figures.sources:
        ceiling = figures.known.spanning(line.ceiling, Measure.AMOUNT) if line.ceiling else None
        if ceiling:
            yield Note(mark="※", text=f"{line.label}：{_term(ceiling)} {figure_text(ceiling)}")


def _term(figure: Figure) -> str:
    if figure.fiscal_year is None or figure.period_end is None:
        return ""
    return FiscalYearRange.inclusive(FiscalYear(figure.fiscal_year), FiscalYear(figure.period_end)).long
