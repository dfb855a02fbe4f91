"""What may occur only once, told for all rows of a file with a query for each rule."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, UniqueConstraint

from ledger.exchange.conditions import Values, fields_in, name_of, truth, value_of
from ledger.exchange.lookups import attname_of, chunks

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Rule:
    """fields: what it is about; the first narrows the query. key: of the values of a row, None where the rule does not apply."""

    fields: tuple[str, ...]
    key: Callable[[Values], Key | None]


def values_of(row: Model) -> dict[str, Any]:
    """Return the values of a row by field, as conditions ask for them."""
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields} | {"pk": row.pk}


def rules_of(model: type[Model]) -> Iterator[Rule]:
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield Rule((field.name,), _plain((field.name,)))
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield _rule(constraint)


def collisions(rule: Rule, rows: Sequence[Any]) -> dict[int, list[int]]:
    """Return by position in `rows` the positions of the others that collide with it; none for a row that stands in the database already.

    rows: as they would be saved. A row among them no longer counts with what it holds in the database.
    """
    keys = [rule.key(values_of(row)) for row in rows]
    positions: dict[Key, list[int]] = {}
    for position, key in enumerate(keys):
        if key is not None:
            positions.setdefault(key, []).append(position)
    ours = {row.pk for row in rows if row.pk is not None}
    standing = {key for pk, key in _standing(rule, rows) if pk not in ours}
    return {
        position: [other for other in positions[key] if other != position]
        for position, key in enumerate(keys)
        if key is not None and (key in standing or len(positions[key]) > 1)
    }


def _standing(rule: Rule, rows: Sequence[Any]) -> Iterator[tuple[Any, Key]]:
    if not rows:
        return
    model, first = type(rows[0]), rule.fields[0]
    attname = attname_of(model, first)
    for chunk in chunks({getattr(row, attname) for row in rows} - {None}):
        for values in model._default_manager.order_by().filter(**{f"{attname}__in": chunk}).values("pk", *_columns(model, rule)):
            named = {name: values[column] for name, column in zip(rule.fields, _columns(model, rule), strict=True)}
            if (key := rule.key(named)) is not None:
                yield values["pk"], key


def _columns(model: type[Model], rule: Rule) -> list[str]:
    return [attname_of(model, name) for name in rule.fields]


def _plain(names: tuple[str, ...]) -> Callable[[Values], Key | None]:
    def key(values: Values) -> Key | None:
        found = tuple(values[name] for name in names)
        return None if None in found else found

    return key


def _rule(constraint: UniqueConstraint) -> Rule:
    expressions = constraint.expressions or [F(name) for name in constraint.fields]
    condition = constraint.condition
    fields = [name for expression in expressions for name in _fields(expression)] + (fields_in(condition) if condition else [])

    def key(values: Values) -> Key | None:
        if condition is not None and truth(condition, values) is not True:
            return None
        found = tuple(value_of(expression, values) for expression in expressions)
        return None if None in found and constraint.nulls_distinct is not False else found

    return Rule(tuple(dict.fromkeys(fields)), key)


def _fields(expression: Any) -> Iterable[str]:
    if isinstance(expression, F):
        return [name_of(expression)]
    return [name for each in expression.get_source_expressions() for name in _fields(each)]
