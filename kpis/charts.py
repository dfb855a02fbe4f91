"""An indicator's life as a chart: target and actual across plans, a break where it was redefined, and the outlook of a running year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from iconm.lib.chart import Break, ChartSpec, Point, Series, Span, Tick
from iconm.lib.choices import Basis, State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import cell_text, figure_text
from iconm.lib.table import Cell
from iconm.lib.wareki import as_of_long, as_of_short
from kpis.calculations import year_end_outlook
from kpis.queries.lives import Moment
from kpis.queries.plans import Plan
from kpis.tables.lives import change_text, picture_table, unit_of
from ledger.choices import Kind

MOST_SOURCES = 4
_NAMED_FROM = 3  # ticks under which the name of a plan has room


def life_chart(moments: Sequence[Moment], plans: Mapping[str, Plan], *, name: str) -> ChartSpec:
    """Return the chart of these years. Part-year and expected values are hollow; targets go on into the years to come."""
    unit, title = unit_of(moments), trend_text(moments)
    outlooks = outlooks_of(moments)
    marks = [_point(cell, unit) for cell in outlooks]
    series = [
        Series(name=_("実績"), points=tuple(_figure_point(moment.actual, unit) for moment in moments)),
        Series(name=_("目標"), points=tuple(_figure_point(moment.target, unit) for moment in moments), role="target"),
    ]
    if any(outlooks):
        series.append(Series(name=_("年度末の見通し"), points=tuple(marks), role="outlook"))
    return ChartSpec(
        name=name,
        title=title,
        kind="line",
        unit=unit,
        axis=tuple(_tick(moment) for moment in moments),
        series=tuple(series),
        breaks=tuple(_breaks(moments)),
        spans=tuple(_spans(moments, plans)),
        notes=tuple(_notes(moments, outlooks)),
        source=_source(moments),
        table=picture_table(moments, outlooks, name=name, title=title),
    )


def outlooks_of(moments: Sequence[Moment]) -> tuple[Cell | None, ...]:
    """Return for each year what its annual count comes to at the pace so far; None but for the latest value of a year with a target."""
    latest = {moment.stage.code: moment for moment in moments if moment.actual and moment.actual.value is not None}
    return tuple(_outlook(moment) if latest.get(moment.stage.code) is moment else None for moment in moments)


def trend_text(moments: Sequence[Moment]) -> str:
    """Return where the actuals came from and where they stand, of the latest definition that has more than a baseline."""
    measured = [moment for moment in moments if moment.actual and moment.actual.value is not None]
    if not measured:
        return _("実績はまだ登録されていません。")
    runs = list(_runs(measured))
    told = next((run for run in reversed(runs) if len(run) > 1), runs[-1])
    finals = [moment for moment in told if _is_final(moment)]
    lead = _from_to(finals)
    last = told[-1]
    if _is_final(last):
        return lead or _("実績は%(year)sの%(value)sです。") % _words(last)
    if not lead:
        return _("実績は%(year)sの%(value)sです。") % _words(last)
    return _("%(lead)s%(year)sは%(value)sです。") % (_words(last) | {"lead": lead})


def months_of(figure: Figure) -> int | None:
    """Return how many months of its year a part-year count covers; None unless it ends with a month."""
    if figure.as_of is None or figure.fiscal_year is None or (figure.as_of + timedelta(days=1)).day != 1:
        return None
    return (figure.as_of.year - figure.fiscal_year) * 12 + figure.as_of.month - 3


def _outlook(moment: Moment) -> Cell | None:
    figure = moment.actual
    if moment.stage.kind != Kind.FLOW or moment.target is None or figure is None or figure.value is None:
        return None
    months = months_of(figure)
    if figure.basis != Basis.ACTUAL or figure.state != State.INTERIM or not months or not 1 <= months < 12:
        return None
    value = year_end_outlook(figure.value, months, figure.decimals)
    return Cell(value=value, unit=figure.unit, decimals=figure.decimals, state=State.FORECAST)


def _figure_point(figure: Figure | None, unit: str) -> Point:
    return _point(Cell.of(figure) if figure else None, unit)


def _point(cell: Cell | None, unit: str) -> Point:
    if cell is None or cell.value is None:
        return Point(state=cell.state) if cell else Point()
    return Point(value=cell.value, state=cell.state, text=cell_text(cell, unit=unit))


def _tick(moment: Moment) -> Tick:
    year, figure = FiscalYear(moment.year), moment.actual
    if figure and figure.value is not None and figure.state == State.INTERIM and figure.as_of:
        return Tick(label=year.short, below=as_of_short(figure.as_of))
    if figure and figure.state == State.FORECAST:
        return Tick(label=year.short, below=str(State.FORECAST.label))
    return Tick(label=year.short, below=f"({moment.year})")


def _runs(moments: Sequence[Moment]) -> Iterator[list[Moment]]:
    """Yield what can be read as one line: the years up to the next break."""
    run: list[Moment] = []
    for moment in moments:
        if run and run[-1].stage.code != moment.stage.code and not moment.stage.continues:
            yield run
            run = []
        run.append(moment)
    if run:
        yield run


def _breaks(moments: Sequence[Moment]) -> Iterator[Break]:
    for place, (before, moment) in enumerate(pairwise(moments), start=1):
        if before.stage.code != moment.stage.code and not moment.stage.continues:
            yield Break(at=place, text=_("定義変更（比較不能）") if moment.stage.follows_last else _("別の指標"))


def _spans(moments: Sequence[Moment], plans: Mapping[str, Plan]) -> Iterator[Span]:
    """Yield the plans over the years in which they set targets; a baseline belongs to none."""
    places = [(place, moment) for place, moment in enumerate(moments) if moment.target and moment.year in plans[moment.line.plan].years]
    for (_stage, code), group in groupby(places, key=lambda pair: (pair[1].stage.code, pair[1].line.plan)):
        found = [place for place, _moment in group]
        plan = plans[code]
        term = term_short(plan.first_year, plan.last_year)
        yield Span(first=found[0], last=found[-1], text=plan.name if len(found) >= _NAMED_FROM else term)


def _notes(moments: Sequence[Moment], outlooks: Sequence[Cell | None]) -> Iterator[str]:
    if days := list(dict.fromkeys(_part_year(moments))):
        yield _("%(days)sの値です。") % {"days": _("、").join(days)}
    for moment in moments:
        if moment.actual and moment.actual.state == State.FORECAST:
            yield _("%(year)sは%(note)sです。") % {
                "year": FiscalYear(moment.year).short,
                "note": moment.actual.note or State.FORECAST.label,
            }
    for moment, cell in zip(moments, outlooks, strict=True):
        if cell and moment.actual and moment.actual.as_of:
            yield _outlook_note(moment.actual, cell)
    for before, moment in pairwise(moments):
        if before.stage.code != moment.stage.code and moment.stage.continues and moment.stage.came:
            yield f"{change_text(moment)}{moment.stage.came.note}"
    yield from dict.fromkeys(f"{moment.line.mark} {moment.line.footnote}" for moment in moments if moment.line.mark)


def _part_year(moments: Sequence[Moment]) -> Iterator[str]:
    for moment in moments:
        figure = moment.actual
        if figure and figure.state == State.INTERIM and figure.as_of:
            yield _("%(year)sは%(day)s") % {"year": FiscalYear(moment.year).short, "day": as_of_long(figure.as_of)}


def _outlook_note(figure: Figure, cell: Cell) -> str:
    words = {
        "outlook": cell_text(cell),
        "day": as_of_short(figure.as_of) if figure.as_of else "",
        "value": figure_text(figure),
        "months": months_of(figure),
    }
    return (
        _("見通し%(outlook)sは、%(day)sの%(value)sを月数で延ばした試算（%(value)s÷%(months)sか月×12か月）で、実績ではありません。") % words
    )


def _source(moments: Sequence[Moment]) -> str:
    """Return the papers the values were printed in, those of the latest years first, each with its sections."""
    papers: dict[str, dict[str, None]] = {}
    for figure in (figure for moment in reversed(moments) for figure in (moment.actual, moment.target) if figure and figure.document):
        papers.setdefault(figure.document, {}).update(dict.fromkeys(filter(None, figure.section.split("・"))))
    named = [f"{paper} {'・'.join(sorted(sections))}".strip() for paper, sections in papers.items()]
    return _("出典：%(papers)s") % {"papers": _("、").join(named[:MOST_SOURCES])} if named else ""


def _is_final(moment: Moment) -> bool:
    return moment.actual is not None and moment.actual.state == State.FINAL


def _words(moment: Moment) -> dict[str, str]:
    figure = moment.actual
    is_interim = figure is not None and figure.state == State.INTERIM and figure.as_of is not None
    year = as_of_short(figure.as_of) if is_interim and figure and figure.as_of else FiscalYear(moment.year).short
    return {"year": year, "value": figure_text(figure) if figure else ""}


def _from_to(finals: Sequence[Moment]) -> str:
    """Return how the years that are over went, from the first to the last; nothing for fewer than two."""
    if len(finals) < 2 or not (finals[0].actual and finals[-1].actual):
        return ""
    one, two = finals[0].actual, finals[-1].actual
    words = {"one": figure_text(one), "two": figure_text(two)}
    words |= {"first": FiscalYear(finals[0].year).short, "last": FiscalYear(finals[-1].year).short}
    if one.value == two.value:
        return _("実績は%(first)sも%(last)sも%(one)sです。") % words
    if one.value is not None and two.value is not None and one.value < two.value:
        return _("実績は%(first)sの%(one)sから%(last)sの%(two)sに増えました。") % words
    return _("実績は%(first)sの%(one)sから%(last)sの%(two)sに減りました。") % words
