"""The trail as a file: a line an entry, for a spreadsheet or a program (docs/operations.md explains the columns)."""

import json
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from audit import registry, targets
from audit.models import Entry
from iconm.lib.delimited import BOM, line, safe

BATCH = 500
COLUMNS = (
    "id",
    "at",
    "actor_id",
    "actor",
    "action",
    "sentence",
    "target",
    "target_name",
    "difference",
    "reason",
    "address",
    "sequence",
    "digest",
)


def csv_lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    """Yield the file in pieces, so that a trail of any length is never in memory: UTF-8 with BOM under a header of COLUMNS.

    One query for the entries, read as the client takes them, and one for the names in every BATCH of them.
    """
    yield (BOM + line(COLUMNS)).encode()
    rows = entries.select_related("actor", "link").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        names = targets.named(entry.target for entry in batch)
        yield "".join(line(_fields(entry, names)) for entry in batch).encode()


def _fields(entry: Entry, names: dict[str, targets.Named]) -> tuple[str, ...]:
    """Return the fields in the order of COLUMNS."""
    link = getattr(entry, "link", None)
    return (
        str(entry.pk),
        timezone.localtime(entry.at).isoformat(timespec="microseconds"),
        str(entry.actor_id or ""),
        safe(str(entry.actor or "")),
        entry.action,
        safe(registry.sentence(entry.action)),
        safe(entry.target),
        safe(str(names.get(entry.target, ""))),
        safe(json.dumps(entry.difference, ensure_ascii=False, sort_keys=True)) if entry.difference else "",
        safe(entry.reason),
        entry.address or "",
        str(link.sequence) if link else "",
        link.digest if link else "",
    )
