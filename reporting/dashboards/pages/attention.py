"""What needs attention: targets missed or behind, definitions about to change, reports and answers that are late, open findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iconm.lib.choices import State
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from iconm.lib.wareki import as_of_short
from kpis.choices import Achievement, Change, TargetType
from kpis.queries.plans import Plan
from ledger.entry.due import Due
from reporting.dashboards.pages.scoreboard import Score
from reporting.dashboards.queries import LateSheet


@dataclass(frozen=True)
class Weight:
    icon: str
    word: str | Promise
    tone: str = ""


CHECK = Weight("finding", gettext_lazy("要確認"), "warn")
WAITING = Weight("draft", gettext_lazy("入力待ち"))
HINT = Weight("info", gettext_lazy("参考"))


@dataclass(frozen=True)
class Attention:
    """One line. kind: 要説明, 定義変更, … where: the part of the portal it concerns. state: how it is being handled."""

    weight: Weight
    kind: str
    text: str
    url: str
    where: str
    state: str
    is_indicator: bool = False


def attention(
    found: Sequence[Score], *, next_plan: Plan | None, late: Iterable[LateSheet], open_findings: int, may_enter: bool, on: date
) -> list[Attention]:
    return [*_unsettled(found, on), *_below(found), *_changes(next_plan), *_late(late, may_enter), *_findings(open_findings, may_enter)]


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


def _below(found: Iterable[Score]) -> Iterator[Attention]:
    for score in found:
        if score.is_below and score.actual and score.target:
            yield Attention(
                CHECK,
                _("要説明"),
                _sentence(score),
                indicator_url(score.line.code),
                _("成果指標"),
                _("未達") if _is_final(score) else _("年度途中"),
                is_indicator=True,
            )


def _is_final(score: Score) -> bool:
    return score.verdict.achievement == Achievement.MISSED


def _sentence(score: Score) -> str:
    if score.actual is None or score.target is None or score.difference is None:
        return ""
    words = {
        "name": score.label,
        "actual": figure_text(score.actual),
        "target": figure_text(score.target),
        "gap": score.difference_text.lstrip("△+") + score.unit,
        "day": as_of_short(score.actual.as_of) if score.actual.as_of else "",
        "months": _months(score.actual.fiscal_year, score.actual.as_of),
    }
    if score.line.target_type == TargetType.AT_MOST:
        return _("%(name)sは%(actual)sで、目標%(target)sを%(gap)s超えています。") % words
    if _is_final(score):
        return _("%(name)sは%(actual)sで、目標%(target)sに届きませんでした（差%(gap)s）。") % words
    return _("%(name)sは%(actual)sで、目標%(target)sまであと%(gap)sです（%(day)s、%(months)sか月分）。") % words


def _months(year: int | None, as_of: date | None) -> int:
    """Return how many months of the fiscal year had passed on that day, the begun one counted."""
    return (as_of.year - year) * 12 + as_of.month - 3 if year and as_of else 12


def _changes(plan: Plan | None) -> Iterator[Attention]:
    for line in plan.lines if plan else ():
        if plan and line.change == Change.REDEFINED:
            words = {"year": FiscalYear(plan.first_year).short, "name": line.label()}
            text = _("%(year)sから「%(name)s」に定義が変わります。前後の値は比較できません。") % words
            yield Attention(CHECK, _("定義変更"), text, indicator_url(line.code), _("成果指標"), _("次期計画"), is_indicator=True)


def _late(late: Iterable[LateSheet], may_enter: bool) -> Iterator[Attention]:
    for sheet in late:
        word = _("期限超過") if sheet.due == Due.OVERDUE else _("期限間近")
        url = reverse("entry:sheet", args=[sheet.pk]) if may_enter else ""
        text = _("%(title)sの入力が完了していません。") % {"title": sheet.title}
        yield Attention(WAITING, word, text, url, sheet.dataset, sheet.due_text)


def _findings(count: int, may_enter: bool) -> Iterator[Attention]:
    if count:
        text = ngettext("作成中の年度報告に指摘が%(count)s件あります。", "作成中の年度報告に指摘が%(count)s件あります。", count) % {
            "count": count
        }
        yield Attention(HINT, _("指摘"), text, reverse("entry:home") if may_enter else "", _("年度報告"), _("未対応"))


def indicator_url(code: str) -> str:
    return reverse("dashboards:indicator", args=[code])
