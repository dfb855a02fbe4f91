"""Write the trail: `record` inside the transaction of what it records, `seal` once a minute."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from audit import registry
from audit.calculations import GENESIS, difference
from audit.models import Entry, Link

BATCH = 500
SEALER_LOCK = 0x69434F4E  # the key of PostgreSQL's advisory lock: any number no other code uses


def record(
    *,
    action: str,
    by: User | None,
    target: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    address: str | None = None,
) -> Entry:
    """Write one entry; call it in the same transaction as the change.

    by: None for the system. before, after: fields by name; only those that differ are kept.
    Raises UnknownActionError, TypeError for a float.
    """
    registry.check(action)
    return Entry.objects.create(
        actor=by, action=action, target=target, difference=difference(before, after), reason=reason, address=address
    )


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


def _links(sequence: int, previous: str, now: datetime) -> list[Link]:
    """Return the links of the next batch of entries, unsaved."""
    links = []
    for number, entry in enumerate(Entry.objects.unsealed().order_by("id")[:BATCH], start=sequence + 1):
        link = Link(sequence=number, entry=entry, sealed_at=now, previous=previous)
        previous = link.digest = link.expected_digest(entry)
        links.append(link)
    return links
