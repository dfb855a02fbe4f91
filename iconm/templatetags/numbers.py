"""Numbers in pages, and the cells of tables (a builtin, as portal.py is).

Written out here and not as templates: a page has hundreds of them, and a template for each costs more than all of its queries.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from iconm.grid import Grid, GridRow, GridSlot
from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.present import cell_text
from iconm.lib.table import Cell, Head
from iconm.lib.wareki import as_of_short
from iconm.templatetags.portal import bracketed, icon
from ledger.cells import CellKey

register = template.Library()
_UNSURE = (State.INTERIM, State.FORECAST)


@register.filter
def figure_bare(figure: Figure, unit: str = "") -> str:
    """Return the number as a table prints it: without the unit that stands beside it."""
    return cell_text(Cell.of(figure), unit=unit or figure.unit)


@register.simple_tag
def figure_link(figure: Figure | None, on: date, unit: str = "") -> SafeString:
    """Return a number that leads to where it comes from; — where nothing is registered. unit: stated elsewhere."""
    if figure is None:
        return SafeString("—")
    return SafeString(_link(figure, on, figure_bare(figure, unit) if figure.value is not None else str(figure.state.label)))


@register.simple_tag
def origin_url(figure: Figure, on: date) -> str:
    """Return where the number comes from, as known on the day."""
    key = CellKey(figure.item_code, figure.measure, figure.fiscal_year, figure.period_end, figure.basis, figure.as_of)
    return f"{_origin_page(get_script_prefix())}?cell={key}&on={on}"  # of slugs, digits and colons: nothing to quote


@register.simple_tag
def figure_badge(figure: Figure | None, state: str = "") -> SafeString:
    """Return what keeps a number from being final: the day of a part-year figure, 見込 of an expected one."""
    shown = State(state) if state else figure.state if figure else None
    if shown == State.INTERIM and figure and figure.as_of:
        return format_html('<span class="badge" lang="ja">{}</span>', as_of_short(figure.as_of))
    if shown in (*_UNSURE, State.BUDGET):
        return format_html('<span class="badge">{}</span>', shown.label)
    return SafeString("")


@register.simple_tag
def state_words(words: Any) -> SafeString:
    """Return components/state.html of anything with icon, word, reason and tone."""
    reason = format_html('<span class="state__reason">{}</span>', bracketed(words.reason)) if words.reason else ""
    tone = f" state--{words.tone}" if words.tone else ""
    return format_html(
        '<span class="state{}">{}<span><span class="state__word">{}</span>{}</span></span>', tone, icon(words.icon), words.word, reason
    )


@register.simple_tag
def table_head(grid: Grid, back: str = "") -> SafeString:
    """Return the rows of the thead, a line each. back: the lang attribute for words of the page."""
    return SafeString("".join(f"<tr>{''.join(_head(slot, back) for slot in row.slots)}</tr>\n" for row in grid.head))


@register.simple_tag
def table_body(grid: Grid, unit: str, *, links: date | None, states: Any, lang: str = "", back: str = "") -> SafeString:
    """Return the tbody elements. links: the day on which the numbers are known, to make them lead to where they come from.

    states: whether part-year and expected figures bear a badge. lang, back: the lang attributes of the content and of words of the page.
    """
    look = _Look(unit, links, bool(states), back, {})
    return SafeString("".join(_group(rows, look, lang) for rows in grid.groups))


class _Look(NamedTuple):
    """What the cells of a table share, as `table_body` says. reasons: what is said aloud of an empty cell, worded once a table."""

    unit: str
    links: date | None
    states: bool
    back: str
    reasons: dict[State, str]


def _group(rows: Iterable[GridRow], look: _Look, lang: str) -> str:
    return f"<tbody {lang}>\n{''.join(_row(row, look) for row in rows)}</tbody>\n"


def _row(row: GridRow, look: _Look) -> str:
    kind = "" if row.kind == "body" else f' class="row--{row.kind}"'
    slots = "".join([_head(slot, look.back) if slot.scope else _cell(slot, look) for slot in row.slots])
    return f"<tr{kind}>{slots}</tr>\n"


def _cell(slot: GridSlot, look: _Look) -> str:
    cell = slot.content
    assert isinstance(cell, Cell)  # noqa: S101  # what has no scope is no head
    text = cell_text(cell, unit=look.unit)
    shown = _link(cell.figure, look.links, text or _("（空欄）")) if look.links and cell.figure else escape(text)
    if slot.missing:
        shown += _reason(slot.missing, look)
    elif look.states and cell.state in _UNSURE:
        shown += f" {figure_badge(cell.figure, cell.state)}"
    marks = (("is-number", slot.is_number), ("is-missing", slot.missing), ("is-short", slot.is_short))
    classes = " ".join([name for name, is_so in marks if is_so])
    return f'<td class="{classes}">{shown}</td>' if classes else f"<td>{shown}</td>"


def _reason(missing: State, look: _Look) -> str:
    if missing not in look.reasons:
        look.reasons[missing] = f'<span class="visually-hidden" {look.back}>（{escape(str(missing.label))}）</span>'
    return look.reasons[missing]


def _head(slot: GridSlot, back: str) -> str:
    head = slot.content
    assert isinstance(head, Head)  # noqa: S101  # only heads have a scope
    text = escape(head.text)
    if head.changed:
        text = f'<span class="changed">{text}</span><span class="visually-hidden" {back}>{escape(_("（変更）"))}</span>'
    if head.mark:
        text += f'<span class="mark">{escape(head.mark)}</span>'
    spans = "".join([f' {name}="{span}"' for name, span in (("colspan", slot.colspan), ("rowspan", slot.rowspan)) if span > 1])
    marks = (("is-number", slot.is_number), (f"indent-{head.indent}", head.indent), ("is-group", slot.scope == "rowgroup"))
    classes = " ".join([name for name, is_so in marks if is_so])
    named = f' class="{classes}"' if classes else ""
    return f'<th scope="{slot.scope}"{spans}{named}>{text}</th>'


def _link(figure: Figure, on: date, text: str) -> str:
    return f'<a class="origin-link" data-origin href="{escape(origin_url(figure, on))}">{escape(text)}</a>'


@lru_cache(maxsize=4)
def _origin_page(prefix: str) -> str:  # noqa: ARG001  # the address depends on it
    return reverse("ledger:figure-origin")
