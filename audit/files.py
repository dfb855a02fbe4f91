"""The trail as files, made while they are sent: one for people, a line a change, and one that proves, a line an entry.

docs/operations.md explains their columns.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import reasons, registry, targets
from audit.differences import Change, changes_of
from audit.models import Entry
from audit.reasons import NOTHING, Why
from iconm.lib.delimited import BOM, line, safe

BATCH = 500
CHANGES = {
    "id": gettext_lazy("番号"),
    "at": gettext_lazy("日時"),
    "actor": gettext_lazy("利用者"),
    "sentence": gettext_lazy("内容"),
    "target": gettext_lazy("対象"),
    "field": gettext_lazy("項目"),
    "old": gettext_lazy("変更前"),
    "new": gettext_lazy("変更後"),
    "reason": gettext_lazy("理由"),
    "beside": gettext_lazy("値の理由"),
    "begun": gettext_lazy("版の理由"),
    "address": gettext_lazy("接続元"),
}
PROOF = {
    "id": gettext_lazy("番号"),
    "at": gettext_lazy("日時"),
    "actor": gettext_lazy("利用者"),
    "actor_id": gettext_lazy("利用者番号"),
    "sentence": gettext_lazy("内容"),
    "action": gettext_lazy("内容のコード"),
    "target_name": gettext_lazy("対象"),
    "target": gettext_lazy("対象のコード"),
    "difference": gettext_lazy("変更内容（JSON）"),
    "reason": gettext_lazy("理由"),
    "address": gettext_lazy("接続元"),
    "sequence": gettext_lazy("封印の連番"),
    "digest": gettext_lazy("封印（SHA-256）"),
}
Lines = Iterator[tuple[str, ...]]


def change_lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    """Yield the file for people: under the heads of CHANGES a line for each field an entry changed, and one for an entry that changed none.

    One query for the entries, read as the client takes them, and six at most in every BATCH of them.
    """
    return _file(CHANGES.values(), entries.select_related("actor"), _changed)


def proof_lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    """Yield the file that proves: under the heads of PROOF a line for each entry as the trail keeps it, with its seal.

    One query for the entries, read as the client takes them, and one for the names in every BATCH of them.
    """
    return _file(PROOF.values(), entries.select_related("actor", "link"), _sealed)


def _file(heads: Iterable[Any], entries: QuerySet[Entry], fields: Callable[[Sequence[Entry]], Lines]) -> Iterator[bytes]:
    """Yield the file in pieces, so that a trail of any length is never in memory: UTF-8 with BOM."""
    yield (BOM + line([str(head) for head in heads])).encode()
    rows = entries.iterator(chunk_size=BATCH)
    lines = (line(each) for batch in _batches(rows) for each in fields(batch))
    yield from ("".join(piece).encode() for piece in _batches(lines))


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _changed(entries: Sequence[Entry]) -> Lines:
    """Yield the fields in the order of CHANGES."""
    names, whys = targets.named(entry.target for entry in entries), reasons.found(entries)
    for entry, changes in zip(entries, changes_of(entries, whys), strict=True):
        yield from (_change_fields(entry, change, names, whys.get(entry.pk, NOTHING)) for change in changes or [Change("", None, None)])


def _change_fields(entry: Entry, change: Change, names: dict[str, targets.Named], why: Why) -> tuple[str, ...]:
    return (
        str(entry.pk),
        date_format(timezone.localtime(entry.at), "Y-m-d H:i:s"),
        safe(str(entry.actor or _("システム"))),
        safe(registry.sentence(entry.action)),
        safe(str(names.get(entry.target, ""))),
        safe(change.label),
        *map(_cell, (change.old, change.new)),
        *map(safe, (entry.reason or why.own, change.reason, why.reason)),
        entry.address or "",
    )


def _cell(text: str | None) -> str:
    """Return a value as a spreadsheet may have it: a negative number stays one."""
    return text or "" if _is_number(text) else safe(text or "")


def _is_number(text: str | None) -> bool:
    return (text or "").removeprefix("-").replace(".", "", 1).isdecimal()


def _sealed(entries: Sequence[Entry]) -> Lines:
    """Yield the fields in the order of PROOF."""
    names = targets.named(entry.target for entry in entries)
    yield from (_proof_fields(entry, names) for entry in entries)


def _proof_fields(entry: Entry, names: dict[str, targets.Named]) -> tuple[str, ...]:
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
