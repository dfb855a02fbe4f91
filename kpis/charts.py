"""An indicator's life as a chart: target and actual across plans, a break where it was redefined, and the outlook of a running year."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

import msgspec
from django.utils.translation import gettext as _

from iconm.lib.chart import Break, ChartSpec, Point, Series, Span, Tick
from iconm.lib.chart_marks import named_span
from iconm.lib.choices import State
from iconm.lib.common_unit import common_unit, comparable
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import cell_text, figure_text
from iconm.lib.table import Cell
from iconm.lib.units import is_money
from iconm.lib.wareki import as_of_long, as_of_short
from kpis.pace import months_of, year_end
from kpis.queries.lives import Moment
from kpis.queries.plans import Plan
from kpis.tables.lives import change_text, picture_table, unit_of
from ledger.choices import Kind

MOST_SOURCES = 4
MOST_TOLD = 4  # years that went up and down: one by one they still make a title


def life_chart(moments: Sequence[Moment], plans: Mapping[str, Plan], *, name: str) -> ChartSpec:
    """Return the chart of these years. Part-year and expected values are hollow; targets go on into the years to come."""
    unit, title = _unit_drawn(moments), trend_text(moments)
    outlooks = outlooks_of(moments)
    marks = [_outlook_point(moment, cell, unit) for moment, cell in zip(moments, outlooks, strict=True)]
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
    """Return for each year what its count comes to at the pace so far; None but for the latest value of a year with a target."""
    latest = {moment.stage.code: moment for moment in moments if moment.actual and moment.actual.value is not None}
    pairs = pairwise([None, *moments])
    return tuple(_outlook(moment, before) if moment and latest.get(moment.stage.code) is moment else None for before, moment in pairs)


def trend_text(moments: Sequence[Moment]) -> str:
    """Return where the actuals came from and where they stand, of the latest definition that has more than a baseline."""
    measured = [moment for moment in moments if moment.actual and moment.actual.value is not None]
    if not measured:
        return _("実績はまだ登録されていません。")
    runs = [list(group) for _code, group in groupby(measured, key=lambda moment: moment.stage.code)]
    told = next((run for run in reversed(runs) if len(run) > 1), runs[-1])
    last = told[-1]
    lead = _course([moment for moment in told if _is_final(moment)])
    text = lead or _("実績は%(year)sの%(value)sです。") % _words(last)
    if lead and not _is_final(last):
        text = _("%(lead)s%(year)sは%(value)sです。") % (_words(last) | {"lead": lead})
    return text + "".join(_still_open(moments, last))


def _outlook(moment: Moment, before: Moment | None) -> Cell | None:
    figure = moment.actual
    value = year_end(figure, moment.stage.kind, _counted_on(moment, before)) if moment.target else None
    if figure is None or value is None:
        return None
    return Cell(value=value, unit=figure.unit, decimals=figure.decimals, state=State.FORECAST)


def _counted_on(moment: Moment, before: Moment | None) -> Figure | None:
    """Return the value of the year before, which a cumulative count goes on from."""
    return before.actual if before and (before.stage.code, before.year) == (moment.stage.code, moment.year - 1) else None


def _figure_point(figure: Figure | None, unit: str) -> Point:
    return _point(Cell.of(figure) if figure else None, unit)


def _outlook_point(moment: Moment, cell: Cell | None, unit: str) -> Point:
    """Return its mark, without a second number where it is the actual's own."""
    point = _point(cell, unit)
    return msgspec.structs.replace(point, text="") if cell and moment.actual and cell.value == moment.actual.value else point


def _unit_drawn(moments: Sequence[Moment]) -> str:
    """Return the unit of the stages; of several units of money that of most values, nothing where they count several things."""
    if unit := unit_of(moments):
        return unit
    figures = [figure for moment in moments for figure in (moment.actual, moment.target)]
    return common_unit(figures) if all(is_money(moment.stage.unit) for moment in moments) else ""


def _point(cell: Cell | None, unit: str) -> Point:
    """Return the mark of a number, money in the unit of the chart, with the text the papers print; a gap where it is something else."""
    if cell is None or cell.value is None:
        return Point(state=cell.state) if cell else Point()
    value = comparable(cell.value, cell.unit, unit) if unit else cell.value
    if value is None:
        return Point(state=State.NOT_COMPARABLE)
    return Point(value=value, state=cell.state, text=cell_text(cell, unit=unit))


def _tick(moment: Moment) -> Tick:
    year, figure = FiscalYear(moment.year), moment.actual
    if figure and figure.value is not None and figure.state == State.INTERIM and figure.as_of:
        return Tick(label=year.short, below=as_of_short(figure.as_of))
    if figure and (figure.state == State.FORECAST or figure.value is None):
        return Tick(label=year.short, below=str(figure.state.label))
    return Tick(label=year.short, below=f"({moment.year})")


def _breaks(moments: Sequence[Moment]) -> Iterator[Break]:
    for place, (before, moment) in enumerate(pairwise(moments), start=1):
        if before.stage.code != moment.stage.code:
            yield _break(place, moment)


def _break(place: int, moment: Moment) -> Break:
    if moment.stage.continues:
        return Break(at=place, text=_("対象拡大"), is_light=True)
    return Break(at=place, text=_("定義変更（比較不能）") if moment.stage.follows_last else _("別の指標"))


def _spans(moments: Sequence[Moment], plans: Mapping[str, Plan]) -> Iterator[Span]:
    """Yield the plans over the years in which they set targets; a baseline belongs to none."""
    places = [(place, moment) for place, moment in enumerate(moments) if moment.target and moment.year in plans[moment.line.plan].years]
    for (_stage, code), group in groupby(places, key=lambda pair: (pair[1].stage.code, pair[1].line.plan)):
        found = [place for place, _moment in group]
        plan = plans[code]
        yield named_span(found[0], found[-1], name=plan.name, term=term_short(plan.first_year, plan.last_year))


def _notes(moments: Sequence[Moment], outlooks: Sequence[Cell | None]) -> Iterator[str]:
    if days := list(dict.fromkeys(_part_year(moments))):
        yield _("%(days)sの値です。") % {"days": _("、").join(days)}
    for moment in moments:
        if moment.actual and moment.actual.state == State.FORECAST:
            yield _("%(year)sは%(note)sです。") % {
                "year": FiscalYear(moment.year).short,
                "note": moment.actual.note or State.FORECAST.label,
            }
    for before, moment, cell in zip([None, *moments], moments, outlooks, strict=False):
        if cell and moment.actual and moment.actual.as_of:
            yield _outlook_note(moment.actual, cell, _counted_on(moment, before) if moment.stage.kind == Kind.CUMULATIVE else None)
    for before, moment in pairwise(moments):
        if before.stage.code != moment.stage.code and moment.stage.continues and moment.stage.came:
            yield f"{change_text(moment)}{moment.stage.came.note}"
    yield from dict.fromkeys(f"{moment.line.mark} {moment.line.footnote}" for moment in moments if moment.line.mark)


def _part_year(moments: Sequence[Moment]) -> Iterator[str]:
    for moment in moments:
        figure = moment.actual
        if figure and figure.state == State.INTERIM and figure.as_of:
            yield _("%(year)sは%(day)s") % {"year": FiscalYear(moment.year).short, "day": as_of_long(figure.as_of)}


def _outlook_note(figure: Figure, cell: Cell, before: Figure | None) -> str:
    """Say how the outlook came about. before: what a cumulative count goes on from; None for an annual one."""
    words = {
        "outlook": cell_text(cell),
        "day": as_of_short(figure.as_of) if figure.as_of else "",
        "value": figure_text(figure),
        "months": months_of(figure),
    }
    if before is None or before.fiscal_year is None:
        text = _("見通し%(outlook)sは、%(day)sの%(value)sを月数で延ばした試算（%(value)s÷%(months)sか月×12か月）で、実績ではありません。")
        return text % words
    words |= {"year": FiscalYear(before.fiscal_year).short, "before": figure_text(before)}
    text = _(
        "見通し%(outlook)sは、%(year)sの%(before)sに、%(day)sの%(value)sまでの増減を月数で延ばして（÷%(months)sか月×12か月）加えた試算で、実績ではありません。"
    )
    return text % words


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


def _still_open(moments: Sequence[Moment], last: Moment) -> Iterator[str]:
    """Yield the year after the last number, of the same definition, that is reported without one."""
    for moment in moments:
        if moment.stage.code == last.stage.code and moment.year > last.year and moment.actual and moment.actual.state == State.PENDING:
            yield _("%(year)sは未確定です。") % {"year": FiscalYear(moment.year).short}


def _course(finals: Sequence[Moment]) -> str:
    """Return how the years that are over went: from the first to the last where every step led that way; nothing for fewer than two."""
    figures = [moment.actual for moment in finals if moment.actual]
    numbers = [comparable(figure.value, figure.unit, figures[0].unit) for figure in figures if figure.value is not None]
    values = [number for number in numbers if number is not None]
    if len(values) < 2 or len(values) < len(numbers):
        return ""
    years = [FiscalYear(moment.year).short for moment in finals]
    words = {"first": years[0], "last": years[-1], "one": figure_text(figures[0]), "two": figure_text(figures[-1])}
    if values in (sorted(values), sorted(values, reverse=True)):
        return _straight(values, is_rate=figures[0].unit == "%") % words
    if len(values) > MOST_TOLD:
        return _("実績は上下しながら、%(first)sの%(one)sから%(last)sの%(two)sになりました。") % words
    each = (f"{year} {figure_text(figure)}" for year, figure in zip(years, figures, strict=True))
    return _("実績は%(each)sです。") % {"each": _("、").join(each)}


def _straight(values: Sequence[Decimal], *, is_rate: bool) -> str:
    """Return the sentence of numbers that never turned back."""
    if values[0] == values[-1]:
        return _("実績は%(first)sも%(last)sも%(one)sです。")
    if is_rate:
        up = _("実績は%(first)sの%(one)sから%(last)sの%(two)sに上がりました。")
        down = _("実績は%(first)sの%(one)sから%(last)sの%(two)sに下がりました。")
    else:
        up = _("実績は%(first)sの%(one)sから%(last)sの%(two)sに増えました。")
        down = _("実績は%(first)sの%(one)sから%(last)sの%(two)sに減りました。")
    return up if values[0] < values[-1] else down
