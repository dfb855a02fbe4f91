"""The table of grades: what was reached in a year, what the rule makes of it, and what people decided."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from iconm.lib.choices import State
from iconm.lib.fiscal_year import term_short
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.table import Cell, Head, Note, Row, Table, TableInputError
from iconm.lib.wareki import date_long
from kpis.calculations import Band, Rule, Verdict
from kpis.choices import Scheme
from kpis.queries.figures import KpiFigures
from kpis.queries.plans import IndicatorLine, Plan
from kpis.tables.plans import OBJECTIVE, find_plan, target_cell, with_objectives

_HEADS = ("目標値", "実績", "対目標(%)", "達成状況", "評価（算定）", "評価（確定）", "理由")
_COMPUTED = Note(text="評価（確定）が空欄の指標は、評価（算定）のとおりとする。")


def assessment(figures: KpiFigures, *, name: str, title: str, plan: str, year: int, document: str = "") -> Table:
    """Return the verdicts on one fiscal year of a plan, a row an indicator; the notes say by which rules, in which version.

    document: the paper whose wording is used.
    """
    period = find_plan(figures, plan, document)
    if year not in period.years:
        told = {"plan": period.name, "term": term_short(period.first_year, period.last_year), "year": year}
        raise TableInputError(_("%(year)s年度は、%(plan)s（%(term)s）の年度ではありません。") % told)
    rows = [
        Row(heads=(*objective, Head(text=line.label(document), mark=line.mark)), cells=tuple(_cells(figures, line, year)))
        for line, objective in with_objectives(period.lines)
    ]
    return Table(
        name=name,
        title=title,
        head=((OBJECTIVE, Head(text="指標"), *(Head(text=text) for text in _HEADS)),),
        rows=tuple(rows),
        stub=2,
        notes=tuple(_notes(figures, period, document)),
    )


def _cells(figures: KpiFigures, line: IndicatorLine, year: int) -> Iterator[Cell]:
    verdict = figures.verdict(line, year)
    yield target_cell(figures.target(line, year), line)
    yield Cell.of(figures.actual(line, year))
    yield Cell() if verdict.pct is None else Cell(value=verdict.pct, decimals=1, state=State.FINAL)
    yield Cell(text=str(verdict.achievement.label))
    yield Cell(text=_computed(verdict))
    yield Cell(text=verdict.decision.text if verdict.decision else "")
    yield Cell(text=_reason(verdict))


def _computed(verdict: Verdict) -> str:
    """Return the step, with the progress it stands on where that is not the share of the target beside it."""
    if verdict.grade is None:
        return ""
    progress = f"（進捗率{format_number(verdict.progress_pct, 1, NumberStyle())}%）" if verdict.progress_pct is not None else ""
    return verdict.grade.text + progress


def _reason(verdict: Verdict) -> str:
    """Return why people decided so, else why nothing was computed."""
    if verdict.decision:
        return f"{verdict.decision.reason}（{date_long(verdict.decision.decided_on)}確定）"
    return str(verdict.why_ungraded.label) if verdict.why_ungraded else ""


def _notes(figures: KpiFigures, period: Plan, document: str) -> Iterator[Note]:
    yield from (Note(mark=line.mark, text=line.footnote) for line in period.lines if line.mark)
    schemes = list(dict.fromkeys(line.scheme for line in period.lines))
    for scheme in schemes:
        if rule := figures.rules.get(scheme):
            graded = [line.label(document) for line in period.lines if line.scheme == scheme]
            yield Note(text=_rule_note(rule, graded if len(schemes) > 1 else ()))
    yield _COMPUTED


def _rule_note(rule: Rule, graded: Sequence[str]) -> str:
    """Return the rule with its steps, where it has some, and the indicators it is for where there are several rules."""
    told = "、".join(_steps(rule))
    steps = f"。{told}" if told else ""
    of = f"。対象：{'、'.join(graded)}" if graded else ""
    return f"評価の規則：{rule.name}（第{rule.version}版）{_compared(rule)}{steps}{of}。"


def _compared(rule: Rule) -> str:
    """Return what the thresholds are percentages of."""
    if rule.scheme == Scheme.PRO_RATA:
        return "。進捗率＝（実績－基準値）÷（最終年度の目標値－基準値）×計画の年数÷経過年数。基準値は計画の前年度の実績"
    return "。目標値を満たすかどうかによる" if rule.scheme == Scheme.MET else "。対目標の割合による"


def _steps(rule: Rule) -> Iterator[str]:
    if rule.scheme == Scheme.MET:
        yield from (band.text for band in rule.met_and_missed or ())
        return
    for before, band in pairwise((None, *rule.bands)):
        if band:
            yield f"{band.text}：{_bound(band, before)}"


def _bound(band: Band, before: Band | None) -> str:
    """Return 120%以上, 100%超; of the step below all others what the one before leaves."""
    if band.above is not None:
        return f"{_number(band)}%{'超' if band.is_exclusive else '以上'}"
    if before is None or before.above is None:
        return "すべて"
    return f"{_number(before)}%{'以下' if before.is_exclusive else '未満'}"


def _number(band: Band) -> str:
    return f"{band.above.normalize():f}" if band.above is not None else ""
