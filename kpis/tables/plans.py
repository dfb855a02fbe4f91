"""Tables of goals and indicators as the committee papers lay them out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.choices import Basis, State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Cell, Head, Note, Row, Table, TableInputError, parse_day
from kpis.choices import Change, TargetType
from kpis.queries.figures import KpiFigures
from kpis.queries.plans import IndicatorLine, Plan

HALF_WIDTH, FULL_WIDTH = "half", "full"
OBJECTIVE, INDICATOR = Head(text="先導的施設として実現する目標"), Head(text="指標")


def progress(figures: KpiFigures, *, name: str, title: str, plan: str, document: str = "", until: str = "") -> Table:
    """Return targets above actuals, a column a year of the plan.

    document: the paper whose wording is used. until: ISO date; the actuals are those that describe no later day.
    """
    period = find_plan(figures, plan, document)
    last_day = parse_day(until)
    actuals = {(line.code, year): figures.actual(line, year, until=last_day) for line in period.lines for year in period.years}
    years = tuple(Head(text=_year_head(year, (actuals[line.code, year] for line in period.lines))) for year in period.years)
    rows = []
    for line, objective in with_objectives(period.lines, rows_each=2):
        label = Head(text=line.label(document), rowspan=2)
        targets = tuple(target_cell(figures.target(line, year), line) for year in period.years)
        rows.append(Row(heads=(*objective, label, Head(text="目標")), cells=targets))
        rows.append(Row(heads=(Head(text="実績"),), cells=tuple(Cell.of(actuals[line.code, year]) for year in period.years)))
    heads = (OBJECTIVE, Head(text="指標", colspan=2), *years)
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), stub=3)


def targets(figures: KpiFigures, *, name: str, title: str, plan: str, document: str = "", until: str = "") -> Table:
    """Return the targets of a plan beside the last value before it; what changed since the plan before is underlined."""
    period = find_plan(figures, plan, document)
    baseline = _baseline(figures, period, until)
    heads = (
        OBJECTIVE,
        INDICATOR,
        Head(text=_baseline_head(period, baseline)),
        *(Head(text=FiscalYear(year).header) for year in period.years),
    )
    rows = [
        Row(
            heads=(*objective, Head(text=line.label(document), changed=line.is_underlined, mark=line.mark)),
            cells=(Cell.of(figure), *(target_cell(figures.target(line, year), line) for year in period.years)),
        )
        for (line, objective), figure in zip(with_objectives(period.lines), baseline, strict=True)
    ]
    notes = tuple(Note(mark=line.mark, text=line.footnote) for line in period.lines if line.mark)
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), stub=2, notes=notes)


def targets_with_significance(figures: KpiFigures, *, name: str, title: str, plan: str, document: str = "", until: str = "") -> Table:
    """Return the targets as first set: with what each indicator stands for, the baseline, and 【新規】 on what is new."""
    period = find_plan(figures, plan, document)
    baseline = _baseline(figures, period, until)
    day = max((figure.as_of for figure in baseline if figure and figure.as_of and figure.basis == Basis.ACTUAL), default=None)
    first = Head(text=wareki.as_of_long(day)) if day else Head(text=FiscalYear(period.first_year - 1).long)
    upper = (
        Head(text=OBJECTIVE.text, rowspan=2),
        Head(text="指標の意義", rowspan=2),
        Head(text=INDICATOR.text, rowspan=2),
        first,
        *(Head(text=FiscalYear(year).long) for year in period.years),
    )
    lower = (Head(text="実績"), *(Head(text="目標") for _year in period.years))
    rows = [
        Row(
            heads=(*objective, Head(text=line.significance), Head(text=line.label(document) + _new_mark(line))),
            cells=(_baseline_cell(figure), *(target_cell(figures.target(line, year), line) for year in period.years)),
        )
        for (line, objective), figure in zip(with_objectives(period.lines), baseline, strict=True)
    ]
    return Table(name=name, title=title, head=(upper, lower), rows=tuple(rows), stub=3)


def goals(figures: KpiFigures, *, name: str, title: str, plan: str, brackets: str = HALF_WIDTH, note: bool = False) -> Table:
    """Return the direct goals (KGI) of a plan under their target years.

    brackets: `half` or `full` width round the western year. note: whether the plan's remark on its goals stands below.
    """
    if brackets not in (HALF_WIDTH, FULL_WIDTH):
        raise TableInputError(_("括弧の幅は half か full で指定してください：%(brackets)s") % {"brackets": brackets})
    period = find_plan(figures, plan)
    rows = []
    for year, group in groupby(period.goals, key=lambda goal: goal.target_year):
        texts = [goal.text for goal in group]
        printed = FiscalYear(year).full_wide if brackets == FULL_WIDTH else FiscalYear(year).full
        head = Head(text=printed, rowspan=len(texts))
        rows += [Row(heads=(head,) if position == 0 else (), cells=(Cell(text=text),)) for position, text in enumerate(texts)]
    notes = (Note(text=period.goals_note),) if note and period.goals_note else ()
    heads = (Head(text="目標年度"), Head(text="直接目標（KGI）"))
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), stub=1, notes=notes)


def with_objectives(lines: Sequence[IndicatorLine], rows_each: int = 1) -> Iterator[tuple[IndicatorLine, tuple[Head, ...]]]:
    """Yield each line with the objective head that opens its group, and with none inside the group."""
    for objective, group in groupby(lines, key=lambda line: line.objective):
        members = list(group)
        for position, line in enumerate(members):
            yield line, (Head(text=objective, rowspan=len(members) * rows_each),) if position == 0 else ()


def _year_head(year: int, actuals: Iterable[Figure | None]) -> str:
    """Return `R7(2025)年度(R7.12末時点)` where the values of the year are part-year, else `R6(2024)年度`."""
    part_year = [figure.as_of for figure in actuals if figure and figure.as_of and figure.is_part_year]
    as_of = f"({wareki.as_of_short(max(part_year))}時点)" if part_year else ""
    return f"{FiscalYear(year).header}年度{as_of}"


def _baseline(figures: KpiFigures, plan: Plan, until: str) -> list[Figure | None]:
    return [figures.actual(line, plan.first_year - 1, until=parse_day(until)) for line in plan.lines]


def _baseline_head(plan: Plan, baseline: Iterable[Figure | None]) -> str:
    """Return `R7(2025)12月末` for a part-year baseline, `R7(2025)実績` for a final one, the year alone for none."""
    figures = [figure for figure in baseline if figure and figure.as_of]
    days = [figure.as_of for figure in figures if figure.as_of and figure.is_part_year]
    year = FiscalYear(plan.first_year - 1).header
    if not days:
        return f"{year}実績" if figures else year
    latest = max(days)
    is_month_end = (latest + timedelta(days=1)).day == 1
    return f"{year}{latest.month}月末" if is_month_end else f"{year}{latest.month}月{latest.day}日"


def _baseline_cell(figure: Figure | None) -> Cell:
    # The baseline column holds counted values; one that stands on another basis says so behind its number.
    is_estimate = figure is not None and figure.state == State.FORECAST
    return Cell.of(figure, remark=f"({figure.note})" if figure and is_estimate and figure.note else "")


def target_cell(figure: Figure | None, line: IndicatorLine) -> Cell:
    return Cell.of(figure, remark="以下" if figure and figure.value is not None and line.target_type == TargetType.AT_MOST else "")


def _new_mark(line: IndicatorLine) -> str:
    return "【新規】" if line.change == Change.NEW else ""


def find_plan(figures: KpiFigures, plan: str, document: str = "") -> Plan:
    if plan not in figures.plans:
        known = {"plan": plan, "plans": "・".join(figures.plans) or "—"}
        raise TableInputError(_("計画期間「%(plan)s」は登録されていません。登録済み：%(plans)s") % known)
    period = figures.plans[plan]
    if document and not any(document in line.labels for line in period.lines):
        raise TableInputError(_("「%(document)s」の表記は、この計画期間の指標に登録されていません。") % {"document": document})
    return period
