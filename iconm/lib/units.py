"""Units of money and counting, exact conversion, and the two ways a city rounds. Decimal throughout; no float gets in."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError

# Power of ten of one unit in yen.
_POWER_IN_YEN = {"円": 0, "千円": 3, "万円": 4, "百万円": 6, "億円": 8}
MONEY = {unit: Decimal(10**power) for unit, power in _POWER_IN_YEN.items()}
COUNTERS = ("件", "社", "者", "機関", "名", "回", "施設", "%")

# The default context keeps 28 digits: it would round longer numbers without a word. No figure has 1,000.
_WIDE = Context(prec=1_000)


class UnitError(UnreadableError):
    """An unknown unit, or two that do not measure the same thing."""


class Rounding(TextChoices):
    """How a report shortens numbers; a setting of the report, because cities do both."""

    HALF_UP = "half_up", _("四捨五入")
    TRUNCATE = "truncate", _("切捨て")

    def apply(self, value: Decimal, decimals: int = 0) -> Decimal:
        return round_half_up(value, decimals) if self is Rounding.HALF_UP else truncate(value, decimals)


def is_money(unit: str) -> bool:
    return unit in MONEY


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """Return `value` in another unit, exactly, however many digits that takes and without an exponent: 1 千円 is 0.00001 億円.

    Raises UnitError for an unknown unit, or between money and counts or two different counts; TypeError for a float.
    """
    for unit in (from_unit, to_unit):
        _check_known(unit)
    number = _exact(value)
    if from_unit == to_unit:
        return number
    if not (is_money(from_unit) and is_money(to_unit)):
        raise UnitError(_("「%(from_unit)s」を「%(to_unit)s」に換算することはできません。"), from_unit=from_unit, to_unit=to_unit)
    return _shifted(number, _POWER_IN_YEN[from_unit] - _POWER_IN_YEN[to_unit])


def round_half_up(value: Decimal, decimals: int = 0) -> Decimal:
    """Return `value` with so many decimals, 四捨五入: a five goes away from zero on both sides (−0.5 is −1). Never −0."""
    return _quantized(value, decimals, ROUND_HALF_UP)


def truncate(value: Decimal, decimals: int = 0) -> Decimal:
    """Return `value` with so many decimals, 切捨て: toward zero on both sides (△1.9 is △1), as amounts are cut. Never −0."""
    return _quantized(value, decimals, ROUND_DOWN)


def footing_tolerance(addends: int) -> int:
    """Return how far, in the printed unit, a total rounded half-up may differ from the sum of its rounded parts.

    Parts and total are each off by at most half a unit, so their difference stays below (n + 1) / 2: floor(n / 2).
    Raises ValueError below one addend.
    """
    if addends < 1:
        raise ValueError("a total has at least one addend")
    return addends // 2


def footing_gap_allowed(gap: Decimal, addends: int, rounding: Rounding, *, decimals: int = 0) -> bool:
    """Tell whether rounding alone can explain `gap`: the printed total minus the sum of its printed parts, in the printed unit.

    Half-up: at most floor(n / 2) units either way, whatever the signs of the parts. Truncated: 0 to n − 1 units, for parts of one sign
    that add up to a total not below zero; what was cut off the parts is still in the total. decimals: how many are printed; with one,
    a unit is 0.1. A gap that is no whole number of units is none that rounding makes. Raises ValueError below one addend.
    """
    tolerance = footing_tolerance(addends)
    units = _shifted(_exact(gap), decimals)
    if units != units.to_integral_value():
        return False
    return units.copy_abs() <= tolerance if rounding is Rounding.HALF_UP else 0 <= units <= addends - 1


def _check_known(unit: str) -> None:
    known = (*MONEY, *COUNTERS)
    if unit not in known:
        raise UnitError(_("「%(unit)s」という単位は登録されていません（%(known)s）。"), unit=unit, known="、".join(known))


def _exact(value: Decimal) -> Decimal:
    """Return the value as it is. Raises TypeError for a float that a caller without types passes, ValueError for NaN and Infinity."""
    if not isinstance(value, Decimal | int):
        raise TypeError(f"a figure is a Decimal, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("a figure is a finite number")
    return number


def _shifted(value: Decimal, power: int) -> Decimal:
    """Return value × 10^power without rounding, without exponent, without trailing decimal zeros."""
    plain = f"{value.scaleb(power, context=_WIDE):f}"
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _quantized(value: Decimal, decimals: int, rounding: str) -> Decimal:
    result = _exact(value).quantize(Decimal((0, (1,), -decimals)), rounding=rounding, context=_WIDE)
    return result or result.copy_abs()
