"""How a cell reads in the committee layout. One place, so that screen, Excel and CSV say the same."""

from collections.abc import Iterable

from iconm.lib.choices import State
from iconm.lib.document import Document
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, FiscalYearRange
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.table import Cell, Table
from iconm.lib.wareki import as_of_short, date_long

# The signs of the papers: a dash where a figure is still to come, a blank where the line did not exist that year (domain guide 1.3).
SIGNS = {
    State.PENDING: "—",
    State.NOT_APPLICABLE: "",
    State.ABSENT: "",
    State.UNKNOWN: "…",
    State.NOT_COMPARABLE: "比較不能",
    State.WITHHELD: "x",
}
_BEFORE_THE_NUMBER = ("最大", "最低", "約", "うち")
COMMITTEE = NumberStyle()


def cell_text(cell: Cell, *, unit: str = "", style: NumberStyle = COMMITTEE) -> str:
    """Return what the paper prints in the cell. unit: the unit stated once for the table, which its cells leave out."""
    if cell.text or cell.printed:
        return cell.text or cell.printed
    if cell.value is None:
        return SIGNS[cell.state]
    before, after = split_qualifier(cell.qualifier)
    return before + format_number(cell.value, cell.decimals, style) + range_end(cell, style) + unit_suffix(cell, unit) + after + cell.remark


def range_end(cell: Cell, style: NumberStyle = COMMITTEE) -> str:
    """Return ～95 for a range from 80 to 95, nothing for a single number."""
    return "" if cell.upper is None else f"～{format_number(cell.upper, cell.decimals, style)}"


def unit_suffix(cell: Cell, unit: str) -> str:
    """Return the unit to print behind the number: none where the table states it once."""
    return "" if cell.unit == unit else cell.unit


def split_qualifier(qualifier: str) -> tuple[str, str]:
    """Return the words before the number and behind the unit: 最大40億円, but 60億円超 and 年4回程度."""
    return (qualifier, "") if qualifier in _BEFORE_THE_NUMBER else ("", qualifier)


def figure_text(figure: Figure) -> str:
    """Return a single figure as a sentence would print it: 最大40億円."""
    return cell_text(Cell.of(figure))


def front(document: Document) -> str:
    """Return what stands under the title of a paper, as far as it is known: 所管事務の調査（報告）　臨海部国際戦略本部　令和8年2月10日."""
    dated = date_long(document.dated) if document.dated else ""
    return "　".join(part for part in (document.subtitle, document.organization, dated) if part)


def figure_years(figure: Figure) -> str:
    """Return R7(2025), R4(2022)～R13(2031), or nothing for a fact without a year."""
    if figure.fiscal_year is None:
        return ""
    first = FiscalYear(figure.fiscal_year)
    return FiscalYearRange.inclusive(first, FiscalYear(figure.period_end or first)).header


def year_head(year: int, column: Iterable[Figure | None]) -> str:
    """Return `R7(2025)(R7.12末時点)` where every figure of the column is of that day, else the year alone."""
    days = {figure.as_of if figure.is_part_year else None for figure in column if figure}
    day = days.pop() if len(days) == 1 else None
    return FiscalYear(year).header + (f"({as_of_short(day)}時点)" if day else "")


def legend(table: Table) -> tuple[tuple[str, State], ...]:
    """Return the signs that stand for missing values in this table, each once, with what they mean; blanks have no sign to explain."""
    states = (cell.state for row in table.rows for cell in row.cells if cell.value is None and not cell.text and not cell.printed)
    return tuple((SIGNS[state], state) for state in dict.fromkeys(states) if SIGNS[state] and SIGNS[state] != str(state.label))
