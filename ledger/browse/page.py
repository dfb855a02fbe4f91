"""Everything the page of a register row shows, put together by one call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse

from audit.models import Entry
from audit.queries import entries_of
from audit.snapshots import target_of
from iconm.lib.figure import Figure
from ledger.browse import references
from ledger.browse.figures import FigureTable, figure_table, items_of, single
from ledger.browse.history import HistoryLine, history_line
from ledger.browse.queries import filler, filling, find, places_in
from ledger.browse.references import Around, Kind, Printing, Reference
from ledger.browse.values import Fact, Shown, facts, is_japanese, local_name, row_address
from ledger.queries import Known, known_of
from ledger.registers import RegisterPage

PAGE_SIZE = 50


class Line(NamedTuple):
    """A reference as people read it."""

    url: str
    name: str
    is_content: bool
    words: list[Shown]
    has_ended: bool


class Cell(NamedTuple):
    """figure: the only one of the item the cell names."""

    shown: Shown
    figure: Figure | None


class Group(NamedTuple):
    """The references of one kind: a line each, or, of the row's own parts, a line of a table under heads.

    more_url: where the rest is, empty when all are shown.
    """

    kind: Kind
    total: int
    lines: list[Line]
    heads: list[str]
    table: list[list[Cell]]
    more_url: str


@dataclass(frozen=True)
class RowPage:
    """A row as its page shows it. unfilled: labels of the fields that hold nothing. entries: the page of the trail that `history` reads."""

    row: Any
    name: str
    name_is_content: bool
    has_ended: bool
    facts: list[Fact]
    unfilled: list[str]
    figures: FigureTable
    printings: list[Printing]
    groups: list[Group]
    entries: Page[Entry]
    history: list[HistoryLine]
    figures_url: str


def row_page(register: RegisterPage, code: str, *, on: date, number: str | None, with_values: bool) -> RowPage | None:
    """Return what the page of a row shows on that day, None where there is no such row.

    number: which page of the history. with_values: whether the reader may see the reasons and values in it. Six queries at most.
    """
    row = find(register, code)
    if row is None:
        return None
    around = references.around(row)
    items = items_of(row, around)
    needed = {*items, *places_in((*vars(row).values(), *_texts(around)))}
    known = known_of(needed, on=on) if needed else Known(on=on, figures=())
    words = filling(known)
    every = list(facts(row, fill=words))
    trail = Paginator(entries_of(target_of(row)), PAGE_SIZE)
    trail.count = row.entry_count  # counted with the row: a page has ten queries
    entries = trail.get_page(number)
    return RowPage(
        row=row,
        name=local_name(row.name, row.name_en),
        name_is_content=is_japanese(row.name_en),
        has_ended=has_ended(row.valid_until, on),
        facts=[fact for fact in every if fact.shown],
        unfilled=[fact.label for fact in every if not fact.shown],
        figures=figure_table(items, known),
        printings=around.printings,
        groups=[_group(register, row, group, known) for group in around.groups],
        entries=entries,
        history=[history_line(entry, row, with_values=with_values) for entry in entries],
        figures_url=f"{reverse('ledger:figure-list')}?{register.figures}={row.code}" if register.figures else "",
    )


def reference_lines(rows: Iterable[Reference], *, on: date) -> list[Line]:
    """Return references as people read them on that day. One query, none where no word names a figure."""
    every = list(rows)
    words = filler((text for each in every for word in each.words for text in word.lines), on=on)
    return [_line(each, words, on) for each in every]


def has_ended(valid_until: date | None, on: date) -> bool:
    return valid_until is not None and valid_until <= on


def _texts(around: Around) -> Iterable[str]:
    return (text for group in around.groups for line in group.references for word in line.words for text in word.lines)


def _group(page: RegisterPage, row: Any, group: references.Group, known: Known) -> Group:
    more_url = _more_url(page, row, group.kind) if group.total > len(group.references) else ""
    places = range(len(group.kind.paths)) if group.kind.is_inside else ()
    used = [place for place in places if any(each.words[place] for each in group.references)]
    if len(used) < 2:
        lines = [_line(each, filling(known), known.on) for each in group.references]
        return Group(group.kind, group.total, lines, [], [], more_url)
    heads = group.kind.heads
    table = [[_cell(each.words[place], known) for place in used] for each in group.references]
    return Group(group.kind, group.total, [], [heads[place] for place in used], table, more_url)


def _cell(shown: Shown, known: Known) -> Cell:
    return Cell(_filled(shown, filling(known)), single(shown.item, known) if shown.item else None)


def _filled(shown: Shown, words: Callable[[str], str]) -> Shown:
    return replace(shown, lines=tuple(words(line) for line in shown.lines))


def _more_url(page: RegisterPage, row: Any, kind: Kind) -> str:
    """Return the filtered list of the register that refers; parts of registers have a list of their own."""
    if kind.own_page:
        return f"{reverse('ledger:register-list', kwargs={'slug': kind.own_page.slug})}?{kind.field}={row.code}"
    return reverse("ledger:register-references", kwargs={"slug": page.slug, "code": row.code, "kind": kind.key})


def _line(row: Reference, words: Callable[[str], str], on: date) -> Line:
    url = row_address(row.page, row.code) if row.page else ""
    name = words(local_name(row.name, row.name_en))
    said = [_in_a_line(_filled(word, words)) for word in row.words if word]
    if url and not name and said:  # the row has no name here: its first word leads to it
        url, said = "", [replace(said[0], url=url), *said[1:]]
    return Line(url, name, is_japanese(row.name_en), said, has_ended(row.valid_until, on))


def _in_a_line(shown: Shown) -> Shown:
    return replace(shown, lines=("、".join(shown.lines),)) if len(shown.lines) > 1 else shown
