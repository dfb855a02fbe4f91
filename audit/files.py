"""The trail as a file: a line an entry, for a spreadsheet or a program (docs/operations.md explains the columns)."""

import json
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import registry, targets
from audit.models import Entry
from iconm.lib.delimited import BOM, line, safe

BATCH = 500
COLUMNS = {
    "id": _("番号"),
    "at": _("日時"),
    "actor": _("利用者"),
    "actor_id": _("利用者番号"),
    "sentence": _("内容"),
    "action": _("内容のコード"),
    "target_name": _("対象"),
    "target": _("対象のコード"),
    "difference": _("変更内容（JSON）"),
    "reason": _("理由"),
    "address": _("接続元"),
    "sequence": _("封印の連番"),
    "digest": _("封印（SHA-256）"),
}


def csv_lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    """Yield the file in pieces, so that a trail of any length is never in memory: UTF-8 with BOM under the heads of COLUMNS.

    One query for the entries, read as the client takes them, and one for the names in every BATCH of them.
    """
    yield (BOM + line([str(head) for head in COLUMNS.values()])).encode()
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
        safe(str(entry.actor or "")),
        str(entry.actor_id or ""),
        safe(registry.sentence(entry.action)),
        entry.action,
        safe(str(names.get(entry.target, ""))),
        safe(entry.target),
        safe(json.dumps(entry.difference, ensure_ascii=False, sort_keys=True)) if entry.difference else "",
        safe(entry.reason),
        entry.address or "",
        str(link.sequence) if link else "",
        link.digest if link else "",
    )
