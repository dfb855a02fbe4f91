"""What a programme brought in year by year, against its ceiling where it has one."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.chart import ChartSpec, Point, Series
from iconm.lib.chart_marks import mark, when, year_tick
from iconm.lib.choices import Measure, State
from iconm.lib.common_unit import common_unit, in_unit, inconvertible
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Head, Row, Table
from ledger.queries import Known
from programs.queries.ceilings import Progress, ceiling_of, progress
from programs.tables.ceilings import sum_cell


@dataclass(frozen=True)
class Course:
    """The amounts of consecutive years, None where nothing is registered. stated: as registered; figures: in the unit of most.

    ceiling: as registered. progress: towards it, where the years of its whole term, and none besides, can stand beside it.
    """

    label: str
    unit: str
    decimals: int
    years: range
    stated: tuple[Figure | None, ...]
    figures: tuple[Figure | None, ...]
    ceiling: Figure | None
    progress: Progress | None

    @property
    def sums(self) -> list[Decimal | None]:
        """Return what came together by each year, as far as that is known."""
        return [self.progress.sums.get(year) if self.progress else None for year in self.years]


def amounts(known: Known, *, item: str, ceiling: str, name: str) -> ChartSpec | None:
    """Return a column a year; with a ceiling of the whole term, how the years add up to it. None without yearly amounts.

    item, ceiling: of the ledger; an empty ceiling is none.
    """
    course = _course(known, item, ceiling)
    if course is None:
        return None
    return ChartSpec(
        name=name,
        title=_title(course),
        kind="stacked" if course.progress else "column",
        unit=course.unit,
        axis=tuple(year_tick(year, [figure]) for year, figure in zip(course.years, course.figures, strict=True)),
        series=tuple(_series(course)),
        notes=tuple(_notes(course)),
        source=next((figure.source for figure in reversed(course.figures) if figure and figure.source), ""),
        table=_table(course, name),
    )


def _course(known: Known, item: str, ceiling: str) -> Course | None:
    found = {year: figure for year in known.years([item]) if (figure := known.best(item, year, Measure.AMOUNT))}
    numbers = [figure for figure in found.values() if figure.value is not None]
    if not numbers:
        return None
    unit, most = common_unit(numbers), ceiling_of(known, ceiling)
    reached = progress(known, item=item, ceiling=ceiling)
    beside = reached if reached and all(year in reached.years for year in found) else None
    years = beside.years if beside else range(min(found), max(found) + 1)
    stated = tuple(found.get(year) for year in years)
    figures = tuple(in_unit(figure, unit) for figure in stated)
    return Course(numbers[-1].item_label, unit, numbers[-1].decimals, years, stated, figures, most, beside)


def _series(course: Course) -> Iterator[Series]:
    if course.progress is None:
        yield Series(name=_("年度の受入額"), points=tuple(_point(figure) for figure in course.figures))
        return
    together = [*zip(course.sums, course.figures, strict=True)]
    yield Series(
        name=_("前年度までの計"), role="part", stack="sum", points=tuple(_before(total, figure, course) for total, figure in together)
    )
    own = (figure if total is not None else None for total, figure in together)
    yield Series(name=_("年度の受入額"), role="part", stack="sum", points=tuple(_point(figure) for figure in own))
    point = Point(value=course.progress.limit, state=State.PLANNED, text=figure_text(course.progress.ceiling))
    yield Series(name=_("上限額（全期間）"), role="target", points=(point,) * len(course.years))


def _point(figure: Figure | None) -> Point:
    return mark(Cell.of(figure), unit="") if figure and figure.value is not None else Point()


def _before(total: Decimal | None, figure: Figure | None, course: Course) -> Point:
    """Return what had come in by the end of the year before; nothing in the first year."""
    if total is None or figure is None or figure.value is None or total == figure.value:
        return Point()
    before = total - figure.value
    return Point(value=before, state=State.FINAL, text=_number(before, course.decimals) + course.unit)


def _number(value: Decimal, decimals: int) -> str:
    return format_number(value, decimals, NumberStyle())


def _title(course: Course) -> str:
    if course.progress:
        return _standing(course.progress)
    figure = next(figure for figure in reversed(course.figures) if figure and figure.value is not None)
    state = _("（%(state)s）") % {"state": figure.state.label} if figure.state in (State.INTERIM, State.FORECAST) else ""
    return _("%(year)sの受入額は%(amount)sです%(state)s") % {
        "year": FiscalYear(figure.fiscal_year or 0).short,
        "amount": figure_text(figure),
        "state": state,
    }


def _standing(reached: Progress) -> str:
    """Return what had come by the latest year for which that is known, and how much of the ceiling it is."""
    figure, total = reached.received[reached.last], reached.sums[reached.last]
    words = {
        "day": when(figure) if figure else "",
        "total": _number(total, reached.decimals) + reached.unit,
        "ceiling": figure_text(reached.ceiling),
        "pct": _number(total / reached.limit * 100, 1),
    }
    return _("%(day)sまでの受入額は計%(total)sで、上限額（%(ceiling)s）の%(pct)s%%です") % words


def _notes(course: Course) -> Iterator[str]:
    if course.progress:
        yield _("受入額を年度ごとに積み上げています。上限額は全期間の額で、年度ごとの上限ではありません。")
    elif course.ceiling:
        yield _("上限額は%(ceiling)s（全期間の額）です。") % {"ceiling": figure_text(course.ceiling)}
    if texts := [figure_text(figure) for figure in inconvertible(course.stated, course.unit)]:
        words = {"figures": _("、").join(texts), "unit": course.unit}
        yield _("%(unit)sに換算できない値は、図と計算に含めていません（%(figures)s）。") % words


def _table(course: Course, name: str) -> Table:
    heads = ["年度", "受入額", *(["計（開始から）"] if course.progress else [])]
    rows = []
    for year, figure in zip(course.years, course.stated, strict=True):
        cells = (Cell.of(figure), *([sum_cell(course.progress, year)] if course.progress else []))
        rows.append(Row(heads=(Head(text=year_head(year, [figure])),), cells=cells))
    return Table(name=name, title=course.label, unit=course.unit, head=(tuple(Head(text=text) for text in heads),), rows=tuple(rows))
