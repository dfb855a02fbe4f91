"""Pure arithmetic of achievement. Only final values are judged; everything else says what it is waiting for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from kpis.choices import Achievement, Direction, TargetType


@dataclass(frozen=True)
class Band:
    """A step of a graded scale. above: percentage of the target from which it applies; exclusive when the step begins only beyond it."""

    grade: str
    label: str
    above: Decimal | None
    is_exclusive: bool = False

    def holds(self, pct: Decimal) -> bool:
        if self.above is None:
            return True
        return pct > self.above if self.is_exclusive else pct >= self.above


@dataclass(frozen=True)
class Verdict:
    """achievement: what the portal says of a year. pct: of the target, as printed. grade: step of the scale, only for a final value."""

    achievement: Achievement
    pct: Decimal | None = None
    grade: Band | None = None


def achievement_pct(actual: Decimal, target: Decimal, direction: str) -> Decimal | None:
    """Return the rate of achievement in per cent, unrounded; None where a zero makes it meaningless.

    Where less is better the rate is target over actual, so that more than 100 is good in either direction.
    """
    over, under = (actual, target) if direction == Direction.UP else (target, actual)
    return None if under == 0 else over * 100 / under


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


def assess(actual: Figure | None, target: Figure | None, *, target_type: str, direction: str, bands: Sequence[Band] = ()) -> Verdict:
    """Return the verdict on one year.

    A part-year value may already have reached its target but is never missed; a forecast is not judged at all; without a number on both
    sides the verdict says why. bands: best step first; empty for the plain 達成・未達 rule.
    """
    if actual is None or actual.state in (State.PENDING, State.UNKNOWN, State.WITHHELD, State.FORECAST):
        return Verdict(Achievement.PENDING)
    if actual.state == State.NOT_COMPARABLE:
        return Verdict(Achievement.NOT_COMPARABLE)
    if actual.value is None or target is None or target.value is None or target_type == TargetType.NARRATIVE:
        return Verdict(Achievement.NOT_APPLICABLE)
    pct = None if target_type == TargetType.RANGE else achievement_pct(actual.value, target.value, direction)
    reached = is_reached(actual.value, target.value, target_type, target.upper)
    shown = None if pct is None else printed_pct(pct)
    if actual.state == State.INTERIM:
        return Verdict(Achievement.REACHED if reached else Achievement.UNDER_WAY, shown)
    grade = next((band for band in bands if pct is not None and band.holds(pct)), None)
    return Verdict(Achievement.MET if reached else Achievement.MISSED, shown, grade)
