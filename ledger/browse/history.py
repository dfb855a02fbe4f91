"""The audit trail of a register row in the words of its fields, as much of it as the reader may see (docs/decisions/0011)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import registry
from audit.models import Entry
from iconm.lib.registers import Register
from ledger.browse.values import words_of


class Change(NamedTuple):
    """old and new: empty for a reference, of which the trail keeps only a number."""

    label: str
    old: str
    new: str


class HistoryLine(NamedTuple):
    at: datetime | date
    by: str
    sentence: str
    reason: str
    changes: list[Change]


def history_line(entry: Entry, row: Register, *, with_values: bool) -> HistoryLine:
    """Return an entry as people read it; of an addition only that it took place. The actor has to be loaded.

    with_values: gives the time, the reason and what stood before and after; else the day on which somebody did something.
    """
    by, sentence = str(entry.actor) if entry.actor else _("システム"), registry.sentence(entry.action)
    if not with_values:
        return HistoryLine(timezone.localdate(entry.at), by, sentence, "", [])
    is_of_row = entry.action.startswith(registry.model_code(type(row), ""))
    is_change = is_of_row and entry.action != registry.model_code(type(row), registry.ADDED)
    changes = list(_changes(entry.difference, type(row))) if is_change else []
    return HistoryLine(entry.at, by, sentence, entry.reason, changes)


def _changes(difference: Any, model: type[Model]) -> Iterator[Change]:
    for key, (old, new) in difference.items():
        field, label = _field(model, key)
        if field is not None and field.editable:
            is_reference = isinstance(field, ForeignKey)
            words = ["" if is_reference else _word(field, value) for value in (old, new)]
            if is_reference or any(words):  # an empty field of a part that was added tells nothing
                yield Change(label, *words)


def _field(model: type[Model], key: str) -> tuple[Any, str]:
    """Return the field a key of the trail names, and its label; `organizationname:3.name` is a field of a part."""
    part, _dot, name = key.rpartition(".")
    try:
        owner = apps.get_model(model._meta.app_label, part.partition(":")[0]) if part else model
        field: Any = owner._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None, ""  # of an earlier version
    return field, f"{owner._meta.verbose_name}・{field.verbose_name}" if part else str(field.verbose_name)


def _word(field: Any, value: Any) -> str:
    return "" if value is None else words_of(field).get(value, str(value))
