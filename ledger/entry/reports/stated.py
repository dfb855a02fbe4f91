"""What revisions say, several of them in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from iconm.lib.figure import Figure
from ledger.models import Value
from ledger.queries import plain

_FIELDS = {
    "dataset": "item__dataset",
    "item_code": "item__code",
    "item_label": "item__name",
    "decimals": "item__decimals",
    "measure": "measure",
    "fiscal_year": "fiscal_year",
    "period_end": "period_end",
    "basis": "basis",
    "as_of": "as_of",
    "value": "value",
    "upper": "upper",
    "missing": "missing",
    "qualifier": "qualifier",
    "unit": "unit",
    "printed": "printed",
    "note": "note",
    "section": "section",
}


def figures_of(revisions: Iterable[int | None]) -> Mapping[int, list[Figure]]:
    """Return the figures of each revision, in the order of the items. document: its code, to be compared and not shown. One query."""
    said: dict[int, list[Figure]] = defaultdict(list)
    values = Value.objects.filter(revision__in=[pk for pk in revisions if pk]).order_by("item__order", "item__code", "pk")
    for row in values.values("revision_id", "document__code", *_FIELDS.values()):
        said[row["revision_id"]].append(_figure(row))
    return said


def _figure(row: Mapping[str, Any]) -> Figure:
    fields = {name: row[path] for name, path in _FIELDS.items()}
    fields |= {name: plain(fields[name]) for name in ("value", "upper")}
    return Figure(**fields, document=row["document__code"] or "")
