from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from audit.calculations import GENESIS
from audit.models import Entry, Link

BATCH = 500


class Fault(TextChoices):
    """What is wrong with a link of the chain."""

    GAP = "gap", _("連番が欠けています")
    PREVIOUS = "previous", _("直前の記録とつながっていません")
    MISSING = "missing", _("操作記録が失われています")
    ALTERED = "altered", _("操作記録又は封印が書き換えられています")


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold. entry_id: None where a whole link is gone."""

    sequence: int
    entry_id: int | None
    fault: Fault


def head() -> str:
    """Return the digest of the newest link, or 64 zeros before the first. Kept in backups and editions it shows when a tail was cut off."""
    last = Link.objects.last()
    return last.digest if last else GENESIS


def entries_of(target: str) -> QuerySet[Entry]:
    """Return what was done to the target, newest first, with the users."""
    return Entry.objects.about(target).select_related("actor")


def verify() -> Broken | None:
    """Return the first broken link, or None. Reads the whole trail, a batch at a time; entries not sealed yet are not looked at.

    A tail cut off with its links cannot be seen from inside: compare `head()` with the one in a backup.
    """
    expected, previous = 1, GENESIS
    for link, entry in _pairs():
        if fault := _fault(link, entry, expected, previous):
            return Broken(expected, None if fault is Fault.GAP else link.entry_id, fault)
        expected, previous = expected + 1, link.digest
    return None


def _fault(link: Link, entry: Entry | None, expected: int, previous: str) -> Fault | None:
    if link.sequence != expected:
        return Fault.GAP
    if link.previous != previous:
        return Fault.PREVIOUS
    if entry is None:
        return Fault.MISSING
    return None if link.expected_digest(entry) == link.digest else Fault.ALTERED


def _pairs() -> Iterator[tuple[Link, Entry | None]]:
    """Yield each link with its entry; a join would leave out the links whose entry is gone."""
    position = 0
    while links := list(Link.objects.filter(sequence__gt=position).order_by("sequence")[:BATCH]):
        entries = Entry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield link, entries.get(link.entry_id)
        position = links[-1].sequence
