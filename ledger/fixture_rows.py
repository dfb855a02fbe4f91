"""Loading registers from TOML: rows by natural key, references by code, people's edits never overwritten.

A file holds arrays of tables; each array is one model. `LoadedRow` remembers what was last put into a row: a row that still holds exactly
that follows the fixture, any other row has been edited by people and stays.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from audit.actions import record
from ledger.history import FixtureError
from ledger.models import LoadedRow

_HEADER = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]")


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


@dataclass(frozen=True)
class Row:
    """A table of a fixture. place: file and line it starts at."""

    content: dict[str, Any]
    place: str


def read_registers(path: Path) -> dict[str, list[Row]]:
    """Read a TOML file of arrays of tables, `[[array]]` on a line of its own. Raises FixtureError with file and line for anything else."""
    try:
        text = path.read_text(encoding="utf-8")
        arrays = tomllib.loads(text, parse_float=Decimal)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FixtureError(f"{path.name}: {error}") from error
    places: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            places.setdefault(header[1], []).append(f"{path.name}, line {number}")
    if stray := [name for name in arrays if name not in places]:
        raise FixtureError(f"{path.name}: {stray[0]} is not in any [[array]]")
    return {name: [Row(*pair) for pair in zip(rows, places[name], strict=True)] for name, rows in arrays.items()}


# ValueError: a reference with too many or too few parts. KeyError: a row without its key. IntegrityError: a guard of approved figures.
_UNREADABLE = (FieldDoesNotExist, ObjectDoesNotExist, ValidationError, KeyError, ValueError, TypeError, IntegrityError)


@transaction.atomic
def load_registers(*, path: Path, loads: Sequence[RegisterLoad]) -> Counter[str]:
    """Load the arrays in the order of `loads`. Returns how many rows were loaded, unchanged or kept as people made them."""
    content = read_registers(path)
    known = {load.array for load in loads}
    for array, rows in content.items():
        if array not in known:
            raise FixtureError(f"{rows[0].place}: no register takes [[{array}]]; there are {', '.join(sorted(known))}")
    counts: Counter[str] = Counter()
    for load in loads:
        loaded = {row.key: row for row in LoadedRow.objects.filter(model=load.model._meta.label_lower)}
        stated: dict[str, str] = {}
        for row in content.get(load.array, ()):
            try:
                key = "/".join(str(row.content[name]) for name in load.key)
                if key in stated:
                    raise ValidationError(f"{key} stands already in {stated[key]}")
                stated[key] = row.place
                counts[_load_row(load, row.content, loaded.get(key), key)] += 1
            except _UNREADABLE as error:
                raise FixtureError(f"{row.place}, [[{load.array}]]: {_told(error)}") from error
    if counts["loaded"]:
        record(action="ledger.register.loaded", by=None, target=path.name, after=dict(counts))
    return counts


def _told(error: Exception) -> str:
    """Return what an error says to the person who wrote the fixture."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _load_row(load: RegisterLoad, row: dict[str, Any], remembered: LoadedRow | None, key: str) -> str:
    fields = {name: _resolve(load, name, value) for name, value in row.items()}
    identity = {name: fields[name] for name in load.key}
    content = {name: _plain(value) for name, value in fields.items()}
    known = _still_there(load.model, remembered.content) if remembered else {}
    existing = load.model._default_manager.filter(**identity).first()
    if existing is None and remembered:
        return "kept"  # loaded once, and since then removed or given another key by people
    if existing is not None:
        current = {name: _plain(getattr(existing, name)) for name in (known if remembered else fields)}
        if remembered and known == content:
            return "unchanged" if current == content else "kept"
        if current != (known if remembered else content):
            return "kept"
    instance = existing or load.model(**identity)
    dropped = set(known) - set(fields)
    for name, value in (*fields.items(), *((name, _default(load, name)) for name in dropped)):
        setattr(instance, name, value)
    instance.full_clean()
    instance.save()
    LoadedRow.objects.update_or_create(model=load.model._meta.label_lower, key=key, defaults={"content": content})
    return "loaded"


def _still_there(model: type[models.Model], content: dict[str, Any]) -> dict[str, Any]:
    """Return what was loaded into columns that the model still has: a later version may have dropped one."""
    columns = {column.name for column in model._meta.get_fields()}
    return {name: value for name, value in content.items() if name in columns}


def _resolve(load: RegisterLoad, name: str, value: Any) -> Any:
    column = load.model._meta.get_field(name)
    if isinstance(column, models.ForeignKey):
        if value == "":
            return None  # a key has to state it even where there is none
        lookups = load.references.get(name, ("code",))
        return column.related_model._default_manager.get(**dict(zip(lookups, str(value).split("/"), strict=True)))
    return column.to_python(value) if isinstance(column, models.Field) else value


def _default(load: RegisterLoad, name: str) -> Any:
    column = load.model._meta.get_field(name)
    return column.get_default() if isinstance(column, models.Field) else None


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it, so that what was loaded and what stands can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))
