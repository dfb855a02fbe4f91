"""Small charts of what reaches people: one for each count and its people, the same years on each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.chart import ChartSpec, Point, Series
from iconm.lib.chart_marks import mark, when, year_tick
from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.wareki import month_short
from outreach.queries import MetricLine, OutreachFigures
from outreach.tables import MEASURES, measure_head


@dataclass(frozen=True)
class Course:
    """What a chart tells: a figure or nothing for each year, and the total stated over all of them. head: 件数, 回数 or 人数."""

    head: str
    years: Sequence[int]
    figures: tuple[Figure | None, ...]
    total: Figure | None

    @property
    def numbers(self) -> list[Figure]:
        return [figure for figure in self.figures if figure and figure.value is not None]

    @property
    def unit(self) -> str:
        """Return the unit of the latest number, which the picture is drawn in."""
        return self.numbers[-1].unit


def metric_charts(figures: OutreachFigures, line: MetricLine, years: Sequence[int]) -> list[ChartSpec]:
    """Return the charts of a metric, the count before the people; none for what has no number in these years.

    figures: without the totals over other years (`of_years`), as the total stands in the title.
    """
    courses = {measure: _course(figures, line, measure, years) for measure in MEASURES}
    told = {measure: course for measure, course in courses.items() if course.numbers}
    labels = {measure: line.label if len(told) == 1 else f"{line.label}（{course.head}）" for measure, course in told.items()}
    return [_chart(f"{line.code}-{measure}", labels[measure], course) for measure, course in told.items()]


def _course(figures: OutreachFigures, line: MetricLine, measure: Measure, years: Sequence[int]) -> Course:
    found = tuple(figures.known.best(line.item, year, measure) for year in years)
    return Course(measure_head(line, measure), years, found, figures.known.spanning(line.item, measure))


def _chart(name: str, label: str, course: Course) -> ChartSpec:
    return ChartSpec(
        name=name,
        title=_title(label, course),
        kind="column",
        size="small",
        unit=course.unit,
        axis=tuple(year_tick(year, [figure]) for year, figure in zip(course.years, course.figures, strict=True)),
        series=(Series(name=course.head, points=tuple(_point(figure, course.unit) for figure in course.figures)),),
        notes=tuple(_notes(course)),
        table=_table(name, label, course),
    )


def _point(figure: Figure | None, unit: str) -> Point:
    """Return the mark of a year; a number in another unit leaves a gap, and stands in the table alone."""
    if figure is None or (figure.value is not None and figure.unit != unit):
        return Point()
    return mark(Cell.of(figure))


def _title(label: str, course: Course) -> str:
    """Return what was stated over all the years, else where the latest year stands."""
    total = course.total
    if total and total.value is not None:
        return _("%(name)sは計%(total)s（%(term)s）です。") % {"name": label, "total": figure_text(total), "term": _term(total)}
    latest = course.numbers[-1]
    return _("%(name)sは%(year)sで%(value)sです。") % {"name": label, "year": when(latest), "value": figure_text(latest)}


def _term(total: Figure) -> str:
    """Return R4～R7, or R4～R7.12 for a total that ends within its last year."""
    if total.is_part_year and total.as_of and total.fiscal_year:
        return f"{FiscalYear(total.fiscal_year).short}～{month_short(total.as_of.year, total.as_of.month)}"
    return term_short(total.fiscal_year, total.period_end)


def _notes(course: Course) -> Iterator[str]:
    """Say what the picture leaves out, or that the years do not come to the total; a sum with a year missing is no total."""
    numbers, total, unit = course.numbers, course.total, course.unit
    if any(figure.unit != unit for figure in numbers):
        yield _("単位が異なる年度の値は、図に描かず表に示しています。")
    elif total and total.value is not None and total.unit == unit and len(numbers) == len(course.years):
        value = sum((figure.value for figure in numbers if figure.value is not None), Decimal(0))
        if value != total.value:
            words = {"sum": format_number(value, total.decimals, NumberStyle()) + unit, "total": figure_text(total)}
            yield _("年度の値の合計は%(sum)sで、資料の計%(total)sと一致しません。") % words


def _table(name: str, title: str, course: Course) -> Table:
    """Return a row a year, which a narrow card has room for, and below them the total where one is stated."""
    years = zip(course.years, course.figures, strict=True)
    rows = [Row(heads=(Head(text=year_head(year, (figure,))),), cells=(Cell.of(figure),)) for year, figure in years]
    if course.total:
        rows.append(Row(heads=(Head(text="計"),), cells=(Cell.of(course.total),), kind="total"))
    heads = (Head(text="年度"), Head(text=course.head))
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), unit=course.unit)
