"""What an upload would do to a register. Reads only; the same rules as the admin's."""

from collections.abc import Sequence

from django.db.models import Model

from iconm.lib.uploads import Sheet
from ledger.exchange.checks import check_constraints, check_fields, check_uniqueness
from ledger.exchange.columns import key_of
from ledger.exchange.grid import read_grid
from ledger.exchange.lines import Line, Plan
from ledger.exchange.reading import read_lines
from ledger.exchange.similar import doubles, similar_rows


def plan_import(*, model: type[Model], sheet: Sheet, told_apart_by: Sequence[str] = (), lock: bool = False) -> Plan:
    """Return what the sheet would do. Queries: a bounded number, whatever the number of lines. lock: keep the rows for a write."""
    plan = Plan(model, read_grid(model, sheet))
    if plan.grid.place(key_of(model)) is None:
        return plan
    read_lines(plan, lock=lock)
    written = [line for line in plan.lines if line.is_written]
    check_fields(plan, written)
    written = plan.written  # what the checks put into the form of the register may be no change any more
    check_constraints(written)
    check_uniqueness(written)
    _find_similar(plan, written, told_apart_by)
    return plan


def _find_similar(plan: Plan, lines: Sequence[Line], told_apart_by: Sequence[str]) -> None:
    """Ask of new rows and new names whether somebody entered them already."""
    if not any(each.name == "name" for each in plan.model._meta.concrete_fields):
        return
    named = [line for line in lines if line.is_new or any(each.column.name in ("name", "name_en") for each in line.changes)]
    for position, found in similar_rows(plan.model, [line.row for line in named], told_apart_by=told_apart_by).items():
        named[position].similar = found
    for positions in doubles([line.row for line in named], told_apart_by=told_apart_by):
        for position in positions:
            named[position].has_double = True
