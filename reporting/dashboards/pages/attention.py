"""What needs attention: targets missed or behind, definitions about to change, reports and answers that are late, open findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iconm.lib.choices import State
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from iconm.lib.wareki import as_of_short
from kpis.choices import Change
from kpis.pace import Prospect, off_target
from kpis.queries.plans import Plan
from kpis.tables.lives import difference_decimals
from ledger.entry.due import Due
from reporting.dashboards.pages.scoreboard import Score
from reporting.dashboards.queries import LateSheet

MOST_LINES = 20  # of a kind; the list of indicators has the others


@dataclass(frozen=True)
class Weight:
    """What `state_words` prints at the head of a line."""

    icon: str
    word: str | Promise
    tone: str = ""
    reason: str = ""


CHECK = Weight("finding", gettext_lazy("要確認"), "warn")
WAITING = Weight("draft", gettext_lazy("入力待ち"))
HINT = Weight("info", gettext_lazy("参考"))


class Words(NamedTuple):
    """How a line about an indicator is headed, and how it stands."""

    weight: Weight
    kind: str | Promise
    state: str | Promise


_CALM = (Prospect.FINE, Prospect.ON_PACE, Prospect.TO_GO)
_PROSPECTS = {
    Prospect.MISSED: Words(CHECK, gettext_lazy("要説明"), gettext_lazy("未達")),
    Prospect.OVERRAN: Words(CHECK, gettext_lazy("要説明"), gettext_lazy("未達")),
    Prospect.EXCEEDED: Words(CHECK, gettext_lazy("超過"), gettext_lazy("年度途中")),
    Prospect.RISING: Words(CHECK, gettext_lazy("超過の見通し"), gettext_lazy("年度途中")),
    Prospect.BEHIND: Words(CHECK, gettext_lazy("遅れ"), gettext_lazy("年度途中")),
    Prospect.BELOW: Words(CHECK, gettext_lazy("目標未満"), gettext_lazy("年度途中")),
    Prospect.TO_GO: Words(HINT, gettext_lazy("目標まで"), gettext_lazy("年度途中")),
}
_MISSED = gettext_lazy("%(name)sは%(actual)sで、目標%(target)sに届きませんでした（差%(gap)s）。")
_EXCEEDED = gettext_lazy("%(name)sは%(actual)sで、目標%(target)sを%(gap)s超えています。")
_BEHIND = gettext_lazy(
    "%(name)sは%(actual)sです（%(day)s、%(months)sか月分）。同じペースでは年度末に%(outlook)sとなり、目標%(target)sに届きません。"
)
_RISING = gettext_lazy(
    "%(name)sは%(actual)sです（%(day)s、%(months)sか月分）。同じペースでは年度末に%(outlook)sとなり、目標%(target)sを超えます。"
)
_BELOW = gettext_lazy("%(name)sは%(actual)sで、目標%(target)sを%(gap)s下回っています（%(day)s）。")
_TO_GO = gettext_lazy("%(name)sは%(actual)sで、目標%(target)sまであと%(gap)sです（%(day)s、%(months)sか月分）。")
_TEXTS = {
    Prospect.MISSED: _MISSED,
    Prospect.OVERRAN: _EXCEEDED,
    Prospect.EXCEEDED: _EXCEEDED,
    Prospect.RISING: _RISING,
    Prospect.BEHIND: _BEHIND,
    Prospect.BELOW: _BELOW,
    Prospect.TO_GO: _TO_GO,
}


@dataclass(frozen=True)
class Attention:
    """One line. kind: 要説明, 定義変更, … where: the part of the portal it concerns. state: how it stands, or is being handled.

    keeps_day: it leads to a page that can show the same day, and has no filters of its own yet.
    """

    weight: Weight
    kind: str
    text: str
    url: str
    where: str
    state: str
    keeps_day: bool = False


@dataclass(frozen=True)
class Attentions:
    """The first lines, and how many there are in all."""

    lines: tuple[Attention, ...]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


def attention(
    found: Sequence[Score],
    *,
    next_plan: Plan | None,
    money: tuple[str, str],
    late: Iterable[LateSheet],
    open_findings: int,
    may_enter: bool,
    on: date,
) -> Attentions:
    """Return what to look at, the weightiest first. money: a sentence on the accounts, empty where they call
    for none, and the page that shows them."""
    pressing = [score for score in found if score.prospect not in _CALM]
    to_go = [score for score in found if score.prospect == Prospect.TO_GO]
    others = [*_money(*money), *_changes(next_plan), *_later(next_plan, on), *_late(late, may_enter), *_findings(open_findings, may_enter)]
    unsettled = [*_unsettled(found, on)]
    shown = pressing[:MOST_LINES]
    lines = [*unsettled, *map(_indicator, shown), *others[:MOST_LINES], *map(_indicator, to_go[: MOST_LINES - len(shown)])]
    return Attentions(tuple(lines), len(unsettled) + len(pressing) + len(others) + len(to_go))


def _unsettled(found: Sequence[Score], on: date) -> Iterator[Attention]:
    """Say of a year that is over how many indicators still stand at a value from within it."""
    waiting = [score for score in found if FiscalYear(score.year).end < on and not _is_settled(score)]
    if waiting:
        words = {"year": FiscalYear(waiting[0].year).header, "count": len(waiting)}
        text = ngettext(
            "%(year)s年度は終了しましたが、確定値の登録されていない指標が%(count)s件あります。",
            "%(year)s年度は終了しましたが、確定値の登録されていない指標が%(count)s件あります。",
            len(waiting),
        )
        yield Attention(WAITING, _("未登録"), text % words, "", _("成果指標"), "")


def _is_settled(score: Score) -> bool:
    return score.actual is not None and score.actual.state not in (State.INTERIM, State.FORECAST, State.PENDING)


def _indicator(score: Score) -> Attention:
    words = _PROSPECTS[score.prospect]
    text = _sentence(score)
    return Attention(words.weight, str(words.kind), text, indicator_url(score.line.code), _("成果指標"), str(words.state), keeps_day=True)


def _sentence(score: Score) -> str:
    gap = off_target(score.actual, score.target, score.line.target_type)
    if score.actual is None or score.target is None or gap is None:
        return ""
    words = {
        "name": score.label,
        "actual": figure_text(score.actual),
        "target": figure_text(score.target),
        "gap": _amount(abs(gap), score),
        "day": as_of_short(score.actual.as_of) if score.actual.as_of else "",
        "months": _months(score.actual.fiscal_year, score.actual.as_of),
        "outlook": score.outlook_text,
    }
    return str(_TEXTS[score.prospect]) % words


def _amount(gap: Decimal, score: Score) -> str:
    unit = _("ポイント") if score.unit == "%" else score.unit
    return format_number(gap, difference_decimals(score.actual, score.target), NumberStyle()) + unit


def _months(year: int | None, as_of: date | None) -> int:
    """Return how many months of the fiscal year had passed on that day, the begun one counted."""
    return (as_of.year - year) * 12 + as_of.month - 3 if year and as_of else 12


def _changes(plan: Plan | None) -> Iterator[Attention]:
    for line in plan.lines if plan else ():
        if plan and line.change == Change.REDEFINED:
            words = {"year": FiscalYear(plan.first_year).short, "name": line.label()}
            text = _("%(year)sから「%(name)s」に定義が変わります。前後の値は比較できません。") % words
            yield Attention(CHECK, _("定義変更"), text, indicator_url(line.code), _("成果指標"), _("次期計画"), keeps_day=True)


def _later(plan: Plan | None, on: date) -> Iterator[Attention]:
    """Say where the plan that follows is: its baselines are values of this year, also of indicators this plan does not have."""
    if plan:
        words = {"plan": plan.name, "term": term_short(plan.first_year, plan.last_year)}
        text = _("%(plan)s（%(term)s）の基準値と目標値は、計画期間を切り替えて確認できます。") % words
        where = f"{reverse('dashboards:indicator-list')}?period={plan.code}&on={on:%Y-%m-%d}"
        yield Attention(HINT, _("次期計画"), text, where, _("成果指標"), "")


def _late(late: Iterable[LateSheet], may_enter: bool) -> Iterator[Attention]:
    for sheet in late:
        word = _("期限超過") if sheet.due == Due.OVERDUE else _("期限間近")
        url = reverse("entry:sheet", args=[sheet.pk]) if may_enter else ""
        text = _("%(title)sの入力が完了していません。") % {"title": sheet.title}
        yield Attention(WAITING, word, text, url, sheet.dataset, sheet.due_text)


def _money(text: str, url: str) -> Iterator[Attention]:
    if text:
        yield Attention(CHECK, _("支出超過"), text, url, _("収支"), "")


def _findings(count: int, may_enter: bool) -> Iterator[Attention]:
    if count:
        text = ngettext("作成中の年度報告に指摘が%(count)s件あります。", "作成中の年度報告に指摘が%(count)s件あります。", count) % {
            "count": count
        }
        yield Attention(HINT, _("指摘"), text, reverse("entry:home") if may_enter else "", _("年度報告"), _("未対応"))


def indicator_url(code: str) -> str:
    return reverse("dashboards:indicator", args=[code])
