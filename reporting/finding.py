"""What the search box finds besides register rows: items with their latest figure, figures by their number, places in papers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iconm.lib.figure import Figure
from iconm.lib.numbers import NumberError, parse_number
from iconm.lib.text import half_width, search_key
from ledger.models import Item, Value
from ledger.queries import figure_of, items_named, known_of
from reporting.choices import BlockKind
from reporting.models import Block, ReportTemplate

MOST = 20  # hits of a kind; a search that finds more wants another word
_NUMBER = re.compile(r"(?P<number>[△▲−－-]?\s*\d[\d,.]*)\s*(?P<unit>\D{0,6})")


@dataclass(frozen=True)
class ItemHit:
    """An item and the newest figures of each of its measures; none before anything was known."""

    item: Item
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Place:
    """A heading or table of a paper. anchor: of the element on the paper's page."""

    report: str
    paper: str
    text: str
    anchor: str


def items(text: str, *, on: date) -> list[ItemHit]:
    """Return the items that are called so, by themselves or in a paper. Three queries."""
    found = list(items_named(text)[:MOST])
    known = known_of([item.code for item in found], on=on)
    return [ItemHit(item, tuple(_latest(known.of(item.code)))) for item in found]


def figures(text: str, *, on: date) -> list[Figure]:
    """Return the figures that have the number typed, in its unit if one was: 8,858名, 500億円. One query, none for other texts."""
    match = _NUMBER.fullmatch(half_width(text).strip())
    if not match:
        return []
    try:
        number = parse_number(match["number"])
    except NumberError:
        return []
    values = Value.objects.in_force(on).filter(value=number).select_related("item__parent", "document", "revision")
    wanted = values.filter(unit=match["unit"]) if match["unit"] else values
    return [figure_of(value) for value in wanted.order_by("item__dataset", "item__order", "fiscal_year", "pk")[:MOST]]


def reports(text: str) -> list[ReportTemplate]:
    key = search_key(text)
    return list(ReportTemplate.objects.filter(search_key__contains=key)[:MOST]) if key else []


def places(text: str) -> list[Place]:
    """Return the headings and tables of papers whose words have the text, in the order of the papers. One query."""
    key = search_key(text)
    if not key:
        return []
    blocks = Block.objects.select_related("template").order_by("template__dated_on", "template__code", "order", "pk")
    return [place for place in _places(blocks) if key in search_key(place.text)][:MOST]


def _places(blocks: Iterable[Block]) -> Iterator[Place]:
    """Yield headings and tables under the anchors that the page of the paper gives them."""
    template, position = None, 0
    for block in blocks:
        position = position + 1 if block.template_id == template else 1
        template = block.template_id
        if block.kind == BlockKind.TABLE:
            yield Place(block.template.code, block.template.name, block.text, f"b-{block.table}-{block.order}")
        elif block.kind == BlockKind.HEADING:
            yield Place(block.template.code, block.template.name, f"{block.number} {block.text}".strip(), f"b-heading-{position}")


def _latest(known: Sequence[Figure]) -> Iterator[Figure]:
    """Yield of each measure the figure of the latest year; plans only where nothing was measured."""
    newest: dict[str, Figure] = {}
    for figure in sorted(known, key=_newness):
        newest[figure.measure] = figure
    yield from newest.values()


def _newness(figure: Figure) -> tuple[int, bool, date]:
    return figure.fiscal_year or 0, figure.period_end is None, figure.as_of or date.min
