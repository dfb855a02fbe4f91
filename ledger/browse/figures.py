"""The figures that belong to a row: those of the items it and its parts name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.present import figure_years
from iconm.lib.registers import Register
from ledger.browse.references import Around
from ledger.browse.values import address_of
from ledger.models import Item
from ledger.queries import Known

FIGURES_SHOWN = 20


class FigureLine(NamedTuple):
    figure: Figure
    url: str
    years: str
    measure: str


@dataclass(frozen=True)
class FigureTable:
    """The newest figures of a row. total: how many there are. lists: names of the items and where to read all of their figures."""

    lines: list[FigureLine]
    total: int
    lists: dict[str, str]


def items_of(row: Register, around: Around) -> tuple[str, ...]:
    """Return the codes of the items the row and the parts shown of it name; an item is its own. What it refers to has to be loaded."""
    if isinstance(row, Item):
        return (row.code,)
    named = (getattr(row, field.name) for field in row._meta.concrete_fields if field.related_model is Item)
    parts = (cell.item for group in around.groups if group.kind.is_inside for line in group.references for cell in line.words)
    return tuple(dict.fromkeys([*(item.code for item in named if item), *filter(None, parts)]))


def figure_table(items: Iterable[str], known: Known) -> FigureTable:
    """Return the figures of the items, the newest years first, facts without a year last."""
    figures = [figure for code in items for figure in known.of(code)]
    figures.sort(key=_age, reverse=True)
    lines = [
        FigureLine(figure, address_of(Item, figure.item_code), figure_years(figure), str(Measure(figure.measure).label))
        for figure in figures[:FIGURES_SHOWN]
    ]
    return FigureTable(lines, len(figures), {_name(figure): address_of(Item, figure.item_code) for figure in figures})


def single(item: str, known: Known) -> Figure | None:
    """Return the figure of an item that has but one, which needs no year beside it."""
    figures = known.of(item)
    return figures[0] if len(figures) == 1 else None


def _age(figure: Figure) -> tuple[Any, ...]:
    return figure.period_end or figure.fiscal_year or 0, figure.as_of or date.min


def _name(figure: Figure) -> str:
    return f"{figure.group}／{figure.item_label}" if figure.group else figure.item_label
