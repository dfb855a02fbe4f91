"""Which rows a sheet's grid has. Apps register the order and words of their own datasets; the others list their items as they stand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from ledger.models import Item, Sheet


@dataclass(frozen=True)
class Part:
    """What a total is made of: the item's key in the database, and +1 or -1."""

    item_id: int
    sign: int


@dataclass(frozen=True)
class Place:
    """An item in the grid. measures: those that may be entered; empty where values so far decide.

    group: the heading it stands under. mark: its number in the papers. help: definition or significance. depth: 1 stands under another
    row. target_type, direction: how a value compares with its target, as `kpis.choices` codes it; empty where there is none.
    carried_from: the item whose value of last year this row repeats.
    """

    item: Item
    label: str
    measures: tuple[str, ...] = ()
    group: str = ""
    mark: str = ""
    help: str = ""
    depth: int = 0
    is_total: bool = False
    target_type: str = ""
    direction: str = ""
    carried_from: str = ""
    parts: tuple[Part, ...] = field(default=())


Layout = Callable[[Sheet], Sequence[Place]]
Words = Callable[[Sequence[Sheet]], Mapping[tuple[int, str], str]]
_layouts: dict[str, Layout] = {}
_words: dict[str, Words] = {}


def register(dataset: str, layout: Layout, words: Words | None = None) -> None:
    """Let an app lay out its dataset. One query a sheet. Raises ValueError when another layout has it.

    words: the labels that differ from the items' names, of many sheets at once, by sheet and code of the item. One query.
    """
    if _layouts.setdefault(dataset, layout) != layout:
        raise ValueError(f"the grid of {dataset!r} is laid out twice")
    if words:
        _words[dataset] = words


def words_of(sheets: Iterable[Sheet]) -> dict[tuple[int, str], str]:
    """Return what the grids of the sheets call items otherwise than by their names, by sheet and code. One query a dataset that does so."""
    of_dataset: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        of_dataset[sheet.dataset].append(sheet)
    worded = [words(of_dataset[dataset]) for dataset, words in _words.items() if dataset in of_dataset]
    return {place: label for each in worded for place, label in each.items()}


def places_of(sheet: Sheet) -> Sequence[Place]:
    """Return the rows of the sheet in the order people know. One query."""
    return _layouts.get(sheet.dataset, _items_as_they_stand)(sheet)


def _items_as_they_stand(sheet: Sheet) -> Sequence[Place]:
    items = Item.objects.in_force(sheet.as_of).filter(dataset=sheet.dataset).select_related("parent")
    rows = items.annotate(part=F("parts__part_id"), sign=F("parts__sign")).order_by("order", "code", "part")
    return [
        Place(item=item, label=item.name, group=item.parent.name if item.parent else "", is_total=bool(parts), parts=parts)
        for item, parts in with_parts(rows, lambda item: item)
    ]


def with_parts(rows: Iterable[Any], item_of: Callable[[Any], Item]) -> Iterator[tuple[Any, tuple[Part, ...]]]:
    """Group rows that are repeated for each part of their item; `part` and `sign` are annotated, None where an item is no total."""
    grouped: dict[int, tuple[Any, list[Part]]] = {}
    for row in rows:
        _first, parts = grouped.setdefault(item_of(row).pk, (row, []))
        if row.part is not None:
            parts.append(Part(row.part, row.sign))
    return ((row, tuple(parts)) for row, parts in grouped.values())
