"""Rows for the walk over the admin: of any model, from what the papers give or else from nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, Field, ForeignKey, IntegerField, Model, UniqueConstraint

CODE = "copied-by-the-walk"
DAY = date(2026, 2, 1)


def row_of(model: type[Model]) -> Any:
    """Return a row of the model: one of the papers, or one made of the least it needs."""
    return model._base_manager.order_by("pk").first() or make(model)


def make(model: type[Model]) -> Any:
    needed = {field.name: _least(field) for field in model._meta.concrete_fields if _is_needed(field)}
    return model._base_manager.create(**needed)


def duplicate(row: Any, depth: str = "") -> Any:
    """Return a copy of the row that is a row of its own."""
    given = fresh(type(row), row, depth)
    copy = type(row)._base_manager.get(pk=row.pk)
    copy.pk = None
    copy._state.adding = True
    for name, value in given.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def fresh(model: type[Model], row: Any, depth: str = "") -> dict[str, Any]:
    """Return what has to differ in a second row like this one: something of whatever is unique."""
    given: dict[str, Any] = {}
    for names in _unique_groups(model):
        if "code" in names:
            given["code"] = f"{CODE}{depth}"
        elif not given.keys() & set(names):
            field = min((model._meta.get_field(name) for name in names), key=_ease)
            given |= {} if getattr(row, field.name) is None and _is_row(field) else {field.name: _another(field, row, depth)}
    return given


def _is_needed(field: Any) -> bool:
    """Tell whether a row cannot do without; days that no form asks for are written by what makes the row, keys by its save."""
    is_made = not (field.editable or isinstance(field, DateField))
    return not (field.primary_key or field.null or field.has_default() or field.blank or is_made)


def _least(field: Any) -> Any:
    if isinstance(field, ForeignKey):
        return row_of(field.related_model)
    if field.choices:
        return field.choices[0][0]
    if field.name == "fiscal_year":
        return DAY.year
    if isinstance(field, DateTimeField):
        return datetime.combine(DAY, time(), UTC)
    if isinstance(field, DateField):
        return DAY
    return f"{CODE}-from" if field.name == "code" else "もと" if isinstance(field, CharField) else 1


def _unique_groups(model: type[Model]) -> list[tuple[str, ...]]:
    single = [(field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    constraints = [constraint for constraint in model._meta.constraints if isinstance(constraint, UniqueConstraint)]
    named = [tuple(constraint.fields or _columns(constraint.expressions)) for constraint in constraints]
    return [*single, *map(tuple, model._meta.unique_together), *named]


def _columns(expressions: Iterable[Any]) -> Iterator[str]:
    for each in expressions:
        if isinstance(each, F):
            yield each.name
        else:
            yield from _columns(each.get_source_expressions() if hasattr(each, "get_source_expressions") else ())


def _ease(field: Any) -> int:
    """Return how easily a value of the field is replaced, the easiest first: a number, a day, a text, a row."""
    kinds = (IntegerField, DateField, CharField, ForeignKey)
    return next((place for place, kind in enumerate(kinds) if isinstance(field, kind) and not field.choices), len(kinds))


def _is_row(field: Any) -> bool:
    return isinstance(field, ForeignKey)


def _another(field: "Field[Any, Any]", row: Any, depth: str) -> Any:
    value = getattr(row, field.name)
    if isinstance(field, ForeignKey):
        return duplicate(value, f"{depth}-{field.name.replace('_', '-')}")
    if isinstance(field, DateField):
        return date(2030, 4, 1)
    if isinstance(field, IntegerField):
        return (value or 0) + 1000
    return f"{value}-copied{depth}"
