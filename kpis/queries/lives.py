"""Reads: an indicator through its whole life, with what it followed and what followed it, in every plan. Two queries of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from iconm.lib.registers import every_word
from iconm.lib.text import search_key, word_keys
from kpis.calculations import Verdict
from kpis.choices import SuccessionKind
from kpis.models import DATASET, Indicator, Succession
from kpis.queries.figures import KpiFigures
from kpis.queries.plans import IndicatorLine, Plan
from ledger.models import SourceDocument, Value

_MEASURED = (Basis.SETTLED, Basis.ACTUAL, Basis.FORECAST)


class Step(NamedTuple):
    """An indicator that took the place of another. old, new: codes."""

    old: str
    new: str
    kind: str
    note: str


class PaperWording(NamedTuple):
    """How one paper words an indicator. document: as people cite it."""

    document: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One indicator of a life. kind: of its item (`ledger.choices.Kind`). lines: its places in plans, the oldest first.

    wordings: by the code of the plan, one for each it stands in, also where `lines` leaves the plan out. came: how it took the place of an
    earlier one; None for the first. follows_last: whether that was the stage right before this one.
    """

    code: str
    name: str
    definition: str
    item: str
    unit: str
    decimals: int
    kind: str
    lines: tuple[IndicatorLine, ...]
    wordings: Mapping[str, tuple[PaperWording, ...]]
    came: Step | None = None
    follows_last: bool = False

    @property
    def label(self) -> str:
        """Return what its latest plan calls it."""
        return self.lines[-1].label() if self.lines else self.name

    @property
    def continues(self) -> bool:
        """Tell whether its values can be read on from those of the stage before."""
        return self.follows_last and self.came is not None and self.came.kind == SuccessionKind.EXTENDED


@dataclass(frozen=True)
class Life:
    """The stages of an indicator, the oldest first: the same for each of them. code: the one asked for."""

    code: str
    stages: tuple[Stage, ...]

    @property
    def label(self) -> str:
        return next(stage.label for stage in self.stages if stage.code == self.code)

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(stage.item for stage in self.stages)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an indicator stands in one year. line: its place in the plan of that year."""

    line: IndicatorLine
    year: int
    target: Figure | None
    actual: Figure | None
    verdict: Verdict

    @property
    def state_text(self) -> str:
        return str(self.verdict.achievement.label)


@dataclass(frozen=True, kw_only=True)
class Moment(Standing):
    """A year of a stage. line: outside every plan that of the nearest.

    is_baseline: a value from right before a plan, which the plan sets out from and no target judges.
    """

    stage: Stage
    is_baseline: bool

    @property
    def state_text(self) -> str:
        return _("基準値") if self.is_baseline else super().state_text


def life_of(code: str, plans: Mapping[str, Plan], *, on: date | None = None) -> Life | None:
    """Return the life of the indicator, whichever of its stages is asked for; None where there is none of that code. Two queries.

    on: only the wordings of papers of by then. A succession to an indicator whose plans, all of them, are not among `plans` is left out.
    """
    steps = [Step(*row) for row in Succession.objects.order_by("pk").values_list("old__code", "new__code", "kind", "note")]
    found = _stages(connected(code, steps), plans, on)
    if code not in found:
        return None
    steps = [step for step in steps if step.new in found and (found[step.new].lines or not found[step.new].wordings)]
    reached = connected(code, steps)
    ordered = sorted((stage for stage in found.values() if stage.code in reached), key=lambda stage: _age(stage, plans, steps))
    return Life(code, tuple(_in_order(ordered, steps)))


def connected(code: str, steps: Sequence[Step]) -> frozenset[str]:
    """Return the codes of every indicator that can be reached from this one, forwards and backwards."""
    reached, edge = {code}, {code}
    while edge:
        edge = {end for step in steps if step.old in edge or step.new in edge for end in (step.old, step.new)} - reached
        reached |= edge
    return frozenset(reached)


def moments(kpis: KpiFigures, life: Life, plan: Plan | None = None) -> tuple[Moment, ...]:
    """Return every year of every stage, in the order they are read. plan: only its years and the one before, of the stages it has."""
    found: list[Moment] = []
    for stage in life.stages:
        if stage.lines and (plan is None or any(line.plan == plan.code for line in stage.lines)):
            years = _years(kpis, stage, plan)
            if stage.continues:  # the years both have, unless the new one has a number of its own there
                shown = {moment.year for moment in found}
                years = [year for year in years if year not in shown or _has_number(kpis, stage, year)]
            found += (_moment(kpis, stage, year) for year in years)
    return tuple(found)


def standing(kpis: KpiFigures, line: IndicatorLine, year: int) -> Standing:
    verdict = kpis.verdict(line, year)
    return Standing(line=line, year=year, target=kpis.target(line, year), actual=kpis.actual(line, year), verdict=verdict)


def latest_year(*, on: date, until: int) -> int | None:
    """Return the latest fiscal year with a number of any indicator, none later than `until`. One query."""
    measured = Value.objects.in_force(on).filter(item__dataset=DATASET, basis__in=_MEASURED, value__isnull=False)
    year: int | None = measured.filter(fiscal_year__lte=until).aggregate(latest=Max("fiscal_year"))["latest"]
    return year


def named(text: str, lines: Iterable[IndicatorLine]) -> list[IndicatorLine]:
    """Return the lines whose indicator bears every word in its name, its kana, its English name or a wording of a paper. One query.

    Widths, case, katakana and hiragana make no difference. All lines for a text without a word.
    """
    keys = word_keys(text)
    if not keys:
        return list(lines)
    by_name = every_word(keys, own=_in_key, near=_in_key)
    codes = set(Indicator.objects.filter(by_name).order_by().values_list("code", flat=True))
    return [line for line in lines if line.code in codes or _worded(line, keys)]


def _in_key(key: str) -> Q:
    return Q(search_key__contains=key)


def _worded(line: IndicatorLine, keys: Iterable[str]) -> bool:
    labels = [search_key(label) for label in line.labels.values()]
    return any(all(key in label for key in keys) for label in labels)


def _stages(codes: Iterable[str], plans: Mapping[str, Plan], on: date | None) -> dict[str, Stage]:
    """Return the indicators by code; one query, in which the join repeats an indicator for each of its wordings."""
    rows = (
        Indicator.objects.filter(code__in=codes)
        .order_by("code", "plans__plan__first_year", "plans__wordings__document__dated_on")
        .values_list(
            *("code", "name", "definition", "item__code", "item__unit", "item__decimals", "item__kind", "plans__plan__code"),
            *("plans__wordings__label", "plans__wordings__document__name", "plans__wordings__document__occasion"),
            "plans__wordings__document__dated_on",
        )
    )
    return {code: _stage(list(group), plans, on) for code, group in groupby(rows, key=lambda row: row[0])}


def _stage(rows: Sequence[Any], plans: Mapping[str, Plan], on: date | None) -> Stage:
    code, name, definition, item, unit, decimals, kind = rows[0][:7]
    return Stage(
        code=code,
        name=name,
        definition=definition,
        item=item,
        unit=unit,
        decimals=decimals,
        kind=kind,
        lines=tuple(line for plan in plans.values() for line in plan.lines if line.code == code),
        wordings={plan: tuple(_wordings(group, on)) for plan, group in groupby(rows, key=lambda row: row[7]) if plan},
    )


def _wordings(rows: Iterable[Any], on: date | None) -> Iterator[PaperWording]:
    for *_own, label, name, occasion, dated_on in rows:
        if label is not None and (on is None or dated_on <= on):
            yield PaperWording(SourceDocument(name=name, occasion=occasion, dated_on=dated_on).citation, label)


def _age(stage: Stage, plans: Mapping[str, Plan], steps: Sequence[Step]) -> tuple[int, int, str]:
    """Return what sorts stages: the first plan they stand in, then whether they took another's place."""
    first = min((plans[line.plan].first_year for line in stage.lines), default=date.max.year)
    return first, int(any(step.new == stage.code for step in steps)), stage.code


def _in_order(stages: Sequence[Stage], steps: Sequence[Step]) -> Iterator[Stage]:
    """Yield the stages with how each came, by the step from the stage right before it where there is one."""
    for number, stage in enumerate(stages):
        last = stages[number - 1].code if number else ""
        into = sorted((step for step in steps if step.new == stage.code), key=lambda step: step.old != last)
        yield replace(stage, came=into[0], follows_last=into[0].old == last) if into else stage


def _years(kpis: KpiFigures, stage: Stage, plan: Plan | None) -> list[int]:
    """Return the years from the first to the last figure; those between without any are gaps to be seen."""
    known = [figure.fiscal_year for figure in kpis.known.of(stage.item) if figure.fiscal_year is not None and figure.period_end is None]
    if plan:
        known = [year for year in known if plan.first_year - 1 <= year <= plan.last_year]
    return list(range(min(known), max(known) + 1)) if known else []


def _has_number(kpis: KpiFigures, stage: Stage, year: int) -> bool:
    figure = kpis.known.best(stage.item, year, Measure.ACTUAL)
    return figure is not None and figure.value is not None


def _moment(kpis: KpiFigures, stage: Stage, year: int) -> Moment:
    line = min(stage.lines, key=lambda each: _distance(kpis.plans[each.plan], year))
    starts = {kpis.plans[each.plan].first_year for each in stage.lines}
    target, actual = kpis.target(line, year), kpis.actual(line, year)
    is_baseline = target is None and year + 1 in starts and actual is not None and actual.value is not None
    verdict = kpis.verdict(line, year)
    return Moment(stage=stage, line=line, year=year, target=target, actual=actual, verdict=verdict, is_baseline=is_baseline)


def _distance(plan: Plan, year: int) -> int:
    return max(plan.first_year - year, year - plan.last_year, 0)
