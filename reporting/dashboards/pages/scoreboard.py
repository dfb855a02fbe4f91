"""The indicators of one year: target, actual, difference, rate and trend, grouped by objective, and what can be said of them together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import msgspec
from django.utils.translation import gettext as _

from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, Table
from iconm.lib.wareki import as_of_short
from kpis.calculations import Verdict
from kpis.choices import Achievement
from kpis.pace import Prospect, prospect, year_end
from kpis.queries.figures import KpiFigures
from kpis.queries.plans import IndicatorLine, Plan
from kpis.tables.lives import difference, difference_decimals, difference_text, grade_of
from reporting.dashboards.spark import Spark, spark
from reporting.dashboards.words import STATES, WITHOUT_TARGET, StateWords

MOST_NAMED = 6
_REACHED = (Achievement.MET, Achievement.REACHED)


@dataclass(frozen=True)
class Score:
    """One indicator in one year. outlook: what a running year comes to at its pace, in the unit of the actual.

    before: the same point of the year before, else its final value (is_same_point tells which). before and trend only of those that are
    shown: `detailed` adds them.
    """

    line: IndicatorLine
    label: str
    unit: str
    year: int
    actual: Figure | None
    target: Figure | None
    verdict: Verdict
    prospect: Prospect = Prospect.FINE
    outlook: Decimal | None = None
    before: Figure | None = None
    is_same_point: bool = False
    trend: Spark | None = None

    @property
    def words(self) -> StateWords:
        if self.verdict.achievement == Achievement.NOT_APPLICABLE and self.target is None and self.actual and self.actual.value is not None:
            return WITHOUT_TARGET
        words = STATES[self.verdict.achievement]
        if self.prospect == Prospect.FINE or self.outlook is None:
            return replace(words, tone="warn") if self.prospect == Prospect.EXCEEDED else words
        reason = _("年度末の見通し%(number)s") % {"number": self.outlook_text}
        return replace(words, reason=reason, tone="warn" if self.prospect.ends_badly or self.prospect.is_over else words.tone)

    @property
    def is_within(self) -> bool:
        """Tell whether a running year has not risen above what it must not exceed."""
        return self.verdict.achievement == Achievement.UNDER_WAY and self.prospect in (Prospect.FINE, Prospect.RISING)

    @property
    def outlook_text(self) -> str:
        if self.outlook is None or self.actual is None:
            return ""
        return format_number(self.outlook, self.actual.decimals, NumberStyle()) + self.actual.unit

    @property
    def difference(self) -> Decimal | None:
        return difference(self.actual, self.target)

    @property
    def difference_text(self) -> str:
        return difference_text(self.actual, self.target)

    @property
    def grade(self) -> str:
        return grade_of(self.line, self.verdict)

    @property
    def pct_text(self) -> str:
        return "—" if self.verdict.pct is None else f"{self.verdict.pct}%"


@dataclass(frozen=True)
class Group:
    """The indicators under one objective."""

    objective: str
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Listed:
    """Names of indicators as a sentence holds them. more: how many it does not name."""

    names: tuple[str, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class Summary:
    """The sentence on top of the page, as its parts. as_of: R7.12末 of the part-year values; empty for a year that is over.

    below, over: short of the target, above what must not be exceeded. within: not above it as far as the year has come. ends_badly: will
    not satisfy the target at the pace so far.
    """

    year: str
    as_of: str
    total: int
    reached: int
    below: Listed
    over: Listed
    within: int
    ends_badly: int
    pending: int
    others: int
    has_actuals: bool
    has_targets: bool


class Missed(NamedTuple):
    """A target that was not met: R4 and the label of its indicator."""

    year: str
    label: str


@dataclass(frozen=True)
class Past:
    """How the years of the plan went that are final. missed: every target that was not met."""

    years: str
    count: int
    targets: int
    met: int
    missed: tuple[Missed, ...]

    @property
    def names(self) -> list[str]:
        """Return the latest of them, as many as a line holds: R4 「満足」割合."""
        return [f"{missed.year} {missed.label}" for missed in self.missed[-MOST_NAMED:]]

    @property
    def unnamed(self) -> int:
        return len(self.missed) - len(self.names)


def scores(kpis: KpiFigures, plan: Plan, year: int) -> tuple[Score, ...]:
    """Return every indicator of the plan in a year; with its outlook as long as the year was running on the day."""
    return tuple(_score(kpis, line, year) for line in plan.lines)


def detailed(kpis: KpiFigures, plan: Plan, shown: Iterable[Score]) -> tuple[Score, ...]:
    """Return the scores with the year before and the trend since the plan began."""
    return tuple(_detailed(kpis, plan, score) for score in shown)


def groups(found: Sequence[Score]) -> tuple[Group, ...]:
    return tuple(Group(objective, tuple(members)) for objective, members in groupby(found, key=lambda score: score.line.objective))


def summary(found: Sequence[Score], year: int) -> Summary:
    days = [score.actual.as_of for score in found if score.actual and score.actual.is_part_year and score.actual.as_of]
    below, over = _listed(score for score in found if score.prospect.is_short), _listed(score for score in found if score.prospect.is_over)
    reached = sum(score.verdict.achievement in _REACHED and not score.prospect.is_over for score in found)
    within = sum(score.is_within for score in found)
    pending = sum(score.verdict.achievement == Achievement.PENDING for score in found)
    return Summary(
        year=FiscalYear(year).header,
        as_of=as_of_short(max(days)) if days else "",
        total=len(found),
        reached=reached,
        below=below,
        over=over,
        within=within,
        ends_badly=sum(score.prospect.ends_badly for score in found),
        pending=pending,
        others=len(found) - reached - below.count - over.count - within - pending,
        has_actuals=any(score.actual and score.actual.value is not None for score in found),
        has_targets=any(score.target for score in found),
    )


def _listed(found: Iterable[Score]) -> Listed:
    labels = [score.label for score in found]
    return Listed(tuple(labels[:MOST_NAMED]), len(labels))


def past(kpis: KpiFigures, plan: Plan, found: Sequence[Score], until: int) -> Past | None:
    """Return how the years before `until` went, and that one where it is over; None where nothing was judged. found: of `until`."""
    before = ((year, line, kpis.achievement(line, year)) for year in plan.years if year < until for line in plan.lines)
    judged = [*before, *((until, score.line, score.verdict.achievement) for score in found)]
    judged = [each for each in judged if each[2] in (Achievement.MET, Achievement.MISSED)]
    if all(each[0] == until for each in judged):  # nothing, or what the first sentence says
        return None
    years = sorted({year for year, _line, _achievement in judged})
    missed = tuple(Missed(FiscalYear(year).short, line.label()) for year, line, each in judged if each == Achievement.MISSED)
    return Past(years=term_short(years[0], years[-1]), count=len(years), targets=len(judged), met=len(judged) - len(missed), missed=missed)


def scoreboard_table(found: Sequence[Score], year: int) -> Table:
    """Return the board as a table, for a file: the same figures, states as words."""
    head = FiscalYear(year).short
    heads = (
        _("実現する目標"),
        _("指標"),
        _("単位"),
        _("%(year)s実績") % {"year": head},
        _("%(year)s目標") % {"year": head},
        _("差"),
        _("対目標"),
        _("前年"),
        _("実績の時点"),
        _("状態"),
    )
    rows = tuple(_row(score) for score in found)
    notes = tuple(Note(text=text) for text in _part_year_notes(found))
    return Table(
        name="scoreboard",
        title=_("成果指標（KPI） %(year)s年度") % {"year": FiscalYear(year).header},
        head=(tuple(Head(text=text) for text in heads),),
        rows=rows,
        stub=2,
        notes=notes,
    )


def _row(score: Score) -> Row:
    before = f"（{as_of_short(score.before.as_of)}）" if score.before and score.before.is_part_year and score.before.as_of else ""
    cells = (
        Cell(text=score.unit),
        _bare(score.actual, score.unit),
        _bare(score.target, score.unit),
        Cell(value=score.difference, decimals=difference_decimals(score.actual, score.target))
        if score.difference is not None
        else Cell(text="—"),
        Cell(text=score.pct_text),
        _bare(score.before, score.unit, remark=before),
        Cell(text=_part_year_day(score.actual)),
        Cell(text=str(Achievement(score.verdict.achievement).label)),
    )
    return Row(heads=(Head(text=score.line.objective), Head(text=score.label)), cells=cells)


def _part_year_day(figure: Figure | None) -> str:
    """Return the day of a number from within its year; nothing for any other."""
    return as_of_short(figure.as_of) if figure and figure.value is not None and figure.is_part_year and figure.as_of else ""


def _bare(figure: Figure | None, unit: str, remark: str = "") -> Cell:
    """Return the cell of a number whose unit stands in a column of its own; one in another unit keeps it."""
    cell = Cell.of(figure, remark=remark)
    return msgspec.structs.replace(cell, unit="") if cell.unit == unit and not cell.printed else cell


def _part_year_notes(found: Iterable[Score]) -> Iterator[str]:
    days = {score.actual.as_of for score in found if score.actual and score.actual.is_part_year and score.actual.as_of}
    if days:
        yield _("%(day)s時点の値は年度途中のため、達成状況を判定していません。") % {"day": as_of_short(max(days))}


def _score(kpis: KpiFigures, line: IndicatorLine, year: int) -> Score:
    actual, target, verdict = kpis.actual(line, year), kpis.target(line, year), kpis.verdict(line, year)
    is_open = verdict.achievement in (Achievement.UNDER_WAY, Achievement.REACHED) and kpis.known.on <= FiscalYear(year).end
    outlook = year_end(actual, line.kind, kpis.actual(line, year - 1)) if is_open else None
    return Score(
        line=line,
        label=line.label(),
        unit=next((figure.unit for figure in (target, actual) if figure), ""),
        year=year,
        actual=actual,
        target=target,
        verdict=verdict,
        prospect=prospect(verdict.achievement, actual, target, target_type=line.target_type, kind=line.kind, outlook=outlook),
        outlook=outlook,
    )


def _detailed(kpis: KpiFigures, plan: Plan, score: Score) -> Score:
    before, is_same_point = _before(kpis, score.line, score.year, score.actual)
    return replace(score, before=before, is_same_point=is_same_point, trend=_trend(kpis, score.line, plan))


def _before(kpis: KpiFigures, line: IndicatorLine, year: int, actual: Figure | None) -> tuple[Figure | None, bool]:
    """Return 前年同期 where it is registered, else the best value of the year before."""
    if actual and actual.is_part_year and actual.as_of:
        same = kpis.known.one(line.item, Measure.ACTUAL, year - 1, as_of=_a_year_before(actual.as_of))
        if same and same.value is not None:
            return same, True
    return kpis.actual(line, year - 1), False


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _trend(kpis: KpiFigures, line: IndicatorLine, plan: Plan) -> Spark | None:
    actuals = [kpis.actual(line, year) for year in plan.years]
    targets = [kpis.target(line, year) for year in plan.years]
    told = _("、").join(
        f"{FiscalYear(year).short} {figure_text(figure)}"
        for year, figure in zip(plan.years, actuals, strict=True)
        if figure and figure.value is not None
    )
    aims = _("、").join(
        _("%(year)s目標 %(number)s") % {"year": FiscalYear(year).short, "number": figure_text(figure)}
        for year, figure in zip(plan.years, targets, strict=True)
        if figure and figure.value is not None
    )
    return spark(actuals, targets, text=told or aims)
