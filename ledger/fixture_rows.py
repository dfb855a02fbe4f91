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
        if load.array in content:
            counts += _ArrayLoader(load).load(content[load.array])
    if counts["loaded"]:
        record(action="ledger.register.loaded", by=None, target=path.name, after=dict(counts))
    return counts


class _ArrayLoader:
    """Loads one array. What stands already and what was loaded before are read once, so that a row costs a query or two of its own."""

    def __init__(self, load: RegisterLoad) -> None:
        self.model, self.key, self.references = load.model, load.key, load.references
        self.array = load.array
        self.foreign = {column.name for column in load.model._meta.fields if isinstance(column, models.ForeignKey)}
        self.loaded = {row.key: row for row in LoadedRow.objects.filter(model=self.model._meta.label_lower)}
        self.existing = {self._identity(row): row for row in self.model._default_manager.all()}
        self.found: dict[tuple[str, str], models.Model] = {}
        self.remember: list[LoadedRow] = []

    def load(self, rows: Sequence[Row]) -> Counter[str]:
        counts: Counter[str] = Counter()
        stated: dict[str, str] = {}
        for row in rows:
            try:
                key = "/".join(str(row.content[name]) for name in self.key)
                if key in stated:
                    raise ValidationError(f"{key} stands already in {stated[key]}")
                stated[key] = row.place
                counts[self._load_row(row.content, key)] += 1
            except _UNREADABLE as error:
                raise FixtureError(f"{row.place}, [[{self.array}]]: {_told(error)}") from error
        LoadedRow.objects.bulk_create(
            self.remember, update_conflicts=True, update_fields=["content"], unique_fields=["model", "key"], batch_size=200
        )
        return counts

    def _load_row(self, row: dict[str, Any], key: str) -> str:
        fields = {name: self._resolve(name, value) for name, value in row.items()}
        content = {name: _plain(value) for name, value in fields.items()}
        remembered = self.loaded.get(key)
        known = _still_there(self.model, remembered.content) if remembered else {}
        existing = self.existing.get(tuple(content[name] for name in self.key))
        if existing is None and remembered:
            return "kept"  # loaded once, and since then removed or given another key by people
        if existing is not None:
            current = {name: _current(existing, name) for name in (known if remembered else fields)}
            if remembered and known == content:
                return "unchanged" if current == content else "kept"
            if current != (known if remembered else content):
                return "kept"
        dropped = {name: self._default(name) for name in set(known) - set(fields)}
        self._save(existing or self.model(), fields | dropped)
        self.remember.append(LoadedRow(model=self.model._meta.label_lower, key=key, content=content))
        return "loaded"

    def _save(self, row: models.Model, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            setattr(row, name, value)
        row.clean_fields(exclude=self.foreign)  # whose rows were read just now
        row.clean()
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            row.full_clean()  # says in words which rule it is; asking before every row would cost a query a rule
            raise
        self.existing[self._identity(row)] = row

    def _identity(self, row: models.Model) -> tuple[Any, ...]:
        return tuple(_current(row, name) for name in self.key)

    def _resolve(self, name: str, value: Any) -> Any:
        column = self.model._meta.get_field(name)
        if isinstance(column, models.ForeignKey):
            return (
                self._referred(name, column.related_model, str(value)) if value != "" else None
            )  # a key states it even where there is none
        return column.to_python(value) if isinstance(column, models.Field) else value

    def _referred(self, name: str, model: type[models.Model], text: str) -> models.Model:
        if (name, text) not in self.found:
            wanted = dict(zip(self.references.get(name, ("code",)), text.split("/"), strict=True))
            try:
                self.found[name, text] = model._default_manager.get(**wanted)
            except ObjectDoesNotExist as error:
                raise ValidationError(f"{name} = {text!r}: no such {model._meta.model_name}") from error
        return self.found[name, text]

    def _default(self, name: str) -> Any:
        column = self.model._meta.get_field(name)
        return column.get_default() if isinstance(column, models.Field) else None


def _told(error: Exception) -> str:
    """Return what an error says to the person who wrote the fixture."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _still_there(model: type[models.Model], content: dict[str, Any]) -> dict[str, Any]:
    """Return what was loaded into columns that the model still has: a later version may have dropped one."""
    columns = {column.name for column in model._meta.get_fields()}
    return {name: value for name, value in content.items() if name in columns}


def _current(row: models.Model, name: str) -> Any:
    """Return what a column holds; of a reference the key alone, which costs no query."""
    column = row._meta.get_field(name)
    return _plain(getattr(row, column.attname if isinstance(column, models.ForeignKey) else name))


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it, so that what was loaded and what stands can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))
