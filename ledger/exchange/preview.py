"""What the page of an import shows: counts, errors, and each changed cell with what it replaces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from iconm.lib.wareki import date_short
from ledger.exchange.columns import shown
from ledger.exchange.lines import Line, Plan, old_names, problems_of
from ledger.exchange.similar import Similar

SHOWN = 500  # lines and errors of one page: more would only slow it down, and the counts tell of them


class Cell(NamedTuple):
    label: str
    old: str
    new: str


class Row(NamedTuple):
    """number: as the sheet counts, from 1."""

    number: int
    name: str
    is_new: bool
    cells: list[Cell]


class Doubt(NamedTuple):
    number: int
    name: str
    similar: list[Similar]
    has_double: bool


@dataclass(frozen=True)
class Preview:
    plan: Plan
    file_name: str
    _names: dict[tuple[str, Any], str] = field(init=False, default_factory=dict)

    @property
    def added(self) -> int:
        return sum(line.is_new and not line.errors for line in self.plan.written)

    @property
    def changed(self) -> int:
        return sum(not line.is_new and not line.errors for line in self.plan.written)

    @property
    def unchanged(self) -> int:
        return sum(not line.is_written and not line.errors for line in self.plan.lines)

    @cached_property
    def errors(self) -> list[tuple[int, str, str]]:
        return [each for each, _number in zip(problems_of(self.plan), range(SHOWN), strict=False)]

    @property
    def more_errors(self) -> int:
        return self.plan.error_count - len(self.errors)

    @cached_property
    def rows(self) -> list[Row]:
        lines = [line for line in self.plan.written if not line.errors][:SHOWN]
        self._names.update(old_names(self.plan, lines))
        return [Row(line.number + 1, _name(line), line.is_new, list(self._cells(line))) for line in lines]

    @property
    def more_rows(self) -> int:
        return sum(not line.errors for line in self.plan.written) - len(self.rows)

    @property
    def doubts(self) -> list[Doubt]:
        return [Doubt(line.number + 1, _name(line), line.similar, line.has_double) for line in self.plan.doubtful[:SHOWN]]

    def _cells(self, line: Line) -> Iterator[Cell]:
        for change in line.changes:
            if change.column.is_reference:
                new = getattr(line.row, change.column.name)
                yield Cell(change.column.label, self._names.get((change.column.name, change.old), ""), "" if new is None else str(new))
            else:
                yield Cell(change.column.label, _text(shown(change.column, change.old)), _text(shown(change.column, change.new)))


def _name(line: Line) -> str:
    if line.is_new and line.row.pk is None and not hasattr(line.row, "name"):
        return _("（新しい行）")
    return str(line.row)


def _text(value: Any) -> str:
    return date_short(value) if hasattr(value, "isoformat") else str(value)
