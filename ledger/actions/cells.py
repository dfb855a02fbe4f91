"""Saving what was typed into the grid: every readable cell becomes a value, every other keeps its text, nobody is overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from jobs.actions import enqueue
from ledger.actions.writing import clean_value, explain_refusal, label, replace_values, shown, take_lock, target
from ledger.choices import EDITABLE
from ledger.grid.reading import Reading, ReadingError, understand
from ledger.grid.rows import Grid, Row, load_grid, reading_of, said_text
from ledger.models import Cell, Revision, Value

CHECK_DRAFT = "ledger.check_draft"  # compares with other sheets and registers, after each save
_SAID = ("reason", "cause", "response")
LENGTHS = {"typed": 200, "note": 400, "reason": 2000, "cause": 2000, "response": 2000}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody entered into one cell. None: not touched.

    key: `CellKey` as text. seen, seen_said: what the cell showed when they began; where it holds anything else now, two people changed it.
    None where nothing was shown.
    """

    key: str
    typed: str | None = None
    seen: str | None = None
    reason: str | None = None
    cause: str | None = None
    response: str | None = None
    note: str | None = None
    seen_said: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A cell two people changed. by: who saved first; None when they have no name on record."""

    key: str
    field: str
    theirs: str
    mine: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True)
class Saved:
    """grid: as it stands now. conflicts: the cells that were left as the other person saved them."""

    grid: Grid
    conflicts: tuple[Conflict, ...] = ()
    is_changed: bool = True


@transaction.atomic
def save_cells(
    *,
    revision: Revision,
    entries: Sequence[Typed],
    by: User,
    at: datetime,
    reason: str = "",
    action: str = "ledger.values.saved",
) -> Saved:
    """Save the cells into an open revision whose sheet is loaded.

    A cell that somebody else changed since it was shown is left alone and returned as a conflict; the others are saved. A text that cannot
    be read stays in its cell, without a value. Raises LockedError for a revision that is not open, StaleError where another save came
    between reading and writing (try again), ValidationError for a cell the sheet does not have or a text that is too long.
    """
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=on)
    if revision.state not in EDITABLE:
        explain_refusal(revision, seen=revision.lock_version)
    grid = load_grid(revision, on=on)
    _check(entries, grid)
    conflicts = tuple(conflict for entry in entries for conflict in _conflicts(entry, grid))
    lost = {(conflict.key, conflict.field) for conflict in conflicts}
    changes = [change for entry in entries if (change := _Change.of(entry, grid.by_key[entry.key], lost)).is_any]
    if changes:
        take_lock(revision, seen=revision.lock_version)
        _write(revision, grid, changes, by=by, at=at)
        before, after = _merged(change.before() for change in changes), _merged(change.after() for change in changes)
        record(action=action, by=by, target=target(revision), before=before, after=after, reason=reason)
        enqueue(CHECK_DRAFT, payload={"revision_id": revision.pk}, by=by)
    return Saved(_after(grid, changes), conflicts, is_changed=bool(changes))


def as_it_would_be(grid: Grid, entries: Sequence[Typed]) -> Grid:
    """Return the grid as saving the entries over it would leave it. Writes nothing. Raises KeyError for a cell the grid does not have."""
    changes = [change for entry in entries if (change := _Change.of(entry, grid.by_key[entry.key], set())).is_any]
    for change in changes:
        if change.value:
            change.value.revision = grid.revision
    return _after(grid, changes)


def _check(entries: Sequence[Typed], grid: Grid) -> None:
    if len({entry.key for entry in entries}) < len(entries):
        raise ValidationError(_("同じ欄が2回送信されました。画面を読み込み直してください。"))
    for entry in entries:
        if entry.key not in grid.by_key:
            raise ValidationError(_("この年度報告にない欄です：%(key)s") % {"key": entry.key})
        for name, most in LENGTHS.items():
            if len(getattr(entry, name) or "") > most:
                words = {"label": grid.by_key[entry.key].place.label, "most": most}
                raise ValidationError(_("「%(label)s」の入力が長すぎます（%(most)s文字まで）。") % words)


def _conflicts(entry: Typed, grid: Grid) -> Iterable[Conflict]:
    row = grid.by_key[entry.key]
    cell = row.cell
    by, at = (cell.updated_by, cell.updated_at) if cell else (None, None)
    if entry.typed is not None and entry.seen is not None and row.text not in (entry.seen, entry.typed):
        yield Conflict(key=entry.key, field="typed", theirs=row.text, mine=entry.typed, by=by, at=at)
    for name in (*_SAID, "note"):
        mine, held = getattr(entry, name), said(row, name)
        base = (entry.seen_said or {}).get(name, held)
        if mine is not None and held not in (base, mine):
            yield Conflict(key=entry.key, field=name, theirs=held, mine=mine, by=by, at=at)


def said(row: Row, name: str) -> str:
    """Return what is said beside a value. A note stands with the value itself, and with the cell until it has one."""
    if name == "note" and row.value:
        return row.value.note
    return str(getattr(row.cell, name)) if row.cell else ""


@dataclass(frozen=True)
class _Change:
    """A cell as it was, and what becomes of it."""

    row: Row
    cell: Cell
    value: Value | None
    is_value_changed: bool
    is_said_changed: bool

    @classmethod
    def of(cls, entry: Typed, row: Row, lost: set[tuple[str, str]]) -> "_Change":
        wanted = {name: getattr(entry, name) for name in ("typed", *_SAID, "note") if (entry.key, name) not in lost}
        texts = {name: said(row, name) if wanted.get(name) is None else wanted[name].strip() for name in (*_SAID, "note")}
        kept, reading = _understood(wanted.get("typed"), row)
        value = _value(row, reading, texts["note"])
        is_said = any(wanted.get(name) is not None for name in _SAID)
        said_of = row.cell.said_of if row.cell and not is_said else said_text(value)
        cell = Cell(item=row.place.item, key=str(row.key), typed=kept, said_of=said_of, **texts)
        said_before = {name: said(row, name) for name in texts} | {"typed": row.cell.typed if row.cell else ""}
        if any(texts[name] for name in _SAID):
            said_before["said_of"] = row.cell.said_of if row.cell else ""
        return cls(
            row=row,
            cell=cell,
            value=value,
            is_value_changed=_shown(value) != _shown(row.value),
            is_said_changed=any(getattr(cell, name) != text for name, text in said_before.items()),
        )

    @property
    def is_any(self) -> bool:
        return self.is_value_changed or self.is_said_changed

    def before(self) -> dict[str, str]:
        return _trace(self.row.value, self.row.cell, self.row)

    def after(self) -> dict[str, str]:
        return _trace(self.value, self.cell, self.row)


def _understood(typed: str | None, row: Row) -> tuple[str, Reading | None]:
    """Return what to keep of how it was typed, and what was understood; what the cell holds already where nothing was typed."""
    if typed is None:
        kept = row.cell.typed if row.cell else ""
        return kept, reading_of(row.value) if row.value else _read(kept, row)
    reading = _read(typed.strip(), row)
    return "" if reading and _is_written_so(typed.strip(), reading.text(row.decimals)) else typed.strip(), reading


def _is_written_so(typed: str, canonical: str) -> bool:
    """Tell whether the text is the canonical one, thousands separators apart: then there is nothing to keep of how it was typed."""
    return typed.replace(",", "") == canonical.replace(",", "")


def _read(typed: str, row: Row) -> Reading | None:
    """Return what was understood; None where nothing can be."""
    try:
        return understand(typed, unit=row.unit, decimals=row.decimals, allow_range=row.allows_range)
    except ReadingError:
        return None


def _value(row: Row, reading: Reading | None, note: str) -> Value | None:
    """Return the value of the cell, unsaved; the one it has where nothing about it changed."""
    if reading is None or reading.is_empty:
        return None
    former, key = row.value, row.key
    new = Value(
        item=row.place.item,
        measure=key.measure,
        fiscal_year=key.fiscal_year,
        period_end=key.period_end,
        basis=key.basis,
        as_of=key.as_of,
        value=reading.value,
        upper=reading.upper,
        missing=reading.missing,
        unit=row.unit,
        note=note,
    )
    if former and (former.value, former.upper, former.missing) == (new.value, new.upper, new.missing):
        # The same number: what else is known of it stays.
        new.qualifier, new.printed, new.document, new.section = former.qualifier, former.printed, former.document, former.section
    return new


def _write(revision: Revision, grid: Grid, changes: Sequence[_Change], *, by: User, at: datetime) -> None:
    values = [change for change in changes if change.is_value_changed]
    for change in values:
        if change.value:
            change.value.revision = revision
            clean_value(change.value)
    former = {str(row.key): row.value for row in grid.rows if row.value}
    new = [change.value for change in values if change.value]
    replace_values(revision, former=former, values=new, cleared=[str(change.row.key) for change in values if change.value is None])
    for change in changes:
        change.cell.revision, change.cell.updated_by, change.cell.updated_at = revision, by, at
    if changes:
        Cell.objects.bulk_create(
            [change.cell for change in changes],
            update_conflicts=True,
            unique_fields=["revision", "key"],
            update_fields=["typed", *_SAID, "note", "said_of", "updated_by", "updated_at"],
        )


def _after(grid: Grid, changes: Sequence[_Change]) -> Grid:
    """Return the grid with the changes in it, without asking the database again."""
    changed = {str(change.row.key): change for change in changes}
    rows = (_with(row, changed.get(str(row.key))) for row in grid.rows)
    return Grid(revision=grid.revision, rows=tuple(rows), known=grid.known)


def _with(row: Row, change: _Change | None) -> Row:
    if change is None:
        return row
    fields: dict[str, Any] = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    return Row(**fields | {"cell": change.cell, "value": change.value if change.is_value_changed else row.value})


def _shown(value: Value | None) -> str:
    return shown(value) if value else ""


def _trace(value: Value | None, cell: Cell | None, row: Row) -> dict[str, str]:
    """Return what the audit trail keeps of a cell: its value, and whatever stands beside it."""
    name = label(value) if value else " ".join(str(part) for part in row.key if part is not None)
    trace = {name: shown(value)} if value else {}
    beside = {field: str(getattr(cell, field)) for field in ("typed", *_SAID)} if cell else {}
    if cell and not value:
        beside["note"] = cell.note
    return trace | {f"{name} ({field})": text for field, text in beside.items() if text}


def _merged(parts: Iterable[dict[str, str]]) -> dict[str, str]:
    return {key: text for part in parts for key, text in part.items()}
