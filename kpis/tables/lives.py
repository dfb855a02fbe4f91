"""Tables of an indicator's whole life: year below year with its verdict, and target above actual as the papers lay them out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from iconm.lib.choices import State
from iconm.lib.common_unit import beside, comparable
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.units import is_money
from iconm.lib.wareki import as_of_short
from kpis.calculations import Verdict
from kpis.choices import Scheme, SuccessionKind
from kpis.queries.lives import Moment, Standing
from kpis.queries.plans import IndicatorLine
from kpis.tables.plans import target_cell


def years_table(moments: Sequence[Moment], *, name: str, title: str) -> Table:
    """Return a row a year: target, actual, its day, difference, rate, state and grade; a row of its own says where another stage begins."""
    heads = (_("年度"), _("目標"), _("実績"), _("時点"), _("差"), _("対目標"), _("状態"), _("評価"))
    rows: list[Row] = []
    for before, moment in zip((None, *moments), moments, strict=False):
        if before and before.stage.code != moment.stage.code:
            blank = tuple(Cell() for _head in heads[1:])
            rows.append(Row(heads=(Head(text=change_text(moment)),), cells=blank, kind="head"))
        rows.append(Row(heads=(Head(text=FiscalYear(moment.year).header),), cells=tuple(_cells(moment))))
    return Table(name=name, title=title, head=(tuple(Head(text=text) for text in heads),), rows=tuple(rows), unit=unit_of(moments))


def picture_table(moments: Sequence[Moment], outlooks: Sequence[Cell | None], *, name: str, title: str) -> Table:
    """Return target above actual, a column a year, the stages side by side. outlooks: one for each moment, None where there is none."""
    stages = [list(group) for _code, group in groupby(moments, key=lambda moment: moment.stage.code)]
    years = tuple(Head(text=_year_head(moment)) for moment in moments)
    upper = (Head(text=_("区分"), rowspan=2), *(Head(text=group[0].stage.label, colspan=len(group)) for group in stages))
    head = (upper, years) if len(stages) > 1 else ((Head(text=_("区分")), *years),)
    rows = [
        Row(heads=(Head(text=_("目標")),), cells=tuple(target_cell(moment.target, moment.line) for moment in moments)),
        Row(heads=(Head(text=_("実績")),), cells=tuple(Cell.of(moment.actual) for moment in moments)),
    ]
    if any(outlooks):
        rows.append(Row(heads=(Head(text=_("年度末の見通し")),), cells=tuple(cell or Cell() for cell in outlooks)))
    return Table(name=name, title=title, head=head, rows=tuple(rows), unit=unit_of(moments))


def unit_of(moments: Sequence[Moment]) -> str:
    """Return the unit of the item, which is stated once; nothing where the stages have several. A value in another one bears it."""
    units = {moment.stage.unit for moment in moments}
    return units.pop() if len(units) == 1 else ""


def change_text(moment: Moment) -> str:
    """Return what a stage changes, to be read above its first year."""
    words = {"year": first_year_of(moment), "name": moment.stage.label}
    came = moment.stage.came
    if came is None:
        return _("「%(name)s」") % words
    if came.kind == SuccessionKind.EXTENDED:
        return _("対象拡大　%(year)sから「%(name)s」。") % words
    return _("定義変更　%(year)sから「%(name)s」。上下は比較できません。") % words


def first_year_of(moment: Moment) -> str:
    """Return the first year for which the stage has a target; of a baseline alone, its own."""
    return FiscalYear(moment.year + 1 if moment.is_baseline else moment.year).short


def difference(actual: Figure | None, target: Figure | None) -> Decimal | None:
    """Return actual minus target, money in the unit of the target; None unless both are numbers that can be compared."""
    if actual is None or target is None or actual.value is None or target.value is None:
        return None
    reached = comparable(actual.value, actual.unit, target.unit)
    return None if reached is None else reached - target.value


def difference_text(actual: Figure | None, target: Figure | None) -> str:
    """Return +4, △8, 0 or —; the sign says which way, not whether it is good."""
    gap = difference(actual, target)
    if gap is None:
        return "—"
    text = format_number(gap, difference_decimals(actual, target), NumberStyle())
    return f"+{text}" if gap > 0 else text


def difference_decimals(actual: Figure | None, target: Figure | None) -> int:
    """Return with how many decimals their difference is printed: as many as either has in the unit of the target."""
    own = beside(actual, target)
    return max(own.decimals, target.decimals) if own and target else 0


def grade_of(line: IndicatorLine, verdict: Verdict) -> str:
    """Return the grade people decided, else the computed one where it says more than the state; nothing without either."""
    if verdict.decision:
        return verdict.decision.text
    return verdict.grade.text if verdict.grade and line.scheme != Scheme.MET else ""


def progress_with_states(rows: Sequence[tuple[IndicatorLine, Sequence[Standing]]], years: Sequence[int], *, name: str, title: str) -> Table:
    """Return targets above actuals above states, a column a year, and the grades where an indicator has some."""
    heads = (Head(text=_("実現する目標")), Head(text=_("指標"), colspan=2), *(Head(text=FiscalYear(year).header) for year in years))
    body: list[Row] = []
    for objective, group in groupby(rows, key=lambda row: row[0].objective):
        blocks = [list(_block(line, moments)) for line, moments in group]
        height = sum(map(len, blocks))
        first, *rest = [row for block in blocks for row in block]
        body += [Row(heads=(Head(text=objective, rowspan=height), *first.heads), cells=first.cells), *rest]
    return Table(name=name, title=title, head=(heads,), rows=tuple(body), stub=3)


def _block(line: IndicatorLine, moments: Sequence[Standing]) -> Iterator[Row]:
    grades = [grade_of(line, moment.verdict) for moment in moments]
    label = Head(text=line.label(), rowspan=4 if any(grades) else 3, mark=line.mark)
    yield Row(heads=(label, Head(text=_("目標"))), cells=tuple(target_cell(moment.target, line) for moment in moments))
    yield Row(heads=(Head(text=_("実績")),), cells=tuple(Cell.of(moment.actual, remark=_day(moment)) for moment in moments))
    yield Row(heads=(Head(text=_("状態")),), cells=tuple(Cell(text=moment.state_text) for moment in moments))
    if any(grades):
        yield Row(heads=(Head(text=_("評価")),), cells=tuple(Cell(text=grade) for grade in grades))


def _cells(moment: Moment) -> Iterator[Cell]:
    verdict = moment.verdict
    yield target_cell(moment.target, moment.line)
    yield Cell.of(moment.actual)
    yield Cell(text=day_of(moment.actual))
    yield _difference_cell(moment)
    yield Cell() if verdict.pct is None else Cell(value=verdict.pct, decimals=1, unit="%", state=State.FINAL)
    yield Cell(text=moment.state_text)
    yield Cell(text=grade_of(moment.line, verdict))


def _difference_cell(moment: Moment) -> Cell:
    gap = difference(moment.actual, moment.target)
    if gap is None or moment.actual is None or moment.target is None:
        return Cell()
    unit = moment.target.unit if is_money(moment.target.unit) else moment.actual.unit
    return Cell(value=gap, unit=unit, decimals=difference_decimals(moment.actual, moment.target), state=State.FINAL)


def day_of(figure: Figure | None) -> str:
    """Return what keeps a number from being that of a whole year: R7.12末, 見込; nothing for a final one."""
    if figure is None or figure.value is None:
        return ""
    if figure.state == State.FORECAST:
        return str(State.FORECAST.label)
    return as_of_short(figure.as_of) if figure.state == State.INTERIM and figure.as_of else ""


def _day(moment: Standing) -> str:
    day = day_of(moment.actual)
    return f"（{day}）" if day else ""


def _year_head(moment: Moment) -> str:
    day = day_of(moment.actual)
    return FiscalYear(moment.year).header + (f"（{day}）" if day else "")
