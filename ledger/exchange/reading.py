"""Cells become values of rows: those that stand already and new ones."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from audit.snapshots import fields_of
from iconm.lib.text import UnreadableError
from iconm.lib.uploads import Cell
from ledger.exchange import grid as grids
from ledger.exchange.codes import next_codes
from ledger.exchange.columns import CellError, Column, columns_of, key_of, plain_text, required
from ledger.exchange.lines import Change, Line, Plan
from ledger.exchange.lookups import Names, existing, references


def read_lines(plan: Plan, *, lock: bool) -> None:
    columns = list(plan.grid.columns.values())
    key_column = next(column for column in columns if column.name == key_of(plan.model))
    keys = [_key(key_column, line.cells[key_column.name]) for line in plan.grid.lines]
    codes = _codes(plan, key_column, keys)
    standing = existing(plan.model, {key for key in keys if key is not None}, lock=lock)
    named = references(columns, _texts(columns, plan.grid.lines))
    added = {str(key) for key in keys if key is not None and key not in standing}
    for names in named.values():
        names.added = added if names.model is plan.model else ()
    times: dict[Any, int] = defaultdict(int)
    for key in keys:
        times[key] += 1
    for given, key in zip(plan.grid.lines, keys, strict=True):
        source = replace(given, cells=given.cells | {key_column.name: codes[given.number]}) if given.number in codes else given
        row = standing.get(key)
        line = Line(source.number, row or plan.model(), is_new=row is None)
        if key is not None and times[key] > 1:
            line.errors[key_column.name].append(
                _("「%(key)s」の行が%(times)s行あります。1行にしてください。") % {"key": key, "times": times[key]}
            )
        elif row is None and key_column.field.primary_key and source.cells[key_column.name] is not None:
            line.errors[key_column.name].append(_("この番号の行はありません。新しい行の番号は空欄にしてください。"))
        _read_cells(line, source, columns, named)
        plan.lines.append(line)
    if any(line.is_new for line in plan.lines):
        _require_columns(plan)


def _codes(plan: Plan, column: Column, keys: Sequence[Any]) -> dict[int, str]:
    """Return by line the codes proposed for rows that come without one; rows known by their number need none. One query at most."""
    without = [line.number for line in plan.grid.lines if line.cells[column.name] is None]
    if column.field.primary_key or not without:
        return {}
    return dict(zip(without, next_codes(plan.model, len(without), besides=filter(None, keys)), strict=True))


def _key(column: Column, cell: Cell) -> Any:
    """Return the key of a line; None where it is empty or cannot be read, which its cell is told about later."""
    try:
        return None if cell is None else column.read(cell)
    except UnreadableError:
        return None


def _texts(columns: Sequence[Column], lines: Sequence[grids.Line]) -> dict[str, set[str]]:
    return {
        column.name: {plain_text(str(line.cells[column.name])) for line in lines if line.cells[column.name] is not None}
        for column in columns
        if column.is_reference
    }


def _require_columns(plan: Plan) -> None:
    present = {column.name for column in plan.grid.columns.values()}
    missing = [column.label for column in required(columns_of(plan.model)) if column.name not in present]
    if missing:
        problem = _("追加する行があるため、「%(columns)s」の列が必要です。") % {"columns": "」「".join(missing)}
        plan.problems[plan.grid.head, 0] = "\n".join(filter(None, (plan.problems.get((plan.grid.head, 0), ""), problem)))


def _read_cells(line: Line, source: grids.Line, columns: Sequence[Column], named: dict[str, Names]) -> None:
    """Put the cells into the row and note what changes."""
    for column in columns:
        if column.field.primary_key:
            continue
        try:
            new = _value(column, source.cells[column.name], named, is_new=line.is_new)
        except UnreadableError as error:
            line.errors[column.name].append(str(error))
            continue
        _set(line, column, new)


def _value(column: Column, cell: Cell, named: dict[str, Names], *, is_new: bool) -> Any:
    if cell is None:
        may_be_empty = column.field.blank or (is_new and column.field.has_default())
        if not may_be_empty:
            raise CellError(_("%(label)sを入力してください。"), label=column.label)
        return column.field.get_default() if is_new else column.empty()
    read = column.read(cell)
    return named[column.name].find(read) if column.is_reference else read


def _set(line: Line, column: Column, new: Any) -> None:
    stored = getattr(line.row, column.field.attname)
    value = new.pk if isinstance(new, Model) else new
    if line.is_new:
        setattr(line.row, column.name, new)
        if value not in (None, ""):
            line.changes.append(Change(column, None, value))
    elif value != stored and not (isinstance(stored, str) and isinstance(value, str) and plain_text(stored) == value):
        if line.before is None:
            line.before = fields_of(line.row)
        line.changes.append(Change(column, stored, value))
        setattr(line.row, column.name, new)
