"""Research money: by source and year, and what came so far of the largest sum a programme promised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import override

from finance import tables
from finance.calculations import share_pct
from finance.charts import marks
from finance.charts.agreement import is_printed_twice, same_amounts
from finance.charts.marks import Line
from finance.queries import FinanceFigures, SourceLine
from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.choices import Basis, Measure, State
from iconm.lib.common_unit import common_unit, in_unit
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Table
from iconm.lib.units import convert, is_money
from iconm.lib.wareki import as_of_short
from ledger.queries import Known


def funding(figures: FinanceFigures, years: Sequence[int], *, year: int | None = None) -> ChartSpec | None:
    """Return research money by source, a column a year. year: of which the title speaks; the latest without it."""
    sources = [line for line in figures.sources if line.measure == Measure.AMOUNT]
    years = _years_with(figures, sources, years)
    if not years:
        return None
    table = _of_sources(figures, years)
    stated = [_best(figures, line, each) for each in years for line in sources]
    unit = common_unit(stated)
    by_year = {each: [in_unit(_best(figures, line, each), unit) for line in sources] for each in years}
    told = {each: by_year[each] for each in marks.told_years(years, year)}
    return ChartSpec(
        name="research-funding",
        title=_funding_title(sources, told),
        kind="stacked",
        unit=unit,
        axis=tuple(_tick(year, found) for year, found in by_year.items()),
        series=tuple(
            Series(name=line.label, points=tuple(marks.point(found[place]) for found in by_year.values()), stack="amount")
            for place, line in enumerate(sources)
            if any(marks.value(found[place]) is not None for found in by_year.values())
        ),
        table=table,
        notes=(*_part_year(figures, by_year), *same_amounts(figures, years), *marks.left_out(stated, unit)),
        source=marks.printed_in(table),
    )


def grant_counts(figures: FinanceFigures, years: Sequence[int]) -> Table | None:
    """Return how many grants of each kind there were, a column a year; None where none is counted."""
    lines = [line for line in figures.sources if line.measure == Measure.COUNT]
    years = _years_with(figures, lines, years)
    if not years:
        return None
    heads = [year_head(year, [_best(figures, line, year) for line in lines]) for year in years]
    rows = [Line(line.label, [Cell.of(_best(figures, line, year)) for year in years]) for line in lines]
    unit = marks.unit_of(_best(figures, line, year) for line in lines for year in years)
    table = marks.year_table("grant-counts", "科学研究費等の件数", heads=heads, lines=rows, unit=unit)
    return msgspec.structs.replace(table, name="grant-counts")  # it stands in no chart's place


def against_ceilings(figures: FinanceFigures) -> list[ChartSpec]:
    """Return, for each source that was promised a largest sum, what it has brought so far."""
    found = (_Promise.of(figures, line) for line in figures.sources if line.ceiling)
    return [_ceiling_chart(promise) for promise in found if promise and promise.last is not None]


@dataclass(frozen=True)
class _Promise:
    """A source with its largest sum and what it brought, by fiscal year, as registered.

    spans: printed sums over several years, by their last one. Sums are in the unit of most years.
    """

    line: SourceLine
    ceiling: Figure
    years: range
    received: dict[int, Figure | None]
    spans: dict[int, Figure]

    @classmethod
    def of(cls, figures: FinanceFigures, line: SourceLine) -> "_Promise | None":
        ceiling = figures.known.spanning(line.ceiling, Measure.AMOUNT)
        if ceiling is None or ceiling.value is None or ceiling.fiscal_year is None or ceiling.period_end is None:
            return None
        years = range(ceiling.fiscal_year, ceiling.period_end + 1)
        spans = {
            figure.period_end: figure
            for figure in figures.known.of(line.item, line.measure)
            if figure.fiscal_year == years[0] and figure.period_end is not None and figure.value is not None
        }
        promise = cls(line, ceiling, years, {year: _best(figures, line, year) for year in years}, spans)
        return promise if is_money(promise.unit) and is_money(ceiling.unit) else None

    @property
    def unit(self) -> str:
        return common_unit(self.received.values())

    def amount(self, found: Figure | None) -> Decimal | None:
        return marks.value(in_unit(found, self.unit))

    @property
    def known_years(self) -> list[int]:
        """Return the years without a gap from the first on: a sum over a gap would be none."""
        known = [year for year in self.years if self.amount(self.received[year]) is not None]
        return [year for place, year in enumerate(known) if year == self.years[0] + place]

    @property
    def last(self) -> int | None:
        return self.known_years[-1] if self.known_years else None

    @property
    def sums(self) -> dict[int, Decimal]:
        """Return what had come by each year: the printed sum where there is one, else that of the years."""
        amounts = [self.amount(self.received[year]) or Decimal(0) for year in self.known_years]
        added = dict(zip(self.known_years, accumulate(amounts), strict=True))
        return {year: self.amount(self.spans.get(year)) or amount for year, amount in added.items()}

    @property
    def limit(self) -> Decimal:
        """Return the ceiling in the unit of the yearly amounts."""
        return convert(self.ceiling.value or Decimal(0), self.ceiling.unit, self.unit)

    def state(self, year: int) -> State:
        return marks.state_of([self.received.get(year)])

    def day(self, year: int) -> str:
        """Return R7.12末 for the part of a year, R6末 for a whole one."""
        figure = self.received[year]
        return as_of_short(figure.as_of) if figure and figure.is_part_year and figure.as_of else _year_end(year)


def _year_end(year: int) -> str:
    return as_of_short(date(year + 1, 3, 31))


def _best(figures: FinanceFigures, line: SourceLine, year: int) -> Figure | None:
    return figures.known.best(line.item, year, line.measure)


def _years_with(figures: FinanceFigures, lines: Iterable[SourceLine], years: Sequence[int]) -> list[int]:
    lines = list(lines)
    return [year for year in years if any(_best(figures, line, year) for line in lines)]


def _of_sources(figures: FinanceFigures, years: Sequence[int]) -> Table:
    """Return the table of the papers. Sums over years outside of these stay away, for they are not the sum of its columns."""
    kept = (
        figure
        for figure in figures.known.figures
        if figure.period_end is None or figure.basis == Basis.PLAN or (figure.fiscal_year, figure.period_end) == (years[0], years[-1])
    )
    own = replace(figures, known=Known(on=figures.known.on, figures=tuple(kept)))
    with override("ja"):
        return tables.research_funding(own, name="research-funding-table", title="研究費の獲得の内訳", first=years[0], last=years[-1])


def _tick(year: int, found: Sequence[Figure | None]) -> Tick:
    days = [figure.as_of for figure in found if figure and figure.is_part_year and figure.as_of]
    return Tick(label=FiscalYear(year).short, below=as_of_short(max(days)) if days else f"({year})")


def _funding_title(sources: Sequence[SourceLine], by_year: dict[int, list[Figure | None]]) -> str:
    year, found = list(by_year.items())[-1]
    amounts = [(figure.value, line.label) for line, figure in zip(sources, found, strict=True) if figure and figure.value is not None]
    whole = marks.summed(found)
    if whole is None:
        return _("研究費の獲得の推移")
    largest, source = max(amounts)
    tick = _tick(year, found)
    words = {
        "year": tick.below if marks.state_of(found) == State.INTERIM else tick.label,
        "amount": f"{marks.number(whole)}{marks.unit_of(found)}",
        "source": source,
        "pct": share_pct(largest, whole),
    }
    if marks.state_of(found) == State.INTERIM:
        return _("研究費の獲得は%(year)sまでで%(amount)s、最も多いのは%(source)s（%(pct)s%%）です") % words
    return _("研究費の獲得は%(year)sで%(amount)s、最も多いのは%(source)s（%(pct)s%%）です") % words


def _part_year(figures: FinanceFigures, by_year: dict[int, list[Figure | None]]) -> Iterator[str]:
    """Yield which years are not over yet; of one printed as the whole year too, `same_amounts` tells."""
    for year, found in by_year.items():
        if marks.state_of(found) == State.INTERIM and not is_printed_twice(figures, year):
            tick = _tick(year, found)
            yield _("%(year)sは%(day)s時点の値で、年度の額ではありません。") % {"year": tick.label, "day": tick.below}


def _ceiling_chart(promise: _Promise) -> ChartSpec:
    table = _ceiling_table(promise)
    unit, decimals = promise.ceiling.unit, 1
    limit = Point(value=promise.ceiling.value, state=State.PLANNED, text=figure_text(promise.ceiling))
    return ChartSpec(
        name=f"{promise.line.item}-ceiling",
        title=_ceiling_title(promise),
        kind="column",
        unit=unit,
        axis=tuple(Tick(label=FiscalYear(year).short, below=f"({year})") for year in promise.years),
        series=(
            Series(name=_("累計の獲得額"), points=tuple(_reached(promise, year, unit, decimals) for year in promise.years)),
            Series(name=_("上限（%(ceiling)s）") % {"ceiling": limit.text}, points=(limit,) * len(promise.years), role="target"),
        ),
        table=table,
        notes=(*_ceiling_notes(promise), *marks.left_out((*promise.received.values(), *promise.spans.values()), promise.unit)),
        source=marks.printed_in(table),
    )


def _reached(promise: _Promise, year: int, unit: str, decimals: int) -> Point:
    amount = promise.sums.get(year)
    return Point() if amount is None else marks.computed(convert(amount, promise.unit, unit), promise.state(year), decimals)


def _ceiling_title(promise: _Promise) -> str:
    last = promise.last or promise.years[0]
    amount = promise.sums[last]
    words = {
        "source": promise.line.label,
        "day": promise.day(last),
        "amount": f"{marks.number(amount)}{promise.unit}",
        "ceiling": figure_text(promise.ceiling),
        "pct": share_pct(amount, promise.limit),
        "years": len(promise.years),
        "elapsed": last - promise.years[0] + 1,
    }
    return _("%(source)sは%(day)sまでに%(amount)s（%(ceiling)sの%(pct)s%%）で、%(years)s年度のうち%(elapsed)s年度目です") % words


def _ceiling_notes(promise: _Promise) -> Iterator[str]:
    last = promise.last or promise.years[0]
    rest = promise.limit - promise.sums[last]
    if last < promise.years[-1]:
        words = {
            "count": promise.years[-1] - last,
            "term": term_short(last + 1, promise.years[-1]),
            "amount": f"{marks.number(rest)}{promise.unit}",
        }
        yield _("残りは%(count)s年度（%(term)s）、上限までは%(amount)sです。上限は最大の額で、獲得を約束するものではありません。") % words


def _ceiling_table(promise: _Promise) -> Table:
    unit, years = promise.unit, list(promise.years)
    received = [promise.received[year] for year in years]
    heads = [year_head(year, [figure]) for year, figure in zip(years, received, strict=True)]
    sums = [promise.sums.get(year) for year in years]
    states = [promise.state(year) for year in years]
    shares = [share_pct(amount, promise.limit) for amount in sums]
    lines = (
        Line("年度の獲得額", [Cell.of(figure) for figure in received]),
        Line("累計の獲得額", [_sum_cell(promise, year) for year in years], kind="total"),
        Line("上限", [Cell.of(promise.ceiling) for _year in years]),
        Line(
            "上限に対する割合",
            [marks.pct_cell(pct, state) for pct, state in zip(shares, states, strict=True)],
        ),
        Line("上限までの額", [_rest_cell(promise, amount, state) for amount, state in zip(sums, states, strict=True)]),
    )
    title = f"{promise.line.label} 国費の上限と獲得額"
    return marks.year_table(f"{promise.line.item}-ceiling", title, heads=heads, lines=lines, unit=unit)


def _sum_cell(promise: _Promise, year: int) -> Cell:
    if year in promise.sums and promise.amount(promise.spans.get(year)) is not None:
        return Cell.of(promise.spans[year])
    return marks.computed_cell(promise.sums.get(year), promise.state(year), promise.unit)


def _rest_cell(promise: _Promise, amount: Decimal | None, state: State) -> Cell:
    return marks.computed_cell(None if amount is None else promise.limit - amount, state, promise.unit)
