"""An upload held against a register: its lines, what each would change, and everything that is wrong with it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from audit.snapshots import Snapshot
from iconm.lib.workbook_parts import Place
from ledger.exchange import grid as grids
from ledger.exchange.columns import Column, columns_of, key_of
from ledger.exchange.similar import Similar


@dataclass(frozen=True)
class Change:
    """What one cell changes, as the fields hold it; of a reference the keys of the rows."""

    column: Column
    old: Any
    new: Any


@dataclass
class Line:
    """One line of the file. row: as it would be saved. before: the row as it stands, for the trail.

    errors: by field, "" for the whole line. similar: rows that bear its name; has_double: another line of the file bears it.
    """

    number: int
    row: Any
    is_new: bool
    before: Snapshot | None = None
    changes: list[Change] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    similar: list[Similar] = field(default_factory=list)
    has_double: bool = False

    @property
    def is_written(self) -> bool:
        return bool(self.changes)

    @property
    def needs_confirmation(self) -> bool:
        return bool(self.similar or self.has_double)


@dataclass
class Plan:
    """problems: of the file as a whole and of cells outside its columns, by place."""

    model: type[Model]
    grid: grids.Grid
    lines: list[Line] = field(default_factory=list)

    @property
    def problems(self) -> dict[Place, str]:
        return self.grid.problems

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.is_written]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def doubtful(self) -> list[Line]:
        return [line for line in self.lines if line.needs_confirmation]

    @property
    def error_count(self) -> int:
        return len(self.problems) + sum(len(found) for line in self.lines for found in line.errors.values())

    @property
    def can_be_applied(self) -> bool:
        return not self.error_count and bool(self.written)

    def digest(self) -> str:
        """Return the fingerprint of every change, with what it replaces: another one means that someone saved in between."""
        told = [
            (line.number, line.row.pk, [(each.column.name, str(each.old), str(each.new)) for each in line.changes]) for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def marks(self) -> dict[Place, str]:
        """Return every error by the place of its cell in the sheet."""
        found = dict(self.problems)
        places = {column.name: place for place, column in self.grid.columns.items()}
        fallback = places.get(key_of(self.model), 0)
        for line in self.wrong:
            for name, errors in line.errors.items():
                place = line.number, places.get(name, fallback)
                found[place] = "\n".join(filter(None, (found.get(place, ""), *errors)))
        return found


def old_names(plan: Plan, lines: Sequence[Line]) -> dict[tuple[str, Any], str]:
    """Return by column and key what the replaced references are called. A query for each register they refer to."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    columns = {column.name: column for column in plan.grid.columns.values() if column.is_reference}
    for line in lines:
        for each in line.changes:
            if each.column.is_reference and each.old not in ("", None):
                wanted[each.column.name].add(each.old)
    return {
        (name, pk): str(row)
        for name, keys in wanted.items()
        for pk, row in columns[name].field.related_model._default_manager.in_bulk(sorted(keys)).items()  # type: ignore[union-attr]
    }


def problems_of(plan: Plan) -> Iterator[tuple[int, str, str]]:
    """Yield every error: the row people see, what its column is called, the sentence."""
    for (row, place), message in sorted(plan.problems.items()):
        column = plan.grid.columns.get(place)
        yield row + 1, column.label if column else "", message
    labels = {column.name: column.label for column in columns_of(plan.model)}
    for line in plan.wrong:
        for name, messages in line.errors.items():
            for message in messages:
                yield line.number + 1, labels.get(name, ""), message
