"""The state of a row as the admin edits it: its own fields, its many-to-many ids, and the rows of its inlines."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.db.models import FileField, Model
from django.forms.models import _get_foreign_key

Snapshot = dict[str, Any]
HIDDEN = "＊"
HIDDEN_NEW = "＊＊"


def target_of(row: Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def fields_of(row: Model) -> Snapshot:
    """Return {field: value} of the row's columns as Python holds them; a foreign key as the id."""
    return {field.name: _value(field, row) for field in row._meta.concrete_fields if not field.primary_key}


def everything_of(row: Model, inlines: Iterable[InlineModelAdmin]) -> Snapshot:
    """Return the fields, many-to-many fields as sorted ids, and `model:id.field` of inline rows, read from the database.

    Costs a query for each many-to-many field and each inline.
    """
    state = fields_of(row)
    for relation in row._meta.many_to_many:
        state[relation.name] = sorted(getattr(row, relation.name).values_list("pk", flat=True))
    for inline in inlines:
        foreign_key = _get_foreign_key(type(row), inline.model, fk_name=inline.fk_name)
        state |= parts_of(inline.model._base_manager.filter(**{foreign_key.name: row.pk}), owner=foreign_key.name)
    return state


def parts_of(members: Iterable[Model], *, owner: str) -> Snapshot:
    """Return `model:id.field` of rows that belong to another. owner: their reference to it, which is left out."""
    state: Snapshot = {}
    for member in members:
        prefix = f"{member._meta.model_name}:{member.pk}"
        state |= {f"{prefix}.{name}": value for name, value in fields_of(member).items() if name != owner}
    return state


def hide(before: Snapshot | None, after: Snapshot | None, names: Iterable[str]) -> None:
    """Replace secret or personal values, in place, by signs that only tell whether they changed."""
    for name in names:
        old, new = (before or {}).get(name), (after or {}).get(name)
        if before is not None and old:
            before[name] = HIDDEN
        if after is not None and new:
            after[name] = HIDDEN if new == old else HIDDEN_NEW


def _value(field: Any, row: Model) -> Any:
    value = field.value_from_object(row)
    return str(value) if isinstance(field, FileField) else value
