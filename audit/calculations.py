"""What an entry stores and what the chain hashes. Pure: no Django."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Difference = dict[str, list[Json]]


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Difference:
    """Return {field: [old, new]} of the fields that differ, in order of their names. A field one side lacks counts as None there."""
    old = {name: plain(value) for name, value in (before or {}).items()}
    new = {name: plain(value) for name, value in (after or {}).items()}
    return {name: [old.get(name), new.get(name)] for name in sorted(old | new) if old.get(name) != new.get(name)}


def plain(value: Any) -> Json:
    """Return the value as JSON holds it exactly: Decimal and dates as text, sets as sorted lists. Raises TypeError for a float."""
    for types, convert in _CONVERSIONS:
        if isinstance(value, types):
            return convert(value)
    raise TypeError(f"An audit entry cannot hold a {type(value).__name__}; give it as text, int or Decimal.")


# The first that fits: bool before int, since True is an int too.
_CONVERSIONS: tuple[tuple[tuple[type, ...], Callable[[Any], Json]], ...] = (
    ((NoneType, bool), lambda value: value),
    ((str, UUID), str),
    ((int,), int),
    ((Decimal,), lambda value: format(value, "f")),
    ((date, datetime, time), lambda value: value.isoformat()),
    ((Mapping,), lambda value: {str(key): plain(item) for key, item in value.items()}),
    ((set, frozenset), lambda value: [plain(item) for item in sorted(value)]),
    ((list, tuple), lambda value: [plain(item) for item in value]),
)


def link_digest(*, sequence: int, previous: str, sealed_at: str, entry: Mapping[str, Json]) -> str:
    """Return the SHA-256, in hexadecimal, over the canonical JSON of the entry, its place in the chain and the digest before it."""
    sealed = {"sequence": sequence, "previous": previous, "sealed_at": sealed_at, "entry": entry}
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
