"""Rows of the lists of programmes, agreements, promises and milestones.

Written out here and not as templates, as the cells of tables are: a page has a hundred of them, and a template for each costs more than all
of its queries.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from iconm.lib.choices import State
from iconm.templatetags.numbers import figure_badge, origin_url, state_words
from iconm.templatetags.portal import day_full, lang_of, on_query
from programs.queries.governance import AnswerLine
from reporting.dashboards.pages.programs import AgreementRow, Amount, MilestoneRow, ProgramRow, PromiseRow

register = template.Library()
NOTHING = "—"
_MAY_CHANGE = (State.INTERIM, State.FORECAST, State.BUDGET)


@register.simple_tag
def amount_list(amounts: Iterable[Amount], on: date) -> SafeString:
    """Return amounts that lead to where they come from, each with its years."""
    lang = lang_of("ja")
    return SafeString("".join([_amount(amount, on, lang) for amount in amounts]))


@register.simple_tag(takes_context=True)
def program_rows(context: dict[str, Any], rows: Iterable[ProgramRow]) -> SafeString:
    """Return a tr for each programme, whose page keeps the day."""
    lang, kept, on = lang_of("ja"), on_query(context), context["on"]
    return SafeString("".join([_program(row, on, lang, kept) for row in rows]))


@register.simple_tag
def agreement_rows(rows: Iterable[AgreementRow]) -> SafeString:
    lang, running = lang_of("ja"), _running()
    return SafeString("".join([_agreement(row, lang, running) for row in rows]))


@register.simple_tag
def milestone_items(rows: Iterable[MilestoneRow]) -> SafeString:
    lang, planned = lang_of("ja"), f' <span class="badge">{escape(_("予定"))}</span>'
    return SafeString("".join([_milestone(row, lang, planned) for row in rows]))


@register.simple_tag
def promise_rows(rows: Iterable[PromiseRow]) -> SafeString:
    lang = lang_of("ja")
    return SafeString("".join([_promise(row, lang) for row in rows]))


def _program(row: ProgramRow, on: date, lang: str, kept: str) -> str:
    line = row.line
    short = f' <span class="note" {lang}>（{escape(line.short_name)}）</span>' if line.short_name else ""
    name = _link(_address("dashboards:program", code=line.code) + escape(kept), line.name, lang)
    return (
        f'<tr>\n<th scope="row" class="{f"indent-{row.depth}" if row.depth else ""}">{name}{short}</th>\n'
        f'<td class="is-short">{escape(str(row.kind))}</td>\n'
        f"<td {lang}>{escape(line.funder or NOTHING)}</td>\n"
        f'<td class="is-short">{escape(line.rate or NOTHING)}</td>\n'
        f'<td class="is-short"><span class="term" {lang}>{escape(line.term or NOTHING)}</span>{_standing(row)}</td>\n'
        f'<td class="is-number">{_amounts(row.ceilings, on, lang)}</td>\n'
        f'<td class="is-number">{_amounts(row.received, on, lang)}</td>\n</tr>'
    )


def _standing(row: ProgramRow) -> str:
    """Return whether it runs, and from when on no agreement is registered."""
    shown = ""
    if row.is_running:
        shown = _running()
    elif row.line.has_no_end:
        shown = f' <span class="note">{escape(_("終期の登録なし"))}</span>'
    if row.unagreed_from:
        words = _("%(year)s以後の協定は登録されていません。") % {"year": row.unagreed_from}
        shown += f'<br><span class="note">{escape(words)}</span>'
    return shown


def _running() -> str:
    return f' <span class="badge">{escape(_("期間中"))}</span>'


def _agreement(row: AgreementRow, lang: str, running: str) -> str:
    return (
        f'<tr>\n<th scope="row">{_link(_register_page("agreements", row.line.code), row.line.name, lang)}</th>\n'
        f'<td>{escape(str(row.kind))}</td><td class="is-short" {lang}>{escape(row.signed or NOTHING)}</td>\n'
        f'<td class="is-short"><span {lang}>{escape(row.term or NOTHING)}</span>{running if row.is_running else ""}</td>\n'
        f"<td {lang}>{escape(row.parties or NOTHING)}</td></tr>"
    )


def _milestone(row: MilestoneRow, lang: str, planned: str) -> str:
    name = _link(_register_page("milestones", row.line.code), row.line.name, lang)
    return (
        f'<li><span class="line-list__when" {lang}>{escape(row.when)}</span>'
        f'<span class="line-list__main">{name}{planned if row.line.is_planned else ""}</span></li>'
    )


def _promise(row: PromiseRow, lang: str) -> str:
    line = row.line
    answers = "<br>".join([_answer(answer, lang) for answer in (line.evaluation, line.decision) if answer])
    return (
        f'<tr>\n<th scope="row">{_link(_register_page("commitments", line.code), line.name, lang)}</th>\n'
        f"<td {lang}>{escape(line.stated_in or NOTHING)}</td><td {lang}>{escape(row.due or NOTHING)}</td>\n"
        f"<td>{answers or NOTHING}</td>\n"
        f"<td>{state_words(row.look)}</td></tr>"
    )


def _answer(answer: AnswerLine, lang: str) -> str:
    return f'<span {lang}>{escape(answer.name)}</span> <span class="note">{escape(day_full(answer.dated_on))}</span>'


def _amounts(amounts: Sequence[Amount], on: date, lang: str) -> str:
    return "".join([_amount(amount, on, lang) for amount in amounts]) or NOTHING


def _amount(amount: Amount, on: date, lang: str) -> str:
    figure = amount.figure
    number = f'<a class="origin-link" data-origin href="{escape(origin_url(figure, on))}" {lang}>{escape(amount.text)}</a>'
    badge = f" {figure_badge(figure, figure.state)}" if figure.state in _MAY_CHANGE else ""
    years = f' <span class="amount__year" {lang}>{escape(amount.year)}</span>' if amount.year else ""
    return f'<span class="amount">{number}{badge}{years}</span>'


def _link(url: str, text: str, lang: str) -> str:
    return f'<a href="{url}" {lang}>{escape(text)}</a>'


def _register_page(slug: str, code: str) -> str:
    return _address("ledger:register-detail", slug=slug, code=code)


def _address(name: str, **words: str) -> str:
    return _resolved(get_script_prefix(), name, **words)


@lru_cache(maxsize=1024)  # the same thirty rows on every request
def _resolved(prefix: str, name: str, **words: str) -> str:  # noqa: ARG001  # the address depends on it
    return reverse(name, kwargs=words)
