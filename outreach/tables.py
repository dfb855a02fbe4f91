"""Tables and sentences of the achievements, as section 4 of the committee paper lays them out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.choices import Measure
from iconm.lib.document import Entry, Listing
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import EARLIEST, LATEST, FiscalYear
from iconm.lib.present import figure_text, year_head
from iconm.lib.table import Cell, Head, Row, Table, TableInputError, parse_day
from ledger.queries import Known
from ledger.sentences import yearly
from outreach.choices import Field
from outreach.queries import ActivityLine, EventLine, MetricLine, OutreachFigures

MEASURES = (Measure.COUNT, Measure.PEOPLE)
MOST_YEARS = 60  # a wider table is a slip of the keyboard
OPEN_END = " など"
_DEEPEST = 3  # what the tables can indent


@dataclass(frozen=True)
class Period:
    """What a builder was asked for. known: without the totals over other years. until: the last day that counts, if any."""

    known: Known
    years: range
    until: date | None


@dataclass(frozen=True)
class Line:
    """A line before it has found its place; one without content stands only where something stands below it."""

    depth: int
    entry: Entry
    has_content: bool = True


def metrics(figures: OutreachFigures, *, name: str, title: str, first: int, last: int, until: str = "", field: str = "") -> Table:
    """Return counts and people, a row each, the printed total before the years; rows without any figure are left out.

    until: ISO date; the figures are those that describe no later day. field: a heading of the achievements; all without it.
    """
    period = _period(figures, first, last, until)
    lines = _in_field(figures, field) if field else figures.metrics
    found = [(line, measure, cells) for line in lines for measure in MEASURES if (cells := _figures(period, line, measure))]
    columns = zip(*(cells[1:] for _line, _measure, cells in found), strict=True) if found else ((),) * len(period.years)
    years = (Head(text=year_head(year, column)) for year, column in zip(period.years, columns, strict=True))
    heads = (Head(text="区分"), Head(text="項目", colspan=2), Head(text="計"), *years)
    rows = tuple(
        Row(heads=(*group, *label, Head(text=measure_head(line, measure))), cells=tuple(map(Cell.of, cells)))
        for (line, measure, cells), group, label in zip(found, _groups(found), _labels(found), strict=True)
    )
    return Table(name=name, title=title, head=(heads,), rows=rows, stub=3)


def achievements(figures: OutreachFigures, *, field: str, first: int, last: int, until: str = "") -> Listing:
    """Return the lines under a heading, with totals and yearly figures put into words: 計51件（R4 13件, R5 12件, …）.

    A metric without figures is left out: nothing is known of it, which is not zero. until: ISO date, as in `metrics`.
    """
    period = _period(figures, first, last, until)
    counted = [(line.order, _metric_line(figures, line, period)) for line in _in_field(figures, field) if not line.parent]
    described = [(line.order, _activity_line(figures, line, period)) for line in figures.activities if line.field == field]
    # Metrics and activities share one row of numbers; a metric goes first where people gave both the same.
    lines = [line for _order, line in sorted([*counted, *described], key=lambda pair: pair[0])]
    return Listing(entries=tuple(_nested(lines)))


def school_programmes(figures: OutreachFigures, *, name: str, title: str) -> Table:
    """Return the programmes with schools and what else belongs to them: grade, pupils, contents and how often."""
    parents = {line.parent for line in figures.activities if line.school}
    lines = [line for line in figures.activities if line.school or (line.parent and line.parent in parents)]
    heads = tuple(Head(text=text) for text in ("学校・取組", "学科・学年", "人数", "内容", "回数"))
    rows = tuple(Row(heads=(Head(text=line.school or line.name),), cells=_programme(figures, line)) for line in lines)
    return Table(name=name, title=title, head=(heads,), rows=rows)


def described(figures: OutreachFigures, lines: Sequence[ActivityLine], *, name: str, title: str) -> Table:
    """Return these activities, which nobody counts each year: with whom, what, and how many people and times where that is known."""
    depths = _depths(figures.activities)
    heads = tuple(Head(text=text) for text in ("取組", "学科・学年", "人数", "内容", "回数"))
    above = {line.parent for line in lines}
    rows = (_described(figures, line, depths[line.code], is_heading=line.code in above) for line in lines)
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows))


def _described(figures: OutreachFigures, line: ActivityLine, depth: int, *, is_heading: bool) -> Row:
    """Return the row of an activity; one that only stands above others spans it, for nothing is missing there."""
    cells = _programme(figures, line)
    if is_heading and not any(cell.text or cell.figure for cell in cells):
        return Row(heads=(Head(text=line.school or line.name, indent=depth, colspan=len(cells) + 1),), kind="group")
    return Row(heads=(Head(text=line.school or line.name, indent=depth),), cells=cells)


def _depths(lines: Sequence[ActivityLine]) -> dict[str, int]:
    """Return how many activities each stands under; the parent stands before its parts, as in the paper."""
    depths: dict[str, int] = {}
    for line in lines:
        depths[line.code] = min(depths[line.parent] + 1, _DEEPEST) if line.parent in depths else 0
    return depths


def _period(figures: OutreachFigures, first: int, last: int, until: str) -> Period:
    if not EARLIEST <= first <= last <= LATEST or last - first >= MOST_YEARS:
        raise TableInputError(_("年度の範囲 %(first)s～%(last)s では表を作成できません。") % {"first": first, "last": last})
    return Period(known=figures.of_years(first, last), years=range(first, last + 1), until=parse_day(until))


def _in_field(figures: OutreachFigures, field: str) -> tuple[MetricLine, ...]:
    if field not in Field.values:
        raise TableInputError(
            _("「%(field)s」という区分はありません。使える区分：%(fields)s") % {"field": field, "fields": "、".join(Field.values)}
        )
    return tuple(line for line in figures.metrics if line.field == field)


Found = tuple[MetricLine, Measure, tuple[Figure | None, ...]]


def _figures(period: Period, line: MetricLine, measure: Measure) -> tuple[Figure | None, ...]:
    """Return the total and the figure of each year; empty where there is none at all."""
    total = period.known.spanning(line.item, measure, until=period.until)
    yearly_figures = (period.known.best(line.item, year, measure, until=period.until) for year in period.years)
    cells = (total, *yearly_figures)
    return cells if any(cells) else ()


def _groups(found: Sequence[Found]) -> Iterator[tuple[Head, ...]]:
    """Yield the head of the field for its first row, none for the rows it spans."""
    for field, group in groupby(found, key=lambda row: row[0].field):
        yield from _spanned(Head(text=str(Field(field).label), rowspan=len(list(group))))


def _labels(found: Sequence[Found]) -> Iterator[tuple[Head, ...]]:
    for line, group in groupby(found, key=lambda row: row[0]):
        yield from _spanned(Head(text=line.label, rowspan=len(list(group)), indent=1 if line.parent else 0))


def _spanned(head: Head) -> Iterator[tuple[Head, ...]]:
    yield (head,)
    yield from ((),) * (head.rowspan - 1)


def measure_head(line: MetricLine, measure: Measure) -> str:
    """Return 件数, 回数 by the unit of the metric, or 人数."""
    return "人数" if measure == Measure.PEOPLE else f"{line.unit}数"


def _metric_line(figures: OutreachFigures, line: MetricLine, period: Period) -> Line:
    counts = _counts(line, period)
    parts = tuple(_metric_line(figures, part, period) for part in figures.parts(line))
    below = (*_nested(parts), *(_listed(line) if counts else ()))
    entry = Entry(text=f"{line.label} {counts}".strip(), mark=line.mark, entries=below)
    return Line(depth=_depth(line.mark), entry=entry, has_content=bool(counts))


def _counts(line: MetricLine, period: Period) -> str:
    text = yearly(period.known, line.item, years=period.years, measures=MEASURES, until=period.until, months=line.bears_month)
    return text.removeprefix("計") if line.parent else text  # うち… 2,502名, never うち… 計2,502名


def _listed(line: MetricLine) -> tuple[Entry, ...]:
    return (Entry(text="、".join(line.listed) + (OPEN_END if line.is_open_list else "")),) if line.listed else ()


def _activity_line(figures: OutreachFigures, line: ActivityLine, period: Period) -> Line:
    events = tuple(Entry(text=_event(event)) for event in line.events if _is_within(event, period))
    return Line(depth=_depth(line.mark), entry=Entry(text=_activity(figures, line), mark=line.mark, entries=events))


def _activity(figures: OutreachFigures, line: ActivityLine) -> str:
    """Return 高津高校 普通科1年生280名：「ともに学ぶケア講座」（全5回）, or the name and what there is to say of it."""
    pupils, times = (figures.stated(line.item, measure) for measure in (Measure.PEOPLE, Measure.COUNT))
    who = f"{line.school} {line.grade}".strip() if line.school else line.name
    what = line.contents + (f"（{figure_text(times)}）" if times else "")
    return who + (figure_text(pupils) if pupils else "") + (f"：{what}" if what else "")


def _event(event: EventLine) -> str:
    """Return the name with month and note as far as they are known: 夏の科学イベント（市制100周年ポスターに採用）."""
    month = wareki.month_short(event.year, event.month) if event.year and event.month else ""
    remarks = "、".join(part for part in (month, event.note) if part)
    return event.name + (f"（{remarks}）" if remarks else "")


def _is_within(event: EventLine, period: Period) -> bool:
    """Tell whether the event falls into the years, and not after the last day; one without a date is not known to fall outside."""
    if not (event.year and event.month):
        return True
    day = event.held_on or date(event.year, event.month, 1)
    return FiscalYear.containing(day) in period.years and (period.until is None or day <= period.until)


def _depth(mark: str) -> int:
    """Return the rung of the official ladder ア → （ア） → a."""
    if mark.startswith(("（", "(")):
        return 1
    return 2 if mark.isascii() and mark.isalpha() else 0


def _nested(lines: Sequence[Line]) -> Iterator[Entry]:
    """Yield the lines with everything deeper that follows them below them."""
    while lines:
        line, rest = lines[0], lines[1:]
        below = list(takewhile(_deeper_than(line.depth), rest))
        entries = (*line.entry.entries, *_nested(below))
        if line.has_content or entries:
            yield Entry(text=line.entry.text, mark=line.entry.mark, entries=entries)
        lines = rest[len(below) :]


def _deeper_than(depth: int) -> Callable[[Line], bool]:
    return lambda line: line.depth > depth


def _programme(figures: OutreachFigures, line: ActivityLine) -> tuple[Cell, ...]:
    pupils, times = (Cell.of(figures.stated(line.item, measure)) for measure in (Measure.PEOPLE, Measure.COUNT))
    return Cell(text=line.grade), pupils, Cell(text=line.contents), times
