"""Pure arithmetic of achievement. Only final values are judged; everything else says what it is waiting for."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.units import round_half_up
from kpis.choices import Achievement, Direction, Scheme, TargetType, Ungraded


@dataclass(frozen=True)
class Band:
    """A step of a rule. above: percentage from which it applies; exclusive when the step begins only beyond it."""

    grade: str
    label: str
    above: Decimal | None
    is_exclusive: bool = False

    @property
    def text(self) -> str:
        return grade_text(self.grade, self.label)

    def holds(self, pct: Decimal) -> bool:
        if self.above is None:
            return True
        return pct > self.above if self.is_exclusive else pct >= self.above


@dataclass(frozen=True)
class Rule:
    """A version of a scheme. bands: best step first."""

    scheme: str
    name: str
    version: int
    bands: tuple[Band, ...]

    @property
    def met_and_missed(self) -> tuple[Band, Band] | None:
        """Return the step with a threshold and the one without, by which 達成・未達 is told; None for any other steps."""
        met = [band for band in self.bands if band.above is not None]
        missed = [band for band in self.bands if band.above is None]
        return (met[0], missed[0]) if len(met) == len(missed) == 1 else None


@dataclass(frozen=True)
class Decision:
    """A grade that people gave, and why. label: what the step was called on that day."""

    grade: str
    label: str
    reason: str
    decided_on: date

    @property
    def text(self) -> str:
        return grade_text(self.grade, self.label)


@dataclass(frozen=True)
class Course:
    """The way through a plan. baseline: the value before it. goal: the target of its last year. elapsed: years of `years`, from 1."""

    baseline: Decimal | None
    goal: Decimal | None
    elapsed: int
    years: int


@dataclass(frozen=True)
class Verdict:
    """achievement: what the portal says of a year. pct: of the target, as printed.

    grade: the computed step, or why_ungraded says why there is none; neither where 達成・未達 has no steps, as achievement says it already.
    progress_pct: what a grade by elapsed years stands on, as printed.
    decision: the grade people gave beside it; like the computed one only for a final value.
    """

    achievement: Achievement
    pct: Decimal | None = None
    grade: Band | None = None
    why_ungraded: Ungraded | None = None
    progress_pct: Decimal | None = None
    decision: Decision | None = None


_WITHOUT_NUMBER = {
    State.PENDING: (Achievement.PENDING, Ungraded.PENDING),
    State.UNKNOWN: (Achievement.PENDING, Ungraded.NO_ACTUAL),
    State.WITHHELD: (Achievement.PENDING, Ungraded.NO_ACTUAL),
    State.FORECAST: (Achievement.PENDING, Ungraded.FORECAST),
    State.NOT_COMPARABLE: (Achievement.NOT_COMPARABLE, Ungraded.NOT_COMPARABLE),
    State.NOT_APPLICABLE: (Achievement.NOT_APPLICABLE, Ungraded.NO_ACTUAL),
}
# A kind of target that says itself which way is better, whatever its indicator says: the grade must not contradict 達成 and 未達.
_BETTER = {TargetType.AT_LEAST.value: Direction.UP.value, TargetType.AT_MOST.value: Direction.DOWN.value}
# By whether the year is still running: the word for a target that is reached, and for one that is not.
_WORDS = {
    False: (Achievement.MET, Achievement.MISSED),
    True: (Achievement.REACHED, Achievement.UNDER_WAY),
}


def grade_text(grade: str, label: str) -> str:
    """Return `2 目標を上回って達成`; the label alone where a step has no sign of its own."""
    return label if grade == label else f"{grade} {label}"


def achievement_pct(actual: Decimal, target: Decimal, direction: str) -> Decimal | None:
    """Return the rate of achievement in per cent, unrounded; None where what it is divided by is not above zero.

    Where less is better the rate is target over actual, so that more than 100 is good in either direction.
    """
    over, under = (actual, target) if direction == Direction.UP else (target, actual)
    return None if under <= 0 else over * 100 / under


def progress_pct(actual: Decimal, course: Course, direction: str) -> Decimal | Ungraded:
    """Return how far the value has come from the baseline, unrounded, in per cent of what the elapsed years ask for, or why not.

    Half of the years ask for half of the way from the baseline to the goal. A goal that lies not ahead of the baseline asks for no way.
    """
    baseline, goal = course.baseline, course.goal
    if baseline is None:
        return Ungraded.NO_BASELINE
    if goal is None:
        return Ungraded.NO_GOAL
    if (goal <= baseline) if direction == Direction.UP else (goal >= baseline):
        return Ungraded.NO_WAY
    return (actual - baseline) * course.years * 100 / ((goal - baseline) * course.elapsed)


def printed_pct(pct: Decimal) -> Decimal:
    """Return a rate as it is printed: one decimal, half-up. Never graded on: 99.96 % prints as 100.0 and is still short."""
    return pct.quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_reached(actual: Decimal, target: Decimal, target_type: str, upper: Decimal | None = None) -> bool:
    """Tell whether a value satisfies its target. Raises ValueError for a range without its upper end and for narrative targets."""
    if target_type == TargetType.AT_LEAST:
        return actual >= target
    if target_type == TargetType.AT_MOST:
        return actual <= target
    if target_type == TargetType.RANGE and upper is not None:
        return target <= actual <= upper
    raise ValueError(f"a {target_type} target cannot be compared with a number")


def assess(
    actual: Figure | None,
    target: Figure | None,
    *,
    target_type: str,
    direction: str,
    rule: Rule | None = None,
    course: Course | None = None,
    decision: Decision | None = None,
) -> Verdict:
    """Return the verdict on one year.

    A part-year value may already have reached its target but is never missed; a forecast is not judged at all; without a number on both
    sides the verdict says why. direction: of the indicator; counts for ranges alone. rule: of the indicator, None where none is in force.
    course: wanted by rules that grade by elapsed years, which need no target of the year itself.
    """
    if actual is None or actual.value is None or actual.state == State.FORECAST:
        return _unmeasured(actual)
    better = _BETTER.get(target_type, direction)
    verdict, share = _compared(actual, actual.value, target, target_type, better)
    if actual.state == State.INTERIM:
        return replace(verdict, why_ungraded=Ungraded.PART_YEAR)
    rate = share
    if rule and rule.scheme == Scheme.PRO_RATA and target_type not in (TargetType.RANGE, TargetType.NARRATIVE):
        rate = progress_pct(actual.value, course, better) if course else Ungraded.NO_BASELINE
    return replace(_graded(verdict, rule, rate), decision=decision)


def _unmeasured(actual: Figure | None) -> Verdict:
    if actual is None:
        return Verdict(Achievement.PENDING, why_ungraded=Ungraded.NO_ACTUAL)
    achievement, why = _WITHOUT_NUMBER[actual.state]
    return Verdict(achievement, why_ungraded=why)


def _compared(
    actual: Figure, value: Decimal, target: Figure | None, target_type: str, direction: str
) -> tuple[Verdict, Decimal | Ungraded]:
    """Return the verdict without a grade, and the share of the target, unrounded, or why there is none."""
    is_range = target_type == TargetType.RANGE
    if target_type == TargetType.NARRATIVE:
        return Verdict(Achievement.NOT_APPLICABLE), Ungraded.NARRATIVE
    if target is None or target.value is None or (is_range and target.upper is None):
        return Verdict(Achievement.NOT_APPLICABLE), Ungraded.NO_TARGET
    pct = None if is_range else achievement_pct(value, target.value, direction)
    met, missed = _WORDS[actual.state == State.INTERIM]
    reached = is_reached(value, target.value, target_type, target.upper)
    if actual.state == State.INTERIM and target_type == TargetType.AT_MOST:
        reached = False  # a count that has to stay low may still rise
    achievement = met if reached else missed
    if pct is None:
        return Verdict(achievement), Ungraded.RANGE if is_range else Ungraded.NO_RATE
    return Verdict(achievement, printed_pct(pct)), pct


def _graded(verdict: Verdict, rule: Rule | None, rate: Decimal | Ungraded) -> Verdict:
    """Return the verdict with its step or why it has none. rate: what the steps are held against, unrounded, or why there is none."""
    if isinstance(rate, Ungraded) and rate in (Ungraded.NO_TARGET, Ungraded.NARRATIVE):
        return replace(verdict, why_ungraded=rate)
    if rule and rule.scheme == Scheme.MET:
        return _met_or_missed(verdict, rule)
    if rule is None or not rule.bands:
        return replace(verdict, why_ungraded=Ungraded.NO_RULE)
    if isinstance(rate, Ungraded):
        return replace(verdict, why_ungraded=rate)
    progress = printed_pct(rate) if rule.scheme == Scheme.PRO_RATA else None
    grade = next((band for band in rule.bands if band.holds(rate)), None)
    return replace(verdict, grade=grade, progress_pct=progress, why_ungraded=None if grade else Ungraded.NO_RULE)


def _met_or_missed(verdict: Verdict, rule: Rule) -> Verdict:
    """Grade by the target itself: one of zero has no rate and can be met."""
    if not rule.bands:
        return verdict
    steps = rule.met_and_missed
    if steps is None:
        return replace(verdict, why_ungraded=Ungraded.NO_RULE)
    return replace(verdict, grade=steps[0] if verdict.achievement == Achievement.MET else steps[1])


def year_end_outlook(value: Decimal, months: int, decimals: int) -> Decimal:
    """Return what an annual count comes to at the pace of its first months: value ÷ months × 12, rounded half-up.

    Raises ValueError for no month at all or more than a year of them.
    """
    if not 1 <= months <= 12:
        raise ValueError(f"{months} months are no part of a year")
    return round_half_up(value * 12 / months, decimals)
