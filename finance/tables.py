"""Tables of money as the committee papers lay them out."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec
from django.utils.translation import gettext as _

from finance.choices import Side
from finance.headline import STATEMENT_BASES
from finance.queries import CONTRIBUTION_BASES, AccountLine, FinanceFigures, PolicyLine, SourceLine, SupportLine
from iconm.lib import wareki
from iconm.lib.choices import Measure
from iconm.lib.document import Entry, Listing
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import EARLIEST, LATEST, FiscalYear, FiscalYearRange, term_short
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Head, Note, Row, RowKind, Table, TableInputError, parse_day
from ledger.sentences import yearly

MOST_YEARS = 60  # a wider table is a slip of the keyboard
ROUNDING_NOTE = Note(mark="※", text="端数処理のため、合計が一致しない場合がある。")


def statement(figures: FinanceFigures, *, name: str, title: str, first: int, last: int) -> Table:
    """Return revenue, expenditure and the carry-over, a column a fiscal year, settled years before the forecast.

    Blank cells are lines that did not exist that year. The rounding note stands only where a printed total differs from its parts, and only
    by what rounding can do.
    """
    years = _years(first, last)
    bases = [figures.basis_word(year) for year in years]
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
    heads = (Head(text="区分"), Head(text="計"), *(Head(text=year_head(year, by_year[year])) for year in years))
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


def research_lines(figures: FinanceFigures, *, first: int, last: int, until: str = "", months: bool = True) -> Listing:
    """Return research money in sentences, counts of grants under the source they belong to; sources without a figure are left out.

    until: ISO date; the figures are those that describe no later day. months: a value from within a year bears its month.
    """
    years, last_day = _years(first, last), parse_day(until)
    entries: list[Entry] = []
    for line in figures.sources:
        amounts = yearly(figures.known, line.item, years=years, measures=(Measure(line.measure),), until=last_day, months=months)
        said = [text for text in (_promised(line, figures), amounts) if text]
        entry = Entry(mark=line.mark, text="　".join([line.label + _adopted(line), *said]))
        if said and line.depth and entries:
            entries[-1] = msgspec.structs.replace(entries[-1], entries=(*entries[-1].entries, entry))
        elif said:
            entries.append(entry)
    return Listing(entries=tuple(entries))


def support(figures: FinanceFigures, *, name: str, title: str) -> Table:
    """Return what the city gave so far and what came of it: the schemes that bear a mark of the list."""
    heads = tuple(Head(text=text) for text in ("区分", "期間", "支援額", "支援の内容", "取組結果"))
    rows = tuple(
        Row(
            heads=(Head(text=f"{line.mark} {line.label}"),),
            cells=(Cell(text=_term_of(line)), Cell.of(_given(figures, line)), Cell(text=line.purpose), Cell(text=line.result)),
        )
        for line in figures.schemes
        if line.mark
    )
    return Table(name=name, title=title, head=(heads,), rows=rows)


def contribution(figures: FinanceFigures, *, name: str, title: str, first: int, last: int) -> Table:
    """Return the city's contribution a row a fiscal year, with how it was set; the terms in full stand as notes."""
    heads = tuple(Head(text=text) for text in ("年度", "負担額 (億円/年)", "考え方", "対象経費", "賃金反映"))
    policies = {year: policy for year in _years(first, last) if (policy := _policy_of(figures, year))}
    rows = tuple(
        Row(heads=(Head(text=FiscalYear(year).header),), cells=_set_by(policy, year, figures)) for year, policy in policies.items()
    )
    notes = (Note(mark="※", text=f"{policy.label}：{policy.terms}") for policy in dict.fromkeys(policies.values()) if policy.terms)
    return Table(name=name, title=title, head=(heads,), rows=rows, notes=tuple(notes))


def contribution_policies(figures: FinanceFigures, *, name: str, title: str, last: int = LATEST) -> Table:
    """Return how the city's contribution was set, a row a term. last: no term begins after this fiscal year."""
    heads = tuple(Head(text=text) for text in ("期間", "考え方", "対象経費", "内容"))
    rows = tuple(
        Row(
            heads=(Head(text=term_short(line.first_year, line.last_year)),),
            cells=tuple(Cell(text=text) for text in (line.label, line.covers, line.terms)),
        )
        for line in figures.policies
        if line.first_year <= last
    )
    return Table(name=name, title=title, head=(heads,), rows=rows)


def city_measures(figures: FinanceFigures, *, name: str, title: str) -> Table:
    """Return what the city had done by the figures' day under the names of the programmes it paid for."""
    rows = tuple(Row(heads=(Head(text=line.name),), cells=(Cell(text=line.purpose),)) for line in figures.measures)
    return Table(name=name, title=title, head=((Head(text="取組"), Head(text="内容")),), rows=rows)


def _common_unit(rows: Sequence[Row]) -> str:
    """Return the unit all cells share, to be stated once; nothing where they differ, so that each cell prints its own."""
    units = {cell.unit for row in rows for cell in row.cells if cell.value is not None}
    return units.pop() if len(units) == 1 else ""


def _years(first: int, last: int) -> range:
    if not EARLIEST <= first <= last <= LATEST or last - first >= MOST_YEARS:
        raise TableInputError(_("年度の範囲 %(first)s～%(last)s では表を作成できません。") % {"first": first, "last": last})
    return range(first, last + 1)


def _merged(labels: Sequence[str]) -> Iterator[Head]:
    for label, group in groupby(labels):
        yield Head(text=label, colspan=len(list(group)))


def _side_rows(figures: FinanceFigures, side: Side, years: range) -> Iterator[Row]:
    if side == Side.EXPENSE:
        yield Row(heads=(Head(text=str(side.label)), *(Head(text=FiscalYear(year).header) for year in years)), kind="head")
    for line in figures.accounts:
        if line.side == side:
            cells = tuple(Cell.of(figures.stated.get((line.item, year))) for year in years)
            yield Row(heads=(Head(text=line.label, indent=line.depth),), cells=cells, kind=_row_kind(line))


def _row_kind(line: AccountLine) -> RowKind:
    return "total" if line.is_total else "body"


def _source_label(line: SourceLine) -> str:
    return f"{line.mark} {line.label}{_adopted(line)}"


def _adopted(line: SourceLine) -> str:
    return f" ({wareki.month_short(*line.adopted)}採択)" if line.adopted else ""


def _ceilings(figures: FinanceFigures) -> Iterator[Note]:
    for line in figures.sources:
        if ceiling := _ceiling(line, figures):
            yield Note(mark="※", text=f"{line.label}：{_term(ceiling)} {figure_text(ceiling)}")


def _ceiling(line: SourceLine, figures: FinanceFigures) -> Figure | None:
    return figures.known.spanning(line.ceiling, Measure.AMOUNT) if line.ceiling else None


def _promised(line: SourceLine, figures: FinanceFigures) -> str:
    ceiling = _ceiling(line, figures)
    return f"{_term(ceiling)} {figure_text(ceiling)}の国費を獲得" if ceiling else ""


def _term(figure: Figure) -> str:
    if figure.fiscal_year is None or figure.period_end is None:
        return ""
    return FiscalYearRange.inclusive(FiscalYear(figure.fiscal_year), FiscalYear(figure.period_end)).long


def _term_of(line: SupportLine) -> str:
    return line.term_printed or term_short(line.first_year, line.last_year)


def _given(figures: FinanceFigures, line: SupportLine) -> Figure | None:
    """Return the sum over the whole term, else what the first year got; nothing where the city gives no money."""
    whole = figures.known.spanning(line.item, Measure.AMOUNT)
    return whole or figures.known.best(line.item, line.first_year, Measure.AMOUNT)


def _policy_of(figures: FinanceFigures, year: int) -> PolicyLine | None:
    return next((policy for policy in figures.policies if policy.is_for(year)), None)


def _set_by(policy: PolicyLine, year: int, figures: FinanceFigures) -> tuple[Cell, ...]:
    figure = figures.amount(policy.item, year, bases=CONTRIBUTION_BASES)
    # The head states the unit, so 「1.3億円/年」 and 「1.5億円」 read alike.
    amount = msgspec.structs.replace(Cell.of(figure), printed="", unit="")
    return amount, Cell(text=policy.label), Cell(text=policy.covers), Cell(text="あり" if policy.is_wage_linked else "なし")
