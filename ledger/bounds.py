"""The bounds of an item as people type them: read as its values are, shown as its values are printed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.text import UnreadableError
from ledger.grid.reading import ReasonWantedError, understand

_PLACES = 3  # of ledger.models.Item: a bound may be finer than the values


class BoundError(UnreadableError):
    """A text that says why there is no value, where a number or nothing is wanted."""

    def __init__(self) -> None:
        super().__init__(_("数値を入力するか、空欄にしてください。"))


class BoundField(forms.DecimalField):
    """A bound in a form of an item. unit: of the item, known once the form has its row."""

    widget = forms.TextInput
    unit = ""

    def to_python(self, value: Any) -> Any:
        try:
            return read_bound("" if value is None else str(value), unit=self.unit)
        except UnreadableError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return bound_text(value) if isinstance(value, Decimal) else value


def read_bound(typed: str, *, unit: str) -> Decimal | None:
    """Read 1,000, １００%, △5, 1.5億円 in a row of 千円; None for nothing. Raises UnreadableError for everything else."""
    try:
        reading = understand(typed, unit=unit, decimals=_PLACES)
    except ReasonWantedError as error:
        raise BoundError from error
    if reading.missing:
        raise BoundError
    return reading.value


def bound_text(bound: Decimal | None) -> str:
    """Return 1,000, △5 or 0.5, by which `read_bound` reads the same again; nothing for no bound."""
    if bound is None:
        return ""
    _sign, _digits, exponent = bound.normalize().as_tuple()
    return format_number(bound, max(0, -int(exponent)), NumberStyle())
