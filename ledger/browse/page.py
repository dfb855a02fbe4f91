"""Everything the page of a register row shows, put together by one call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse

from audit.models import Entry
from audit.queries import entries_of
from audit.snapshots import target_of
from ledger.browse import references
from ledger.browse.history import HistoryLine, history_line
from ledger.browse.queries import filler, find
from ledger.browse.references import Around, Kind, Printing, Reference, Word
from ledger.browse.values import Fact, facts, is_japanese, local_name, row_address
from ledger.registers import RegisterPage

PAGE_SIZE = 50


class Line(NamedTuple):
    """A reference as people read it."""

    url: str
    name: str
    is_content: bool
    words: list[Word]
    has_ended: bool


class Group(NamedTuple):
    """The references of one kind; more_url: where the rest is, empty when all are shown."""

    kind: Kind
    total: int
    lines: list[Line]
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
    words = filler((*vars(row).values(), *_texts(around)), on=on)
    every = list(facts(row, fill=words))
    entries = Paginator(entries_of(target_of(row)), PAGE_SIZE).get_page(number)
    return RowPage(
        row=row,
        name=local_name(row.name, row.name_en),
        name_is_content=is_japanese(row.name_en),
        has_ended=has_ended(row.valid_until, on),
        facts=[fact for fact in every if fact.shown],
        unfilled=[fact.label for fact in every if not fact.shown],
        printings=around.printings,
        groups=[_group(register, row, group, words, on) for group in around.groups],
        entries=entries,
        history=[history_line(entry, row, with_values=with_values) for entry in entries],
        figures_url=f"{reverse('ledger:figure-list')}?{register.figures}={row.code}" if register.figures else "",
    )


def reference_lines(rows: Iterable[Reference], *, on: date) -> list[Line]:
    """Return references as people read them on that day. One query, none where no word names a figure."""
    every = list(rows)
    words = filler((word.text for each in every for word in each.words), on=on)
    return [_line(each, words, on) for each in every]


def has_ended(valid_until: date | None, on: date) -> bool:
    return valid_until is not None and valid_until <= on


def _texts(around: Around) -> Iterable[str]:
    return (word.text for group in around.groups for line in group.references for word in line.words)


def _group(page: RegisterPage, row: Any, group: references.Group, words: Callable[[str], str], on: date) -> Group:
    more_url = _more_url(page, row, group.kind) if group.total > len(group.references) else ""
    return Group(group.kind, group.total, [_line(each, words, on) for each in group.references], more_url)


def _more_url(page: RegisterPage, row: Any, kind: Kind) -> str:
    """Return the filtered list of the register that refers; parts of registers have a list of their own."""
    if kind.own_page:
        return f"{reverse('ledger:register-list', kwargs={'slug': kind.own_page.slug})}?{kind.field}={row.code}"
    return reverse("ledger:register-references", kwargs={"slug": page.slug, "code": row.code, "kind": kind.key})


def _line(row: Reference, words: Callable[[str], str], on: date) -> Line:
    url = row_address(row.page, row.code) if row.page else ""
    name = words(local_name(row.name, row.name_en))
    said = [Word(words(word.text), word.is_content) for word in row.words]
    return Line(url, name, is_japanese(row.name_en), said, has_ended(row.valid_until, on))
