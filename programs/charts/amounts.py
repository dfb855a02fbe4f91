"""What a programme brought in year by year, against its ceiling where it has one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _

from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.choices import Measure, State
from iconm.lib.common_unit import common_unit, in_unit, inconvertible
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.units import UnitError, convert
from iconm.lib.wareki import as_of_short
from ledger.queries import Known


@dataclass(frozen=True)
class Course:
    """The amounts of consecutive years, None where nothing is registered. sums: what came together by each year, as far as that is known.

    stated: as registered; figures: in the unit of most. limit: the ceiling in it, where the years of its whole term can stand beside it.
    """

    label: str
    unit: str
    decimals: int
    years: tuple[int, ...]
    stated: tuple[Figure | None, ...]
    figures: tuple[Figure | None, ...]
    sums: tuple[Decimal | None, ...]
    ceiling: Figure | None
    limit: Decimal | None


def amounts(known: Known, *, item: str, ceiling: str, name: str) -> ChartSpec | None:
    """Return a column a year; with a ceiling of the whole term, how the years add up to it. None without yearly amounts.

    item, ceiling: of the ledger; an empty ceiling is none.
    """
    course = _course(known, item, known.latest(ceiling) if ceiling else None)
    if course is None:
        return None
    return ChartSpec(
        name=name,
        title=_title(course),
        kind="column" if course.limit is None else "stacked",
        unit=course.unit,
        axis=tuple(_tick(year, figure) for year, figure in zip(course.years, course.figures, strict=True)),
        series=tuple(_series(course)),
        notes=tuple(_notes(course)),
        source=next((figure.source for figure in reversed(course.figures) if figure and figure.source), ""),
        table=_table(course, name),
    )


def _course(known: Known, item: str, ceiling: Figure | None) -> Course | None:
    found = {year: figure for year in known.years([item]) if (figure := known.best(item, year, Measure.AMOUNT))}
    numbers = [figure for figure in found.values() if figure.value is not None]
    if not numbers:
        return None
    unit = common_unit(numbers)
    limit = _limit(ceiling, unit, min(found))
    last = max(*found, ceiling.period_end or 0) if ceiling and limit is not None else max(found)
    years = tuple(range(min(found), last + 1))
    stated = tuple(found.get(year) for year in years)
    figures = tuple(in_unit(figure, unit) for figure in stated)
    sums = _sums(figures) if limit is not None else (None,) * len(years)
    return Course(numbers[-1].item_label, unit, numbers[-1].decimals, years, stated, figures, sums, ceiling, limit)


def _limit(ceiling: Figure | None, unit: str, first: int) -> Decimal | None:
    """Return the ceiling in that unit; None unless the amounts are known from its first year on, as their sum would be too small."""
    if ceiling is None or ceiling.value is None or ceiling.period_end is None or ceiling.fiscal_year != first:
        return None
    try:
        return convert(ceiling.value, ceiling.unit, unit)
    except UnitError:
        return None


def _sums(figures: Sequence[Figure | None]) -> tuple[Decimal | None, ...]:
    """Return the running sums, none from the first year on that is not known."""
    values = [figure.value if figure else None for figure in figures]
    whole = values.index(None) if None in values else len(values)
    return (*accumulate(value for value in values[:whole] if value is not None), *[None] * (len(values) - whole))


def _series(course: Course) -> Iterator[Series]:
    if course.limit is None or course.ceiling is None:
        yield Series(name=_("年度の受入額"), points=tuple(_point(figure) for figure in course.figures))
        return
    together = [*zip(course.sums, course.figures, strict=True)]
    yield Series(
        name=_("前年度までの計"), role="part", stack="sum", points=tuple(_before(total, figure, course) for total, figure in together)
    )
    own = (figure if total is not None else None for total, figure in together)
    yield Series(name=_("年度の受入額"), role="part", stack="sum", points=tuple(_point(figure) for figure in own))
    point = Point(value=course.limit, state=State.PLANNED, text=figure_text(course.ceiling))
    yield Series(name=_("上限額（全期間）"), role="target", points=(point,) * len(course.years))


def _point(figure: Figure | None) -> Point:
    return Point(value=figure.value, state=figure.state, text=figure_text(figure)) if figure and figure.value is not None else Point()


def _before(total: Decimal | None, figure: Figure | None, course: Course) -> Point:
    """Return what had come in by the end of the year before; nothing in the first year."""
    if total is None or figure is None or figure.value is None or total == figure.value:
        return Point()
    before = total - figure.value
    return Point(value=before, state=State.FINAL, text=_number(before, course) + course.unit)


def _tick(year: int, figure: Figure | None) -> Tick:
    below = as_of_short(figure.as_of) if figure and figure.is_part_year and figure.as_of else f"({year})"
    return Tick(label=FiscalYear(year).short, below=below)


def _number(value: Decimal, course: Course) -> str:
    return format_number(value, course.decimals, NumberStyle())


def _title(course: Course) -> str:
    figure = next(figure for figure in reversed(course.figures) if figure and figure.value is not None)
    total = next((value for value in reversed(course.sums) if value is not None), None)
    if total is not None and course.limit and course.ceiling:
        words = {
            "day": _by(figure),
            "total": _number(total, course) + course.unit,
            "ceiling": figure_text(course.ceiling),
            "pct": format_number(total / course.limit * 100, 1, NumberStyle()),
        }
        return _("%(day)sまでの受入額は計%(total)sで、上限額（%(ceiling)s）の%(pct)s%%です") % words
    state = _("（%(state)s）") % {"state": figure.state.label} if figure.state in (State.INTERIM, State.FORECAST) else ""
    return _("%(year)sの受入額は%(amount)sです%(state)s") % {
        "year": FiscalYear(figure.fiscal_year or 0).short,
        "amount": figure_text(figure),
        "state": state,
    }


def _by(figure: Figure) -> str:
    return as_of_short(figure.as_of) if figure.is_part_year and figure.as_of else FiscalYear(figure.fiscal_year or 0).short


def _notes(course: Course) -> Iterator[str]:
    if course.limit is not None:
        yield _("受入額を年度ごとに積み上げています。上限額は全期間の額で、年度ごとの上限ではありません。")
    elif course.ceiling:
        yield _("上限額は%(ceiling)s（全期間の額）です。") % {"ceiling": figure_text(course.ceiling)}
    if texts := [figure_text(figure) for figure in inconvertible(course.stated, course.unit)]:
        words = {"figures": _("、").join(texts), "unit": course.unit}
        yield _("%(unit)sに換算できない値は、図と計算に含めていません（%(figures)s）。") % words


def _table(course: Course, name: str) -> Table:
    heads = ["年度", "受入額", *(["計（開始から）"] if course.limit is not None else [])]
    rows = []
    for year, figure, total in zip(course.years, course.stated, course.sums, strict=True):
        summed = Cell(value=total, unit=course.unit, decimals=course.decimals, state=figure.state if figure else State.ABSENT)
        cells = (Cell.of(figure), *([summed if total is not None else Cell()] if course.limit is not None else []))
        rows.append(Row(heads=(Head(text=year_head(year, [figure])),), cells=cells))
    return Table(name=name, title=course.label, unit=course.unit, head=(tuple(Head(text=text) for text in heads),), rows=tuple(rows))
