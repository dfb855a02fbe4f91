"""What an approver should know beside the values: the last return and what was changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from audit.models import Entry
from audit.queries import entries_of
from ledger.actions.revisions import ENTERED
from ledger.actions.writing import target
from ledger.entry.grid.beside import RETURNED
from ledger.models import Revision
from ledger.trail import value_labels


@dataclass(frozen=True)
class SavedChange:
    """What the entries after a return say of a value, or of what stands beside it. old, new: empty for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Return:
    """The last time a revision was sent back: who, when and why the entry tells. changes: what was saved since."""

    entry: Entry
    changes: tuple[SavedChange, ...]


def last_return(revision: Revision) -> Return | None:
    """Return the last return of a revision; None for one that never was. One query, and one for the names of what was changed."""
    told = entries_of(target(revision)).filter(Q(action=RETURNED) | Q(action__startswith=ENTERED))
    newest = told.filter(action=RETURNED).order_by("-id").values("id")[:1]
    entries = list(told.filter(id__gte=newest).order_by("id"))
    return Return(entries[0], _changes(merged(entry.difference for entry in entries[1:]))) if entries else None


def merged(differences: Iterable[Mapping[str, Sequence[Any]]]) -> dict[str, tuple[Any, Any]]:
    """Return by key what differences that follow one another come to; a key that ended as it began is left out."""
    found: dict[str, tuple[Any, Any]] = {}
    for difference in differences:
        for key, (old, new) in difference.items():
            found[key] = (found[key][0] if key in found else old, new)
    return {key: (old, new) for key, (old, new) in found.items() if old != new}


def _changes(differences: Mapping[str, tuple[Any, Any]]) -> tuple[SavedChange, ...]:
    labels = value_labels(differences) if differences else {}
    return tuple(SavedChange(labels.get(key, key), old or "", new or "") for key, (old, new) in sorted(differences.items()))
