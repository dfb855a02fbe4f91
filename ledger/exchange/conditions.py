"""Check constraints told in Python, for many rows without a query each; SQL's third truth value, NULL, is None here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

Values = Mapping[str, Any]


class UnsupportedError(ValueError):
    """A condition or expression this module cannot tell; ask the database."""


def truth(condition: Q, values: Values, *, negated: bool = False) -> bool | None:
    """Return what the database would: a check is broken by False alone. values: by field, of a reference its key.

    Raises UnsupportedError.
    """
    negated ^= condition.negated
    found = [_truth_of(child, values, negated) for child in condition.children]
    result = _all(found) if condition.connector == Q.AND else _any(found)
    if condition.connector == Q.XOR:
        raise UnsupportedError(condition)
    return result if result is None or not condition.negated else not result


def value_of(expression: Any, values: Values) -> Any:
    """Return the value of a field, a constant or a Coalesce of them. Raises UnsupportedError."""
    if isinstance(expression, F):
        return _field(name_of(expression), values)
    if isinstance(expression, Value):
        return expression.value
    if isinstance(expression, Coalesce):
        found = (value_of(each, values) for each in expression.get_source_expressions())
        return next((value for value in found if value is not None), None)
    raise UnsupportedError(expression)


def fields_in(condition: Q) -> list[str]:
    """Return the fields a condition speaks of, each once, in its order."""
    found: dict[str, None] = {}
    for child in condition.children:
        if isinstance(child, Q):
            found |= dict.fromkeys(fields_in(child))
        elif isinstance(child, tuple):
            found[child[0].partition("__")[0]] = None
            if isinstance(child[1], F):
                found[name_of(child[1])] = None
    return list(found)


def name_of(expression: F) -> str:
    name: str = expression.name  # type: ignore[attr-defined]  # missing in the stubs
    return name


def _truth_of(child: Any, values: Values, negated: bool) -> bool | None:
    if isinstance(child, Q):
        return truth(child, values, negated=negated)
    if not isinstance(child, tuple):
        raise UnsupportedError(child)
    name, _separator, lookup = child[0].partition("__")
    left, right = _field(name, values), _right(child[1], values)
    if lookup == "isnull" or (child[1] is None and lookup in ("", "exact")):
        return (left is None) == (right is None or bool(right))
    if lookup not in _LOOKUPS:
        raise UnsupportedError(child)
    if left is None or right is None:
        return False if negated else None  # under NOT Django adds that the field is not NULL
    return _LOOKUPS[lookup](left, right)


_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda left, right: bool(left == right),
    "exact": lambda left, right: bool(left == right),
    "gt": lambda left, right: bool(left > right),
    "gte": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "lte": lambda left, right: bool(left <= right),
    "in": lambda left, right: left in right,
    "range": lambda left, right: bool(right[0] <= left <= right[1]),
}


def _right(value: Any, values: Values) -> Any:
    return value_of(value, values) if hasattr(value, "resolve_expression") else value


def _field(name: str, values: Values) -> Any:
    if name not in values:
        raise UnsupportedError(name)
    return values[name]


def _all(found: Iterable[bool | None]) -> bool | None:
    found = list(found)
    return False if False in found else None if None in found else True


def _any(found: Iterable[bool | None]) -> bool | None:
    found = list(found)
    return True if True in found else None if None in found else False
