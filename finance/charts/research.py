"""Research money: by source and year, and what came so far of the largest sum a programme promised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import override

from finance import tables
from finance.calculations import share_pct
from finance.charts import marks
from finance.charts.agreement import is_printed_twice, same_amounts
from finance.charts.marks import Line
from finance.queries import FinanceFigures, SourceLine
from iconm.lib.chart import ChartSpec, Point, Series
from iconm.lib.chart_marks import year_tick
from iconm.lib.choices import Basis, Measure, State
from iconm.lib.common_unit import common_unit, in_unit
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import term_short
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Table
from iconm.lib.units import convert
from iconm.lib.wareki import as_of_short
from ledger.queries import Known
from programs.queries.ceilings import Progress, progress
from programs.tables.ceilings import sum_cell


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
        axis=tuple(year_tick(year, found) for year, found in by_year.items()),
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
    reached = ((line, progress(figures.known, item=line.item, ceiling=line.ceiling)) for line in figures.sources if line.ceiling)
    return [_ceiling_chart(line, found) for line, found in reached if found]


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


def _funding_title(sources: Sequence[SourceLine], by_year: dict[int, list[Figure | None]]) -> str:
    year, found = list(by_year.items())[-1]
    amounts = [(figure.value, line.label) for line, figure in zip(sources, found, strict=True) if figure and figure.value is not None]
    whole = marks.summed(found)
    if whole is None:
        return _("研究費の獲得の推移")
    largest, source = max(amounts)
    tick = year_tick(year, found)
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
            tick = year_tick(year, found)
            yield _("%(year)sは%(day)s時点の値で、年度の額ではありません。") % {"year": tick.label, "day": tick.below}


def _ceiling_chart(line: SourceLine, reached: Progress) -> ChartSpec:
    table = _ceiling_table(line, reached)
    limit = Point(value=reached.ceiling.value, state=State.PLANNED, text=figure_text(reached.ceiling))
    return ChartSpec(
        name=f"{line.item}-ceiling",
        title=_ceiling_title(line, reached),
        kind="column",
        unit=reached.ceiling.unit,
        axis=tuple(year_tick(year, ()) for year in reached.years),
        series=(
            Series(name=_("累計の獲得額"), points=tuple(_reached(reached, year) for year in reached.years)),
            Series(name=_("上限（%(ceiling)s）") % {"ceiling": limit.text}, points=(limit,) * len(reached.years), role="target"),
        ),
        table=table,
        notes=(*_ceiling_notes(reached), *marks.left_out((*reached.received.values(), *reached.printed.values()), reached.unit)),
        source=marks.printed_in(table),
    )


def _reached(reached: Progress, year: int) -> Point:
    """Return the sum in the unit of the ceiling, which is the larger one: one decimal tells the years apart."""
    amount = reached.sums.get(year)
    return Point() if amount is None else marks.computed(convert(amount, reached.unit, reached.ceiling.unit), _state(reached, year), 1)


def _state(reached: Progress, year: int) -> State:
    return marks.state_of([reached.received[year]])


def _ceiling_title(line: SourceLine, reached: Progress) -> str:
    last = reached.last
    words = {
        "source": line.label,
        "day": _by(reached.received[last], last),
        "amount": f"{marks.number(reached.sums[last], reached.decimals)}{reached.unit}",
        "ceiling": figure_text(reached.ceiling),
        "pct": share_pct(reached.sums[last], reached.limit),
        "years": len(reached.years),
        "elapsed": last - reached.years[0] + 1,
    }
    return _("%(source)sは%(day)sまでに%(amount)s（%(ceiling)sの%(pct)s%%）で、%(years)s年度のうち%(elapsed)s年度目です") % words


def _by(figure: Figure | None, year: int) -> str:
    """Return R7.12末 for the part of a year, R7.3末 for a whole one."""
    return as_of_short(figure.as_of if figure and figure.is_part_year and figure.as_of else date(year + 1, 3, 31))


def _ceiling_notes(reached: Progress) -> Iterator[str]:
    last = reached.last
    if last < reached.years[-1]:
        words = {
            "count": reached.years[-1] - last,
            "term": term_short(last + 1, reached.years[-1]),
            "amount": f"{marks.number(reached.limit - reached.sums[last], reached.decimals)}{reached.unit}",
        }
        yield _("残りは%(count)s年度（%(term)s）、上限までは%(amount)sです。上限は最大の額で、獲得を約束するものではありません。") % words


def _ceiling_table(line: SourceLine, reached: Progress) -> Table:
    heads = [year_head(year, [figure]) for year, figure in reached.received.items()]
    sums = [(reached.sums.get(year), _state(reached, year)) for year in reached.years]
    lines = (
        Line("年度の獲得額", [Cell.of(figure) for figure in reached.received.values()]),
        Line("累計の獲得額", [sum_cell(reached, year) for year in reached.years], kind="total"),
        Line("上限", [Cell.of(reached.ceiling)] * len(reached.years)),
        Line("上限に対する割合", [marks.pct_cell(share_pct(amount, reached.limit), state) for amount, state in sums]),
        Line("上限までの額", [_rest_cell(reached, amount, state) for amount, state in sums]),
    )
    return marks.year_table(f"{line.item}-ceiling", f"{line.label} 国費の上限と獲得額", heads=heads, lines=lines, unit=reached.unit)


def _rest_cell(reached: Progress, amount: Decimal | None, state: State) -> Cell:
    return marks.computed_cell(None if amount is None else reached.limit - amount, state, reached.unit, reached.decimals)
