"""The rules of the admin, for all lines at once: fields, the row's own, what the database checks, what may occur only once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, ForeignKey, Model, prefetch_related_objects
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from ledger.exchange.conditions import UnsupportedError, fields_in, truth
from ledger.exchange.lines import Line, Plan
from ledger.exchange.uniqueness import collisions, rules_of, values_of

_DERIVED = ("search_key", "sort_key")


def check_fields(plan: Plan, lines: Sequence[Line]) -> None:
    """Check each field, then the row's own rules; references were resolved and are only asked for."""
    fields = [each for each in plan.model._meta.concrete_fields if isinstance(each, ForeignKey)]
    unchecked = {each.name for each in fields} | set(_DERIVED)
    if plan.model.clean is not Model.clean:
        _fetch_references([line.row for line in lines if not line.is_new], fields)
    for line in lines:
        _collect(line, lambda row, exclude: row.clean_fields(exclude=exclude), unchecked | set(line.errors))
        if not line.errors:
            _collect(line, lambda row, _exclude: row.clean(), set())
        _settle(line)


def _settle(line: Line) -> None:
    """Keep what the checks made of the cells, a reading in hiragana, and drop what is no change any more."""
    for place, change in enumerate(line.changes):
        value = getattr(line.row, change.column.field.attname)
        if value != change.new:
            line.changes[place] = replace(change, new=value)
    line.changes = [change for change in line.changes if change.new != change.old]


def _fetch_references(rows: Sequence[Any], fields: Sequence[ForeignKey]) -> None:
    """Fetch what changed rows refer to, a query a field: their own rules may look at it."""
    if rows:
        prefetch_related_objects(rows, *(each.name for each in fields))


def _collect(line: Line, check: Any, exclude: set[str]) -> None:
    try:
        check(line.row, exclude)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            line.errors["" if name == NON_FIELD_ERRORS else name] += messages


def check_constraints(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.errors:
            continue
        values = values_of(line.row)
        for constraint in line.row._meta.constraints:
            if isinstance(constraint, CheckConstraint) and not _holds(constraint, line.row, values):
                names = fields_in(constraint.condition)  # type: ignore[arg-type]  # the house's are all Q
                changed = {each.column.name for each in line.changes}
                line.errors[next((name for name in names if name in changed), names[0])].append(_broken(constraint, line.row, names))


def _holds(constraint: CheckConstraint, row: Model, values: dict[str, Any]) -> bool:
    try:
        return truth(constraint.condition, values) is not False  # type: ignore[arg-type]  # the house's are all Q
    except UnsupportedError:
        return _holds_in_database(constraint, row)


def _holds_in_database(constraint: CheckConstraint, row: Model) -> bool:
    try:
        constraint.validate(type(row), row)  # costs a query
    except ValidationError:
        return False
    return True


def _broken(constraint: CheckConstraint, row: Model, names: Sequence[str]) -> str:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.get_violation_error_message())
    labels = "」「".join(str(row._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]
    return _("「%(labels)s」の組合せが正しくありません。") % {"labels": labels}


def check_uniqueness(lines: Sequence[Line]) -> None:
    sound = [line for line in lines if not line.errors]
    if not sound:
        return
    rows = [line.row for line in sound]
    for rule in rules_of(type(rows[0])):
        for position, others in collisions(rule, rows).items():
            message = rows[position].unique_error_message(type(rows[0]), rule.fields)
            if others:
                numbers = get_text_list([str(sound[other].number + 1) for other in others], _("又は"))
                text = _("%(problem)s（このファイルの%(rows)s行目）") % {"problem": " ".join(message.messages), "rows": numbers}
            else:
                text = " ".join(message.messages)
            sound[position].errors[rule.fields[0]].append(text)
