"""Which number of a sheet is meant: the identity of a value, as text that pages, workbooks and requests can carry."""

from datetime import date
from typing import Any, NamedTuple, Self


class CellKeyError(ValueError):
    """A text that names no cell: it was changed on its way."""


class CellKey(NamedTuple):
    """item: its code. fiscal_year, period_end, as_of: None as in `Value`."""

    item: str
    measure: str
    fiscal_year: int | None
    period_end: int | None
    basis: str
    as_of: date | None

    def __str__(self) -> str:
        """Return kpi-licences:actual:2025::actual:2025-12-31."""
        return ":".join("" if part is None else str(part) for part in self)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote. Raises CellKeyError."""
        parts = text.split(":")
        if len(parts) != len(cls._fields):
            raise CellKeyError(text)
        item, measure, fiscal_year, period_end, basis, as_of = parts
        try:
            return cls(item, measure, _year(fiscal_year), _year(period_end), basis, date.fromisoformat(as_of) if as_of else None)
        except ValueError as error:
            raise CellKeyError(text) from error

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the key of a Value whose item is loaded."""
        return cls(value.item.code, value.measure, value.fiscal_year, value.period_end, value.basis, value.as_of)


def _year(text: str) -> int | None:
    return int(text) if text else None
