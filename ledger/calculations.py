"""Pure arithmetic of the ledger: the fingerprint of a revision, and whether a printed total agrees with its parts."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from iconm.lib.units import Rounding, footing_gap_allowed

_FINGERPRINTED = (
    "measure",
    "fiscal_year",
    "period_end",
    "basis",
    "as_of",
    "value",
    "upper",
    "missing",
    "qualifier",
    "unit",
    "printed",
    "note",
    "section",
)


def fingerprint(values: Iterable[Any]) -> str:
    """Return the SHA-256 of a revision's values: equal for equal contents, whatever their order or number of trailing zeros."""
    rows = sorted(_plain_row(value) for value in values)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _plain_row(value: Any) -> list[str]:
    fields = [_plain(getattr(value, name)) for name in _FINGERPRINTED]
    return [value.item.code, value.document.code if value.document else "", *fields]


def _plain(entry: object) -> str:
    if entry is None:
        return ""
    return f"{entry.normalize():f}" if isinstance(entry, Decimal) else str(entry)


@dataclass(frozen=True)
class Footing:
    """A printed total beside the sum of its parts, all in the printed unit. gap: printed minus computed."""

    printed: Decimal
    computed: Decimal
    addends: int

    @property
    def gap(self) -> Decimal:
        return self.printed - self.computed

    def is_rounding(self, rounding: Rounding = Rounding.HALF_UP) -> bool:
        """Tell whether rounding alone explains a gap that is there."""
        return self.gap != 0 and footing_gap_allowed(self.gap, self.addends, rounding)


def foot(printed: Decimal, parts: Sequence[tuple[int, Decimal]]) -> Footing:
    """Return the footing of a total over signed parts. Raises ValueError without parts."""
    if not parts:
        raise ValueError("a total without parts has no footing")
    return Footing(printed, sum((sign * part for sign, part in parts), Decimal(0)), len(parts))
