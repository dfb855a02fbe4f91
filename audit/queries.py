import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import differences, targets
from audit.calculations import GENESIS
from audit.models import Entry, Link

BATCH = 500
VERIFIED = "audit.chain.verified"
BROKEN = "audit.chain.broken"


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


@dataclass(frozen=True)
class Proof:
    """How far the chain was proved. head: the digest of the last link that holds. broken: the first that does not."""

    proved: int
    head: str
    broken: Broken | None = None


@dataclass(frozen=True)
class Status:
    """How the trail stands. verified: the entry of the last verification. unsealed: how many entries wait for the sealer."""

    verified: Entry | None
    unsealed: int

    @property
    def is_broken(self) -> bool:
        return self.verified is not None and self.verified.action == BROKEN


def head() -> str:
    """Return the digest of the newest link, or 64 zeros before the first. Kept in backups and editions it shows when a tail was cut off."""
    last = Link.objects.last()
    return last.digest if last else GENESIS


def entries_of(target: str) -> QuerySet[Entry]:
    """Return what was done to the target, newest first, with the users."""
    return Entry.objects.about(target).select_related("actor")


def matching(entries: QuerySet[Entry], wanted: Mapping[str, Any]) -> QuerySet[Entry]:
    """Keep the entries asked for, all of them without a word.

    wanted: since and until (days in Japan, both included), actor (an id, None for the system), actions (codes), kind (`app.model`), text
    (in target, reason or difference, or what the target and keys of the difference are called), address.
    """
    if since := wanted.get("since"):
        entries = entries.filter(at__gte=_midnight(since))
    if until := wanted.get("until"):
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    if kind := wanted.get("kind"):
        entries = entries.filter(Q(target=kind) | Q(target__startswith=f"{kind}:"))
    if text := wanted.get("text"):
        entries = entries.annotate(told=Cast("difference", TextField())).filter(_says(text))
    if "actor" in wanted:
        entries = entries.filter(actor=wanted["actor"])
    if actions := wanted.get("actions"):
        entries = entries.filter(action__in=actions)
    return entries.filter(address=wanted["address"]) if wanted.get("address") else entries


def status() -> Status:
    """Return how the trail stands, by three short queries: the chain's numbers are not looked at again but believed."""
    last = Link.objects.only("sequence").last()
    entries = Entry.objects.aggregate(count=Count("pk"))["count"]
    verified = Entry.objects.filter(action__in=(VERIFIED, BROKEN)).order_by("-id").first()
    return Status(verified, max(0, entries - (last.sequence if last else 0)))


def verify() -> Broken | None:
    """Return the first broken link, or None; see `prove`."""
    return prove().broken


def prove(*, tell: Callable[[int], None] | None = None) -> Proof:
    """Recalculate the chain up to the first broken link. Reads the whole trail, a batch at a time, but for entries not sealed yet.

    A tail cut off with its links cannot be seen from inside: ask `has_been_head` about the head in a backup. tell: is told after each batch
    how many links hold so far.
    """
    proved, previous = 0, GENESIS
    for link, entry in _pairs():
        if fault := _fault(link, entry, proved + 1, previous):
            return Proof(proved, previous, Broken(proved + 1, None if fault is Fault.GAP else link.entry_id, fault))
        proved, previous = proved + 1, link.digest
        if tell and proved % BATCH == 0:
            tell(proved)
    return Proof(proved, previous)


def has_been_head(digest: str) -> bool:
    """Tell whether the chain had this head once. If not, what was sealed then has been cut off or made anew since."""
    return digest == GENESIS or Link.objects.filter(digest=digest).exists()


def _says(text: str) -> Q:
    """Return the condition for entries that hold the text; `told` is the difference as the database writes it."""
    # SQLite keeps JSON as Python wrote it, with everything beyond ASCII escaped; PostgreSQL as people read it.
    inside = json.dumps(text, ensure_ascii=connection.vendor == "sqlite")[1:-1]
    written = Q(target__icontains=text) | Q(reason__icontains=text) | Q(told__icontains=inside)
    return written | targets.called(text) | differences.called(text)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


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
