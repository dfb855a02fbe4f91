"""Pure arithmetic of money: shares, and what a year brought in and cost without what came from the year before."""

from collections.abc import Iterable
from decimal import Decimal

from iconm.lib.units import round_half_up


def share_pct(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return the part in per cent of the whole, one decimal, 四捨五入; None where one is missing or the whole is not above zero."""
    if part is None or whole is None or whole <= 0:
        return None
    return round_half_up(part * 100 / whole, 1)


def total(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None where nothing is, for no number is not zero."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def less(whole: Decimal | None, *parts: Decimal | None) -> Decimal | None:
    """Return the whole without the parts; None where any of them is missing."""
    known = [part for part in parts if part is not None]
    return whole - sum(known, Decimal(0)) if whole is not None and len(known) == len(parts) else None
