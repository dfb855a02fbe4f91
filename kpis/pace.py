"""Pure arithmetic of a running year: where a value comes to at the pace of its first months, and what that says of its target.

Nothing here judges: a part-year value is no result. It tells those who look each week which targets want their attention now.
"""

from datetime import timedelta
from decimal import Decimal
from enum import Enum

from iconm.lib.choices import Basis, State
from iconm.lib.common_unit import comparable
from iconm.lib.figure import Figure
from iconm.lib.units import is_money
from kpis.calculations import year_end_outlook
from kpis.choices import Achievement, TargetType
from ledger.choices import Kind


class Prospect(Enum):
    """How a year stands towards its target."""

    FINE = "fine"  # met, reached, within its limit, or not to be compared
    MISSED = "missed"  # the year is over, and short of the target
    OVERRAN = "overran"  # the year is over, and above what it had to stay below
    EXCEEDED = "exceeded"  # above it already
    RISING = "rising"  # within it still, or short of a range, and at its pace the year ends above
    BEHIND = "behind"  # at its pace the year ends short of the target
    BELOW = "below"  # what stands for a day lies short of the target on this one
    TO_GO = "to go"  # short of the target, at no pace that can be told
    ON_PACE = "on pace"  # short of the target still, and at its pace it will get there

    @property
    def is_short(self) -> bool:
        return self in (Prospect.MISSED, Prospect.BEHIND, Prospect.BELOW, Prospect.TO_GO, Prospect.ON_PACE)

    @property
    def is_over(self) -> bool:
        return self in (Prospect.OVERRAN, Prospect.EXCEEDED)

    @property
    def ends_badly(self) -> bool:
        """Tell whether the target will not be satisfied at the pace so far."""
        return self in (Prospect.BEHIND, Prospect.RISING)


def months_of(figure: Figure) -> int | None:
    """Return how many months of its year a part-year count covers; None unless it ends with a month."""
    if figure.as_of is None or figure.fiscal_year is None or (figure.as_of + timedelta(days=1)).day != 1:
        return None
    return (figure.as_of.year - figure.fiscal_year) * 12 + figure.as_of.month - 3


def year_end(figure: Figure | None, kind: str, before: Figure | None = None) -> Decimal | None:
    """Return what a part-year count comes to by the end of its year, in its own unit; None where no pace can be told.

    kind: `ledger.choices.Kind`. before: the year before, final, from which a cumulative count goes on at the pace of its increase.
    Money has none: it is not received by the month, and the papers state what they expect of the whole year (見込).
    """
    if figure is None or figure.value is None or figure.basis != Basis.ACTUAL or figure.state != State.INTERIM or is_money(figure.unit):
        return None
    months = months_of(figure)
    if not months or not 1 <= months < 12:
        return None
    if kind == Kind.FLOW:
        return year_end_outlook(figure.value, months, figure.decimals)
    start = _counted(before, figure.unit) if kind == Kind.CUMULATIVE else None
    return None if start is None else start + year_end_outlook(figure.value - start, months, figure.decimals)


def prospect(
    achievement: Achievement, actual: Figure | None, target: Figure | None, *, target_type: str, kind: str, outlook: Decimal | None
) -> Prospect:
    """Return how a year stands. outlook: from `year_end`."""
    if achievement not in (Achievement.MISSED, Achievement.UNDER_WAY, Achievement.REACHED):
        return Prospect.FINE
    now = _off(actual.value if actual else None, actual, target, target_type)
    if achievement == Achievement.MISSED:
        return Prospect.OVERRAN if now and now > 0 else Prospect.MISSED
    if now is None:
        return Prospect.FINE
    then = _off(outlook, actual, target, target_type)
    if now > 0:
        return Prospect.EXCEEDED
    if then is not None and then > 0:
        return Prospect.RISING
    return Prospect.FINE if now == 0 else _short(then, kind)


def off_target(actual: Figure | None, target: Figure | None, target_type: str) -> Decimal | None:
    """Return how far a number lies off what satisfies the target: below 0 short of it, above 0 over it; money in the target's unit.

    None where the two cannot be compared.
    """
    return _off(actual.value if actual else None, actual, target, target_type)


def _short(then: Decimal | None, kind: str) -> Prospect:
    """Return what a year short of its target comes to. then: how far the outlook lies off it."""
    if then is not None:
        return Prospect.ON_PACE if then == 0 else Prospect.BEHIND
    return Prospect.BELOW if kind in (Kind.STOCK, Kind.RATE) else Prospect.TO_GO


def _off(value: Decimal | None, actual: Figure | None, target: Figure | None, target_type: str) -> Decimal | None:
    if value is None or actual is None or target is None or target.value is None:
        return None
    own = comparable(value, actual.unit, target.unit)
    if own is None:
        return None
    least = None if target_type == TargetType.AT_MOST else target.value
    most = target.upper if target_type == TargetType.RANGE else target.value if target_type == TargetType.AT_MOST else None
    if least is not None and own < least:
        return own - least
    return own - most if most is not None and own > most else Decimal(0)


def _counted(before: Figure | None, unit: str) -> Decimal | None:
    """Return the final value of the year before in that unit."""
    if before is None or before.value is None or before.state != State.FINAL:
        return None
    return comparable(before.value, before.unit, unit)
