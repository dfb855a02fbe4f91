"""ベンチャー・コンソーシアム: foundations as the register and the indicator count them, and what is known of them in a few numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iconm.lib.chart import ChartSpec, Series, Span
from iconm.lib.chart_marks import mark, named_span, year_tick
from iconm.lib.choices import Basis, Measure, State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.wareki import as_of_short
from kpis.queries.periods import Period
from ledger.queries import Known
from ventures.charts import founded_on
from ventures.choices import YearKind
from ventures.queries import Company, ConsortiumFigures, ConsortiumLine

FOUNDED = "kpi-ventures"  # the indicator the register is held against
RAISED = "ventures-funding"
MOST_YEARS = 40
_COMPANIES = "社"


@dataclass(frozen=True)
class FoundingYear:
    """A year as both count it. registered: companies founded by its end; None where no company is registered, or the year is to come."""

    year: int
    registered: int | None
    is_over: bool
    actual: Figure | None
    target: Figure | None

    @property
    def difference(self) -> Decimal | None:
        """Return how many more the register has than the indicator; None where one of them has no number."""
        counted = self.actual.value if self.actual else None
        return None if self.registered is None or counted is None else self.registered - counted

    @property
    def count(self) -> Cell:
        state = State.FINAL if self.is_over else State.INTERIM
        return Cell() if self.registered is None else Cell(value=Decimal(self.registered), unit=_COMPANIES, state=state)


@dataclass(frozen=True)
class Tile:
    """A number at a glance. facts: what belongs to it, worded."""

    label: str | Promise
    figure: Figure
    facts: tuple[str, ...] = ()


def founding_years(known: Known, companies: Sequence[Company]) -> tuple[FoundingYear, ...]:
    """Return every year from the first foundation or number to the last target, the latest forty of them; empty without either."""
    founded = [int(FiscalYear.containing(founded_on(company))) for company in companies]
    told = {*founded, *known.years((FOUNDED,))}
    if not told:
        return ()
    first, last = min(told), max(told)
    return tuple(_founding_year(known, founded, year) for year in range(max(first, last - MOST_YEARS + 1), last + 1))


def _founding_year(known: Known, founded: Sequence[int], year: int) -> FoundingYear:
    begun = FiscalYear(year).start <= known.on
    return FoundingYear(
        year=year,
        registered=sum(each <= year for each in founded) if founded and begun else None,
        is_over=FiscalYear(year).end < known.on,
        actual=known.best(FOUNDED, year, Measure.ACTUAL),
        target=known.one(FOUNDED, Measure.TARGET, year, basis=Basis.PLAN),
    )


def standing(lines: Iterable[FoundingYear], years: range) -> FoundingYear | None:
    """Return the latest of these years with a number of the indicator."""
    counted = [line for line in lines if line.year in years and line.actual and line.actual.value is not None]
    return counted[-1] if counted else None


def founded_chart(
    lines: Sequence[FoundingYear], companies: Sequence[Company], periods: Iterable[Period], years: range, *, name: str
) -> ChartSpec | None:
    """Return both counts side by side against the targets; None where there is nothing to draw. years: of the plan the title speaks of."""
    if not any(line.registered or line.actual or line.target for line in lines):
        return None
    title = founded_sentence(lines, companies, years)
    series = (
        Series(name=_("成果指標の実績"), points=tuple(mark(Cell.of(line.actual)) for line in lines)),
        Series(name=_("台帳の企業数（累計）"), points=tuple(mark(line.count) for line in lines)),
        Series(name=_("目標"), points=tuple(mark(Cell.of(line.target)) for line in lines), role="target"),
    )
    return ChartSpec(
        name=name,
        title=title,
        kind="column",
        unit=_unit(lines),
        axis=tuple(year_tick(line.year, [line.actual]) for line in lines),
        series=tuple(each for each in series if any(point.value is not None for point in each.points)),
        spans=tuple(_spans(lines, periods)),
        notes=tuple(_notes(lines, companies)),
        table=founded_table(lines, name=name),
    )


def founded_sentence(lines: Sequence[FoundingYear], companies: Sequence[Company], years: range) -> str:
    """Return where the indicator stands in the plan against its target; without an actual, what the register says."""
    line = standing(lines, years)
    if line is None or line.actual is None or line.actual.value is None:
        return _("台帳に登録された企業は%(count)s社です。この計画期間の実績は、まだ登録されていません。") % {"count": len(companies)}
    words = {"when": _when(line.actual), "year": FiscalYear(line.year).short, "actual": figure_text(line.actual)}
    if line.target is None or line.target.value is None:
        return _("ベンチャー企業の設立は、%(when)sで累計%(actual)sです。") % words
    gap = line.target.value - line.actual.value
    words |= {"target": figure_text(line.target), "gap": format_number(gap, 0, NumberStyle()) + line.target.unit}
    if gap <= 0:
        return _("ベンチャー企業の設立は、%(when)sで累計%(actual)sとなり、%(year)sの目標%(target)sに達しています。") % words
    if line.actual.state == State.FINAL:
        return _("ベンチャー企業の設立は、%(when)sで累計%(actual)sとなり、%(year)sの目標%(target)sに%(gap)s届きませんでした。") % words
    return _("ベンチャー企業の設立は、%(when)sで累計%(actual)sです。%(year)sの目標%(target)sまであと%(gap)sです。") % words


def founded_table(lines: Sequence[FoundingYear], *, name: str) -> Table:
    """Return the same figures, a row a year; the difference is the register's number less the indicator's."""
    heads = tuple(
        Head(text=text) for text in ("年度", "実績（成果指標）", "台帳の企業数（累計）", "差（台帳－成果指標）", "目標（成果指標）")
    )
    rows = tuple(
        Row(heads=(Head(text=_year(line)),), cells=(Cell.of(line.actual), line.count, _difference(line), Cell.of(line.target)))
        for line in lines
    )
    return Table(name=name, title="ベンチャー企業の設立（累計）", head=(heads,), rows=rows, unit=_unit(lines))


def tiles(
    known: Known, members: ConsortiumFigures, consortium: ConsortiumLine | None, line: FoundingYear | None, years: range
) -> list[Tile]:
    """Return what is registered of foundations, funds, members and places of care; none of those of which nothing is.

    years: of the chosen plan; a number from outside says of when it is.
    """
    raised = known.latest(RAISED, Measure.AMOUNT, basis=Basis.ACTUAL)
    found: list[tuple[str | Promise, Figure | None, str]] = [
        (_("ベンチャー企業の設立（累計）"), line.actual if line else None, _target(line)),
        (_("資金調達額"), raised, ""),
    ]
    if consortium:
        found += [(tier.name, members.latest(tier.item, Measure.COUNT), "") for tier in consortium.tiers]
        found.append((_("看護の現場"), members.latest(consortium.sites_item, Measure.COUNT), ""))
    return [Tile(label, figure, tuple(filter(None, (fact, _latest(figure, years))))) for label, figure, fact in found if figure]


def _latest(figure: Figure, years: range) -> str:
    """Return 最新：R7.12末 for a number of no year of the plan; it is the latest there is."""
    return "" if figure.fiscal_year is None or figure.fiscal_year in years else _("最新：%(when)s") % {"when": _when(figure)}


def _target(line: FoundingYear | None) -> str:
    if line is None or line.target is None:
        return ""
    return _("%(year)sの目標 %(target)s") % {"year": FiscalYear(line.year).short, "target": figure_text(line.target)}


def _unit(lines: Sequence[FoundingYear]) -> str:
    return next((figure.unit for line in reversed(lines) for figure in (line.target, line.actual) if figure), _COMPANIES)


def _spans(lines: Sequence[FoundingYear], periods: Iterable[Period]) -> Iterator[Span]:
    places = {line.year: place for place, line in enumerate(lines)}
    for period in periods:
        within = [places[year] for year in period.years if year in places]
        if within:
            yield named_span(within[0], within[-1], name=period.name, term=term_short(period.first_year, period.last_year))


def _when(figure: Figure) -> str:
    return as_of_short(figure.as_of) if figure.as_of else FiscalYear(figure.fiscal_year or 0).short


def _year(line: FoundingYear) -> str:
    day: date | None = line.actual.as_of if line.actual and line.actual.is_part_year else None
    return FiscalYear(line.year).header + (f"({as_of_short(day)})" if day else "")


def _difference(line: FoundingYear) -> Cell:
    return Cell() if line.difference is None else Cell(value=line.difference, unit=_unit((line,)), state=State.FINAL)


def _notes(lines: Sequence[FoundingYear], companies: Sequence[Company]) -> Iterator[str]:
    """Say where the two counts differ, and what of it the register cannot know."""
    differing = [line for line in lines if line.difference]
    if differing:
        told = _("、").join(_differs(line) for line in differing)
        yield _("台帳の企業数と成果指標の実績が一致しない年度：%(told)s。") % {"told": told}
    if any(line.actual and line.actual.is_part_year for line in differing):
        yield _("台帳の創設日は年までのため、年度途中の時点の実績とは一致しないことがあります。")
    for line in lines:
        if line.actual and line.actual.unit != _unit(lines):
            words = {"year": FiscalYear(line.year).short, "unit": line.actual.unit}
            yield _("%(year)sの実績は、単位を「%(unit)s」として登録されています。") % words
    if any(company.founded_kind == YearKind.UNSTATED for company in companies):
        yield _("創設年が暦年か年度かは資料に記載がないため、印刷された年をそのまま年度としています。")


def _differs(line: FoundingYear) -> str:
    words = {
        "year": FiscalYear(line.year).short,
        "registered": line.registered,
        "actual": figure_text(line.actual) if line.actual else "",
        "when": _when(line.actual) if line.actual else "",
    }
    return _("%(year)s（台帳%(registered)s社、成果指標%(actual)s・%(when)s）") % words
