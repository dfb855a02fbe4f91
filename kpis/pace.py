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
from kpis.calculations import is_reached, year_end_outlook
from kpis.choices import Achievement, TargetType
from ledger.choices import Kind


class Prospect(Enum):
    """How a year stands towards its target."""

    FINE = "fine"  # met, reached, or not to be compared
    MISSED = "missed"  # the year is over
    EXCEEDED = "exceeded"  # above what it must not rise above, and it will not fall again
    BEHIND = "behind"  # at its pace the year ends short of the target
    BELOW = "below"  # what stands for a day lies short of the target on this one
    TO_GO = "to go"  # short of the target, at no pace that can be told
    ON_PACE = "on pace"  # short of the target still, and at its pace it will get there


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
    if kind == Kind.CUMULATIVE and before and before.value is not None and before.state == State.FINAL:
        return before.value + year_end_outlook(figure.value - before.value, months, figure.decimals)
    return None


def prospect(
    achievement: Achievement, actual: Figure | None, target: Figure | None, *, target_type: str, kind: str, outlook: Decimal | None
) -> Prospect:
    """Return how a year stands. outlook: from `year_end`."""
    if achievement == Achievement.MISSED:
        return Prospect.MISSED
    if achievement != Achievement.UNDER_WAY or actual is None or target is None or actual.value is None or target.value is None:
        return Prospect.FINE
    now = _reaches(actual.value, actual, target, target_type)
    then = None if outlook is None else _reaches(outlook, actual, target, target_type)
    if target_type == TargetType.AT_MOST and kind in (Kind.FLOW, Kind.CUMULATIVE):
        return Prospect.EXCEEDED if not now else Prospect.BEHIND if then is False else Prospect.FINE
    if now:
        return Prospect.FINE
    if then is not None:
        return Prospect.ON_PACE if then else Prospect.BEHIND
    return Prospect.BELOW if kind in (Kind.STOCK, Kind.RATE) else Prospect.TO_GO


def _reaches(value: Decimal, actual: Figure, target: Figure, target_type: str) -> bool:
    """Tell whether a number in the unit of the actual satisfies the target; money and counts of another unit never do."""
    if target.value is None or (own := comparable(value, actual.unit, target.unit)) is None:
        return False
    return is_reached(own, target.value, target_type, target.upper)
