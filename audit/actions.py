"""Write the trail: `record` inside the transaction of what it records, `seal` once a minute."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from accounts.address import current_address
from accounts.models import User
from audit import registry
from audit.calculations import GENESIS, difference
from audit.models import Entry, Link
from audit.queries import BROKEN, VERIFIED, Proof, prove

BATCH = 500
TRAIL = "audit.entry"
SEALER_LOCK = 0x69434F4E  # the key of PostgreSQL's advisory lock: any number no other code uses


def record(
    *,
    action: str,
    by: User | None,
    target: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Write one entry; call it in the same transaction as the change. The client's address is that of the request being answered.

    by: None for the system. before, after: fields by name; only those that differ are kept.
    Raises UnknownActionError, TypeError for a float.
    """
    registry.check(action)
    return Entry.objects.create(
        actor=by, action=action, target=target, difference=difference(before, after), reason=reason, address=current_address()
    )


def record_export(*, action: str, by: User | None, content: bytes, target: str = "", **asked: Any) -> Entry:
    """Write that a file left the portal. asked: what it was made with; no names of people, no text somebody searched for.

    The digest tells later whether a file somebody holds is the one that left.
    """
    made = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return record(action=action, by=by, target=target, after={**asked, **made})


def seal(*, now: datetime) -> int:
    """Chain every committed entry that is not sealed yet, oldest first, and return how many.

    Safe when two sealers run at once: the second waits, then finds the rest. SQLite queues them at BEGIN (immediate transactions); the
    unique sequence would refuse a fork in any case.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        last = Link.objects.last()
        sequence, previous, sealed = (last.sequence, last.digest, 0) if last else (0, GENESIS, 0)
        while links := _links(sequence, previous, now):
            Link.objects.bulk_create(links)
            sequence, previous, sealed = (links[-1].sequence, links[-1].digest, sealed + len(links))
    return sealed


def verify_trail(*, by: User | None, tell: Callable[[int], None] | None = None) -> Proof:
    """Prove the chain and record the result, which the auditor's page shows. by: None for the daily job. tell: see `prove`."""
    proof = prove(tell=tell)
    found = {"proved": proof.proved, "head": proof.head, "unsealed": Entry.objects.unsealed().count()}
    if proof.broken is None:
        record(action=VERIFIED, by=by, target=TRAIL, after=found)
    else:
        broken = {"fault": proof.broken.fault.value, "sequence": proof.broken.sequence, "entry": proof.broken.entry_id}
        record(action=BROKEN, by=by, target=TRAIL, after=found | broken)
    return proof


def _links(sequence: int, previous: str, now: datetime) -> list[Link]:
    """Return the links of the next batch of entries, unsaved."""
    links = []
    for number, entry in enumerate(Entry.objects.unsealed().order_by("id")[:BATCH], start=sequence + 1):
        link = Link(sequence=number, entry=entry, sealed_at=now, previous=previous)
        previous = link.digest = link.expected_digest(entry)
        links.append(link)
    return links


class RowChange(NamedTuple):
    """What `record` is told of one row."""

    action: str
    target: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def record_many(*, by: User | None, changes: Iterable[RowChange], reason: str = "") -> int:
    """Write one entry for each changed row, as `record` does, and return how many; call it in the transaction of a bulk write.

    Raises UnknownActionError, TypeError for a float.
    """
    address, entries = current_address(), []
    for change in changes:
        registry.check(change.action)
        told = difference(change.before, change.after)
        entries.append(Entry(actor=by, action=change.action, target=change.target, difference=told, reason=reason, address=address))
    return len(Entry.objects.bulk_create(entries))
