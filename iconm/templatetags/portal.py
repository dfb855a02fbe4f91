"""Tags and filters of every template (a builtin: no {% load %} needed). They only present; what is computed comes from the libraries."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from iconm.grid import Grid, grid_of
from iconm.lib import moments, present, wareki
from iconm.lib.choices import State
from iconm.lib.document import Block, Document, Heading
from iconm.lib.figure import Figure
from iconm.lib.table import Cell, Table

register = template.Library()

# The drawing of a state, filled only where the number is final. Tones are colours; a part-year or missing number is never coloured.
STATE_ICONS = {
    State.FINAL: "final",
    State.INTERIM: "running",
    State.FORECAST: "outlook",
    State.BUDGET: "outlook",
    State.PLANNED: "planned",
    State.PENDING: "pending",
    State.NOT_APPLICABLE: "none",
    State.UNKNOWN: "unknown",
    State.NOT_COMPARABLE: "break",
    State.WITHHELD: "locked",
    State.ABSENT: "absent",
}
CONTENTS_DEPTH = 3


class Part(NamedTuple):
    """A block of a document at its place on the page.

    level: of its heading in HTML, one below the page's h1. has_title: False for a table named by the heading right above it.
    """

    kind: str
    anchor: str
    block: Block
    level: int
    has_title: bool = True


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a drawing of static/icons/portal.svg in the colour of the text. It says nothing aloud: a word stands beside it."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', _drawings(), name)


@register.simple_tag
def name_list(names: Sequence[str], more: int = 0, kind: str = "span") -> SafeString:
    """Return the names of rows as a sentence lists them: A, A及びB, A、B及びC; of more than are named A、Bほか3件. kind: of element."""
    shown = [format_html('<{0} lang="ja">{1}</{0}>', kind, name) for name in names]
    if more:
        rest = ngettext("%(names)sほか%(count)s件", "%(names)sほか%(count)s件", more)
        return SafeString(rest % {"names": _("、").join(shown), "count": more})
    *first, last = shown or [SafeString("")]
    return SafeString(_("%(names)s及び%(last)s") % {"names": _("、").join(first), "last": last}) if first else last


@register.filter
def bracketed(text: object) -> str:
    """Return the text in the brackets of the language, as it stands behind other words: 年度途中（判定対象外）, Part-year (Not judged)."""
    return _("（%(text)s）") % {"text": text}


@lru_cache(maxsize=1)
def _drawings() -> str:
    return static("icons/portal.svg")  # a table of states asks a hundred times


@register.filter
def state_icon(state: State | str) -> str:
    return STATE_ICONS[State(state)]


@register.simple_tag
def table_grid(table: Table) -> Grid:
    return grid_of(table)


@register.filter
def figure_years(figure: Figure) -> str:
    return present.figure_years(figure)


@register.filter
def cell_text(cell: Cell, unit: str = "") -> str:
    return present.cell_text(cell, unit=unit)


@register.filter
def figure_number(figure: Figure) -> str:
    """Return the figure, without its unit where that follows it directly; or the sign that stands for a missing one."""
    return present.cell_text(Cell.of(figure), unit=figure.unit if has_plain_unit(figure) else "")


@register.filter
def has_plain_unit(figure: Figure) -> bool:
    """Tell whether the unit follows the number. In 60億円超 and 9億円/7年 it stands within what the paper printed."""
    return not figure.printed and not figure.qualifier


@register.filter
def legend(table: Table) -> tuple[tuple[str, State], ...]:
    return present.legend(table)


@register.filter(expects_localtime=True)
def day_full(day: date | None) -> str:
    """Return 令和8(2026)年2月10日, on an English page 10 February 2026; of a moment, its day in Japan."""
    return _in_words(day, wareki.date_full)


@register.filter(expects_localtime=True)
def day_short(day: date | None) -> str:
    """Return R8.2.10 for a column of a table, on an English page 10 February 2026; of a moment, its day in Japan."""
    return _in_words(day, wareki.date_short)


def _in_words(day: date | None, in_japanese: Callable[[date], str]) -> str:
    if day is None:
        return ""
    alone = day.date() if isinstance(day, datetime) else day
    return in_japanese(alone) if get_language() == "ja" else formats.date_format(alone)


@register.filter
def moment(at: date | None) -> str:
    """Return R8.2.10 12:00, on an English page 2026-02-10 12:00; of a day alone, the day."""
    return moments.moment(at) if isinstance(at, datetime) else _in_words(at, wareki.date_short)


@register.filter
def as_of(day: date) -> str:
    """Return R7.12末."""
    return wareki.as_of_short(day)


@register.filter
def admin_home(breadcrumbs: SafeString) -> SafeString:
    """Return the admin's breadcrumbs with its index called by its name: the stock pages call it ホーム, which is another page."""
    link = format_html('<a href="{}">', reverse("admin:index"))
    return SafeString(re.sub(rf"({re.escape(link)})[^<]*", rf"\1{escape(_('管理メニュー'))}", breadcrumbs, count=1))


@register.simple_tag
def lang_of(language: str) -> SafeString:
    """Return the lang attribute for content in `language`: nothing where the page is in it anyway."""
    return _lang(language) if get_language() != language else SafeString("")


@register.simple_tag
def lang_back(language: str) -> SafeString:
    """Return the lang attribute for words of the page inside content in `language`."""
    return _lang(get_language() or "ja") if get_language() != language else SafeString("")


@register.filter
def document_parts(document: Document) -> list[Part]:
    return list(_parts(document))


@register.filter
def contents(parts: list[Part]) -> list[Part]:
    """Return what the contents list shows: headings down to the third level, and every table that bears a title of its own."""
    return [part for part in parts if _is_listed(part)]


@register.simple_tag(takes_context=True)
def query_fields(context: dict[str, Any], replaced: str | BaseForm) -> SafeString:
    """Return the other parameters of the URL as hidden fields, so that one filter keeps the rest. replaced: a name, or the form's names."""
    names = {replaced} if isinstance(replaced, str) else {replaced.add_prefix(name) for name in replaced.fields}
    pairs = [(name, value) for name, value in _query(context) if name not in {*names, "page"}]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def on_query(context: dict[str, Any]) -> str:
    """Return the day of the URL for links to other pages, so that going on reading does not change it; nothing for today's."""
    on = context["request"].GET.get("on", "")
    return f"?{urlencode({'on': on})}" if on else ""


@register.simple_tag(takes_context=True)
def page_query(context: dict[str, Any], number: int) -> str:
    """Return the query string of another page of the same list."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def near_pages(page: Page) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


def _lang(language: str) -> SafeString:
    return format_html('lang="{}"', language)


def _parts(document: Document) -> Iterator[Part]:
    heading: Heading | None = None  # the one above, until its first table
    for number, block in enumerate(document.blocks, start=1):
        kind = str(block.__struct_config__.tag)
        anchor = block.name if isinstance(block, Table) else f"{kind}-{number}"
        level = min(block.level + 1, 6) if isinstance(block, Heading) else 0
        named_above = isinstance(block, Table) and heading is not None and block.title.endswith(heading.text)
        yield Part(kind, f"b-{anchor}", block, level, has_title=not named_above)
        if isinstance(block, Heading | Table):
            heading = block if isinstance(block, Heading) else None


def _is_listed(part: Part) -> bool:
    if isinstance(part.block, Heading):
        return part.block.level <= CONTENTS_DEPTH
    return isinstance(part.block, Table) and part.has_title


def _query(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    request: HttpRequest = context["request"]
    for name, values in request.GET.lists():
        for value in values:
            yield name, str(value)
