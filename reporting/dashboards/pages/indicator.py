"""The page of an indicator: what its years say in a sentence, row by row, and how its definition changed from plan to plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import figure_text
from iconm.lib.wareki import as_of_short
from kpis.choices import Achievement, Change, SuccessionKind
from kpis.queries.figures import KpiFigures
from kpis.queries.lives import Life, Moment, Stage
from kpis.queries.plans import IndicatorLine
from kpis.tables.lives import change_text, day_of, difference_text, first_year_of, grade_of
from ledger.choices import Kind
from reporting.dashboards.words import STATES, StateWords


@dataclass(frozen=True)
class YearRow:
    """A year in the table. change: what begins with it, to be read above it."""

    moment: Moment
    year: str
    difference: str
    pct: str
    words: StateWords | None
    grade: str
    change: str


@dataclass(frozen=True)
class Place:
    """An indicator in one plan: the head of a column of the definitions."""

    term: str
    line: IndicatorLine


@dataclass(frozen=True)
class DefinitionRow:
    """One aspect in every plan, each as lines of text. is_content: in the language of the data, not of the page."""

    label: str
    cells: tuple[tuple[str, ...], ...]
    is_name: bool = False
    is_content: bool = True


@dataclass(frozen=True)
class Definitions:
    places: tuple[Place, ...]
    rows: tuple[DefinitionRow, ...]


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


def facts(life: Life) -> list[Fact]:
    """Return what is said under the name; what changed between plans, as it was and as it is."""
    lines = _lines(life)
    told = (
        (_("実現する目標"), _changing(line.objective for line in lines)),
        (_("単位"), _changing(stage.unit for stage in life.stages)),
        (_("種別"), _changing(str(Kind(stage.kind).label) for stage in life.stages)),
        (_("指標の意義"), _changing(line.significance for line in lines if line.significance)),
    )
    return [Fact(label, text) for label, text in told if text]


def sentence(moments: Sequence[Moment], *, on: date) -> str:
    """Return what the years say of the targets: which were met, which were not, where the running year stands, what is to come."""
    return "".join([*_judged(moments), *_running(moments, int(FiscalYear.containing(on))), *_ahead(moments)])


def year_rows(moments: Sequence[Moment]) -> list[YearRow]:
    return [_row(moment, before) for before, moment in pairwise((None, *moments)) if moment]


def definitions(kpis: KpiFigures, life: Life) -> Definitions | None:
    """Return the plans side by side, the oldest first, those left out that state nothing; None where none does."""
    found = [(stage, line) for stage in life.stages for line in stage.lines if _states_anything(kpis, stage, line)]
    if not found:
        return None
    rows = (
        DefinitionRow(_("名称"), tuple((line.label(),) for _stage, line in found), is_name=True),
        DefinitionRow(_("目標"), tuple(_targets(kpis, line) for _stage, line in found), is_content=False),
        DefinitionRow(_("最新の値"), tuple(_latest(kpis, line) for _stage, line in found)),
        DefinitionRow(_("実現する目標"), tuple((line.objective,) for _stage, line in found)),
        DefinitionRow(_("指標の意義"), tuple(_given(line.significance) for _stage, line in found)),
        DefinitionRow(_("定義"), tuple(_given(stage.definition) for stage, _line in found)),
        DefinitionRow(_("資料の表記"), tuple(_wordings(stage, line) for stage, line in found)),
        DefinitionRow(_("注"), tuple(_given(f"{line.mark} {line.footnote}".strip()) for _stage, line in found)),
        DefinitionRow(_("前の計画期間から"), tuple(_change(life, stage, line) for stage, line in found), is_content=False),
    )
    places = tuple(Place(_term(kpis, line), line) for _stage, line in found)
    return Definitions(places, tuple(row for row in rows if any(row.cells)))


def _row(moment: Moment, before: Moment | None) -> YearRow:
    is_new = before is not None and before.stage.code != moment.stage.code
    verdict = moment.verdict
    return YearRow(
        moment=moment,
        year=FiscalYear(moment.year).header,
        difference=difference_text(moment.actual, moment.target),
        pct="—" if verdict.pct is None else f"{verdict.pct}%",
        words=None if moment.is_baseline else STATES[verdict.achievement],
        grade=grade_of(moment.line, verdict),
        change=change_text(moment) if is_new else "",
    )


def _judged(moments: Iterable[Moment]) -> Iterator[str]:
    held = list(moments)
    for achievement, text in (
        (Achievement.MET, _("%(years)sは目標を達成しました。")),
        (Achievement.MISSED, _("%(years)sは目標に届きませんでした。")),
    ):
        if years := [moment.year for moment in held if moment.verdict.achievement == achievement]:
            yield text % {"years": _years_text(years)}


def _running(moments: Sequence[Moment], this: int) -> Iterator[str]:
    """Yield where the latest part-year value stands, and which years are over or under way without any number."""
    aimed = [moment for moment in moments if moment.target and moment.target.value is not None]
    measured = [moment for moment in aimed if moment.actual and moment.actual.value is not None]
    if measured and (last := measured[-1]).actual and last.actual.state == State.INTERIM:
        yield _part_year(last, last.actual)
    if pending := [moment.year for moment in aimed if moment.verdict.achievement == Achievement.PENDING and moment.year <= this]:
        yield _("%(years)sは未確定です。") % {"years": _years_text(pending)}


def _part_year(moment: Moment, actual: Figure) -> str:
    words = {
        "day": as_of_short(actual.as_of).removesuffix("時点") if actual.as_of else "",
        "value": figure_text(actual),
        "target": figure_text(moment.target) if moment.target else "",
    }
    if moment.verdict.achievement == Achievement.REACHED:
        return _("%(day)s時点で%(value)sと、目標%(target)sに到達しています。") % words
    return _("%(day)s時点で%(value)sです（目標%(target)s、年度途中のため判定対象外）。") % words


def _ahead(moments: Sequence[Moment]) -> Iterator[str]:
    """Yield the targets of the last plan, if none of its years has been measured, after what its definition changed."""
    aimed = [moment for moment in moments if moment.target and moment.target.value is not None]
    if not aimed:
        return
    last = [moment for moment in aimed if (moment.stage.code, moment.line.plan) == (aimed[-1].stage.code, aimed[-1].line.plan)]
    if any(moment.actual and moment.actual.value is not None for moment in last):
        return
    yield _turn(moments, last[0]) + _aim(last)


def _turn(moments: Sequence[Moment], first: Moment) -> str:
    """Return how the targets to come follow on: R8からは「…」に替わり、."""
    words = {"year": first_year_of(first), "name": first.stage.label}
    came = first.stage.came
    if came is None or moments[0].stage.code == first.stage.code:
        return _("%(year)sからの") % words
    if came.kind == SuccessionKind.EXTENDED:
        return _("%(year)sからは対象が「%(name)s」に広がり、") % words
    return _("%(year)sからは「%(name)s」に替わり、") % words


def _aim(moments: Sequence[Moment]) -> str:
    aims = [figure_text(moment.target) for moment in moments if moment.target]
    if len(set(aims)) == 1:
        return _("目標は毎年%(aim)sです。") % {"aim": aims[0]}
    words = {"first": FiscalYear(moments[0].year).short, "one": aims[0], "last": FiscalYear(moments[-1].year).short, "two": aims[-1]}
    return _("目標は%(first)sの%(one)sから%(last)sの%(two)sまでです。") % words


def _years_text(years: Sequence[int]) -> str:
    """Return R4～R6、R8 of sorted years."""
    runs = (list(run) for _gap, run in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0]))
    return _("、").join(term_short(run[0][1], run[-1][1]) for run in runs)


def _changing(words: Iterable[str]) -> str:
    """Return the words as they followed each other, each change once: 拠点価値の向上 → 新産業の創出."""
    return " → ".join(word for word, _group in groupby(words))


def _states_anything(kpis: KpiFigures, stage: Stage, line: IndicatorLine) -> bool:
    return bool(stage.wordings.get(line.plan) or line.significance or line.footnote or _targets(kpis, line))


def _term(kpis: KpiFigures, line: IndicatorLine) -> str:
    plan = kpis.plans[line.plan]
    return f"{plan.name}（{term_short(plan.first_year, plan.last_year)}）"


def _targets(kpis: KpiFigures, line: IndicatorLine) -> tuple[str, ...]:
    aims = [(year, target) for year in kpis.plans[line.plan].years if (target := kpis.target(line, year))]
    texts = [figure_text(target) for _year, target in aims]
    if len(texts) > 1 and len(set(texts)) == 1:
        return (_("毎年%(aim)s") % {"aim": texts[0]},)
    return tuple(f"{FiscalYear(year).short} {text}" for (year, _target), text in zip(aims, texts, strict=True))


def _latest(kpis: KpiFigures, line: IndicatorLine) -> tuple[str, ...]:
    """Return the latest number of the plan's years, else the one it set out from."""
    plan = kpis.plans[line.plan]
    for year in (*reversed(plan.years), plan.first_year - 1):
        figure = kpis.actual(line, year)
        if figure and figure.value is not None:
            return (f"{FiscalYear(year).short} {figure_text(figure)}" + (f"（{day_of(figure)}）" if day_of(figure) else ""),)
    return ()


def _given(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.splitlines()))


def _wordings(stage: Stage, line: IndicatorLine) -> tuple[str, ...]:
    return tuple(f"{wording.label}：{wording.document}" for wording in stage.wordings.get(line.plan, ()))


def _change(life: Life, stage: Stage, line: IndicatorLine) -> tuple[str, ...]:
    """Return what became of the indicator, of the objective it serves, and why it was replaced."""
    is_first = bool(stage.lines) and stage.lines[0].plan == line.plan
    note = stage.came.note if stage.came and is_first else ""
    is_moved = any(after is line and before.objective != line.objective for before, after in pairwise(_lines(life)))
    moved = (_("実現する目標の変更"),) if is_moved else ()
    kept = is_moved and line.change == Change.NONE  # "unchanged" would deny it
    return (*(() if kept else (str(line.change.label),)), *moved, *_given(note))


def _lines(life: Life) -> list[IndicatorLine]:
    return [line for stage in life.stages for line in stage.lines]
