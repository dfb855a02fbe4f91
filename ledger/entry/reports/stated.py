"""What revisions say, several of them in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from iconm.lib.common_unit import own_decimals
from iconm.lib.figure import Figure
from ledger.grid.layout import words_of
from ledger.models import Sheet, Value
from ledger.queries import plain

_FIELDS = {
    "dataset": "item__dataset",
    "item_code": "item__code",
    "item_label": "item__name",
    "decimals": "item__decimals",
    "of_item": "item__unit",
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

_SHEET = {
    "pk": "revision__sheet",
    "dataset": "revision__sheet__dataset",
    "fiscal_year": "revision__sheet__fiscal_year",
    "basis": "revision__sheet__basis",
}


def figures_of(revisions: Iterable[int | None]) -> Mapping[int, list[Figure]]:
    """Return the figures of each revision, in the order of the items and under the names of its grid.

    document: its code, to be compared and not shown. Two queries at most.
    """
    said: dict[int, list[Figure]] = defaultdict(list)
    values = Value.objects.filter(revision__in=[pk for pk in revisions if pk]).order_by("item__order", "item__code", "pk")
    rows = list(values.values("revision_id", "document__code", *_SHEET.values(), *_FIELDS.values()))
    sheets = {row[_SHEET["pk"]]: Sheet(**{name: row[path] for name, path in _SHEET.items()}) for row in rows}
    words = words_of(sheets.values())
    for row in rows:
        said[row["revision_id"]].append(_figure(row, words))
    return said


def _figure(row: Mapping[str, Any], words: Mapping[tuple[int, str], str]) -> Figure:
    fields = {name: row[path] for name, path in _FIELDS.items()}
    fields["item_label"] = words.get((row[_SHEET["pk"]], fields["item_code"]), fields["item_label"])
    fields |= {name: plain(fields[name]) for name in ("value", "upper")}
    values = (fields["value"], fields["upper"])
    fields["decimals"] = own_decimals(fields["unit"], fields.pop("of_item"), fields["decimals"], values)
    return Figure(**fields, document=row["document__code"] or "")
