"""What is wrong or doubtful in a new plan, beside what a single field can tell.

Errors keep the plan from being made, warnings want a note first, hints are warnings that have theirs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.numbers import NumberStyle, format_number
from kpis.choices import Fate, TargetType
from kpis.planning.draft import INDICATORS, PERIOD, TARGETS
from kpis.planning.plan import Finding, NewLine, NewPlan, NewTarget
from kpis.queries.planning import OldLine, OldPlan
from ledger.bounds import bound_text
from ledger.choices import Kind, Weight

FULL_PER_CENT = Decimal(100)
LONGEST = 30  # years of a plan: a mistyped year must not make a grid of thousands of fields
SLIP = 10  # times the last number: less than a unit slip, more than a plan


def findings(plan: NewPlan, old: OldPlan) -> list[Finding]:
    """Return everything to be seen to, in the order of the steps."""
    found = [*period_findings(plan.first_year, plan.last_year, plan.gap_reason, old), *line_findings(plan.lines, old)]
    for line in plan.going_on():
        found += target_findings(line, plan.years, old.line(line.old))
    return found


def period_findings(first: int, last: int, gap_reason: str, old: OldPlan) -> Iterator[Finding]:
    if last < first:
        yield _error(PERIOD, "id_last_year", _("終了年度"), _("終了年度は、開始年度以後の年度にしてください。"))
    if last >= first + LONGEST:
        yield _error(PERIOD, "id_last_year", _("終了年度"), _("計画期間が長すぎます。開始年度と終了年度を確認してください。"))
    if first != old.last_year + 1 and not gap_reason.strip():
        message = _("前の計画期間（%(term)s）の翌年度から始まっていません。空白又は重複がある場合は、理由を入力してください。")
        yield _error(PERIOD, "id_first_year", _("開始年度"), message % {"term": term_short(old.first_year, old.last_year)})


def line_findings(lines: Iterable[NewLine], old: OldPlan) -> Iterator[Finding]:
    going_on = [line for line in lines if line.fate != Fate.ENDED]
    if not going_on:
        yield _error(INDICATORS, "lines", _("指標"), _("指標が1件もありません。継続する指標を選択するか、指標を追加してください。"))
    codes = Counter(line.code for line in going_on)
    for line in going_on:
        anchor = f"id_{line.key}"
        if codes[line.code] > 1:
            yield _error(INDICATORS, f"{anchor}-code", line.label, _("同じコードの指標がほかにもあります。"))
        elif line.is_new_indicator and line.code in old.taken:
            yield _error(
                INDICATORS, f"{anchor}-code", line.label, _("このコードの指標は既に登録されています。別のコードを入力してください。")
            )
        before = old.line(line.old)
        if before:
            yield from _fate_findings(line, before, anchor)


def _fate_findings(line: NewLine, before: OldLine, anchor: str) -> Iterator[Finding]:
    """Compare what was chosen with what was changed: a choice that says one thing while the fields say another prints something else."""
    if line.fate == Fate.RENAMED and line.label == before.label:
        message = _("表記が前の計画期間と同じです。新しい表記を入力するか、「継続」を選択してください。")
        yield _error(INDICATORS, f"{anchor}-label", before.label, message)
    if line.fate == Fate.KEPT and line.objective != before.objective:
        yield _error(INDICATORS, f"{anchor}-fate", before.label, _("実現する目標が変わっています。「移動」を選択してください。"))


def target_findings(line: NewLine, years: range, before: OldLine | None) -> Iterator[Finding]:
    """Check the targets of one line. Where nobody wrote a note, each doubt is a warning that keeps the plan from being made."""
    if line.target_type == TargetType.NARRATIVE:
        if not line.narrative.strip():
            yield _error(TARGETS, f"id_{line.key}-narrative", line.label, _("記述による目標を入力してください。"))
        return
    stated = {target.year: target for target in line.targets}
    for target in line.targets:
        if message := beyond_bounds(line, target.value, target.upper):
            yield _error(TARGETS, f"id_{line.key}-{target.year}", line.label, message)
    for year in years:
        if year not in stated:
            anchor = f"id_{line.key}-{year}"
            message = _("%(year)sの目標値を入力してください。定めない年度には「未確定」又は「該当なし」と入力します。") % {
                "year": FiscalYear(year).short
            }
            yield _error(TARGETS, anchor, line.label, message)
    yield from (_doubt(line, target, message) for target, message in _doubts(line, before))


def beyond_bounds(line: NewLine, *numbers: Decimal | None) -> str:
    """Return the sentence about a number the values of the indicator could never reach; empty where all lie within its bounds."""
    stated = [number for number in numbers if number is not None]
    if line.minimum is not None and any(number < line.minimum for number in stated):
        return _("下限（%(bound)s）を下回っています。目標値又は下限を修正してください。") % {"bound": _with_unit(line.minimum, line.unit)}
    if line.maximum is not None and any(number > line.maximum for number in stated):
        return _("上限（%(bound)s）を上回っています。目標値又は上限を修正してください。") % {"bound": _with_unit(line.maximum, line.unit)}
    return ""


def _with_unit(bound: Decimal, unit: str) -> str:
    return f"{bound_text(bound)}{unit}"


def doubted_years(line: NewLine, before: OldLine | None) -> frozenset[int]:
    """Return the years whose targets need the note of their line."""
    return frozenset(target.year for target, _message in _doubts(line, before))


def _doubts(line: NewLine, before: OldLine | None) -> Iterator[tuple[NewTarget, str]]:
    """Yield at most one doubt a year: its number against the year before it, which for the first is the last actual."""
    # A redefined indicator counts something else: its predecessor's numbers say nothing about it.
    known = before.actual if before and not line.is_new_indicator else None
    previous, previous_name = (known.value, _("直近の実績")) if known else (None, "")
    for target in line.targets:
        if target.value is None:
            continue
        message = _doubt_about(line, target.value, previous, previous_name)
        if message:
            yield target, message
        previous, previous_name = target.value, FiscalYear(target.year).short


def _doubt_about(line: NewLine, value: Decimal, previous: Decimal | None, previous_name: str) -> str:
    """Return the sentence about one number; empty where nothing is doubtful."""
    if line.unit == "%" and value > FULL_PER_CENT:
        return _("100％を超えています。")
    if previous is None:
        return ""
    shown = {"previous": previous_name, "number": f"{format_number(previous, line.decimals, NumberStyle())}{line.unit}"}
    if line.kind == Kind.CUMULATIVE and value < previous:
        return _("累計値が%(previous)s（%(number)s）を下回っています。") % shown
    if previous > 0 and not previous / SLIP < value < previous * SLIP:
        return _("%(previous)s（%(number)s）と比べて10倍以上の差があります。単位を確認してください。") % shown
    return ""


def _doubt(line: NewLine, target: NewTarget, message: str) -> Finding:
    is_explained = bool(line.note.strip())
    said = message if is_explained else _("%(doubt)s正しい場合は理由を入力してください。") % {"doubt": message}
    weight = Weight.HINT if is_explained else Weight.WARNING
    return Finding(
        weight=weight,
        step=TARGETS,
        anchor=f"id_{line.key}-{target.year}",
        label=f"{line.label} {FiscalYear(target.year).short}",
        message=said,
    )


def _error(step: str, anchor: str, label: str, message: str) -> Finding:
    return Finding(weight=Weight.ERROR, step=step, anchor=anchor, label=label, message=message)
