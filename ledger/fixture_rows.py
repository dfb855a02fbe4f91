"""Loading registers from TOML: rows by natural key, references by code, people's edits never overwritten.

A file holds arrays of tables; each array is one model. `LoadedRow` remembers what was last put into a row: a row that still holds exactly
that follows the fixture, any other row has been edited by people and stays.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction

from audit.actions import record
from ledger.history import FixtureError
from ledger.models import LoadedRow


@dataclass(frozen=True)
class RegisterLoad:
    """How one array of a TOML file becomes rows of a model.

    array: name of the array. key: fields that identify a row. references: for a foreign key, the lookups that the fixture's text answers,
    joined by a slash: ("plan__code", "indicator__code") reads `plan-3/trials`. Unless named here, a reference is a `code`.
    """

    array: str
    model: type[models.Model]
    key: tuple[str, ...] = ("code",)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_registers(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Read a TOML file of arrays of tables. Raises FixtureError naming file and line for anything that is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FixtureError(f"{path.name}: {error}") from error


@transaction.atomic
def load_registers(*, path: Path, loads: Sequence[RegisterLoad]) -> Counter[str]:
    """Load the arrays in the order of `loads`. Returns how many rows were loaded, unchanged or kept as people made them."""
    content = read_registers(path)
    unknown = set(content) - {load.array for load in loads}
    if unknown:
        raise FixtureError(f"{path.name}: no register takes {', '.join(sorted(unknown))}")
    counts: Counter[str] = Counter()
    for load in loads:
        loaded = {row.key: row for row in LoadedRow.objects.filter(model=load.model._meta.label_lower)}
        for row in content.get(load.array, ()):
            try:
                counts[_load_row(load, row, loaded)] += 1
            except (FieldDoesNotExist, ObjectDoesNotExist, ValidationError, KeyError) as error:
                raise FixtureError(f"{path.name}, [[{load.array}]] {row}: {error}") from error
    if counts["loaded"]:
        record(action="ledger.register.loaded", by=None, target=path.name, after=dict(counts))
    return counts


def _load_row(load: RegisterLoad, row: dict[str, Any], loaded: Mapping[str, LoadedRow]) -> str:
    fields = {name: _resolve(load, name, value) for name, value in row.items()}
    identity = {name: fields[name] for name in load.key}
    key = "/".join(str(row[name]) for name in load.key)
    content = {name: _plain(value) for name, value in fields.items()}
    remembered = loaded.get(key)
    existing = load.model._default_manager.filter(**identity).first()
    if existing is not None:
        current = {name: _plain(getattr(existing, name)) for name in (remembered.content if remembered else fields)}
        if remembered and remembered.content == content:
            return "unchanged" if current == content else "kept"
        if current != (remembered.content if remembered else content):
            return "kept"
    instance = existing or load.model(**identity)
    for name, value in fields.items():
        setattr(instance, name, value)
    instance.full_clean()
    instance.save()
    LoadedRow.objects.update_or_create(model=load.model._meta.label_lower, key=key, defaults={"content": content})
    return "loaded"


def _resolve(load: RegisterLoad, name: str, value: Any) -> Any:
    column = load.model._meta.get_field(name)
    if isinstance(column, models.ForeignKey) and value not in (None, ""):
        lookups = load.references.get(name, ("code",))
        return column.related_model._default_manager.get(**dict(zip(lookups, str(value).split("/"), strict=True)))
    return column.to_python(value) if isinstance(column, models.Field) else value


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it, so that what was loaded and what stands can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))
