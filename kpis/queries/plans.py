"""Reads: the plans with their indicators as words and places, joined to the figures known on a day. Five queries of its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import msgspec

from iconm.lib.choices import Basis, Measure
from iconm.lib.common_unit import beside
from iconm.lib.figure import Figure
from kpis.calculations import Course, Decision, Rule, Verdict, assess
from kpis.choices import Change, Scheme, Ungraded
from kpis.models import DATASET, Goal, PlanIndicator
from kpis.queries.grades import Graded, decisions, rules_in_force
from kpis.queries.periods import Period, dated_plans, stated_on
from ledger.queries import Known

T = TypeVar("T")


@dataclass(frozen=True)
class GoalLine:
    target_year: int
    text: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator's place in a plan, given by its code. labels: document code to the wording of that paper; "" is the wording in force."""

    plan: str
    code: str
    item: str
    objective: str
    significance: str
    target_type: str
    direction: str
    mark: str
    footnote: str
    labels: Mapping[str, str]
    change: Change
    scheme: str = Scheme.MET.value

    def label(self, document: str = "") -> str:
        return self.labels.get(document, self.labels[""])

    @property
    def is_underlined(self) -> bool:
        """The papers underline what cannot be compared with the plan before: the new and the redefined (docs/decisions/0006)."""
        return self.change in (Change.NEW, Change.REDEFINED)


@dataclass(frozen=True)
class Plan(Period):
    """A plan period with what it promises; years are fiscal, both inclusive."""

    goals_note: str
    goals: tuple[GoalLine, ...]
    lines: tuple[IndicatorLine, ...]


@dataclass(frozen=True)
class KpiFigures:
    """Everything about indicators on one day. plans: oldest first. rules: by scheme. decisions: the grades people gave."""

    known: Known
    plans: Mapping[str, Plan]
    rules: Mapping[str, Rule] = field(default_factory=dict)
    decisions: Mapping[Graded, Decision] = field(default_factory=dict)

    def target(self, line: IndicatorLine, year: int) -> Figure | None:
        return self.known.one(line.item, Measure.TARGET, year, basis=Basis.PLAN)

    def actual(self, line: IndicatorLine, year: int, *, until: date | None = None) -> Figure | None:
        """Return the best actual of the year; `until` leaves out actuals that describe a later day."""
        return self.known.best(line.item, year, Measure.ACTUAL, until=until)

    def rule(self, line: IndicatorLine) -> Rule | None:
        """Return the rule the indicator is graded by; None where none is in force."""
        return self.rules.get(line.scheme)

    def verdict(self, line: IndicatorLine, year: int) -> Verdict:
        """Return the verdict on a year by the indicator's own rule, beside what people decided. Outside the plan nothing is graded."""
        plan = self.plans[line.plan]
        is_planned = year in plan.years
        actual = self.actual(line, year)
        verdict = assess(
            actual,
            beside(self.target(line, year), actual),
            target_type=line.target_type,
            direction=line.direction,
            # Without a rule in force the scheme still counts: 達成・未達 is told without steps.
            rule=(self.rule(line) or Rule(line.scheme, "", 0, ())) if is_planned else None,
            course=self._course(line, plan, year, actual),
            decision=self.decisions.get(Graded(line.plan, line.code, year)),
        )
        return verdict if is_planned else replace(verdict, why_ungraded=Ungraded.OUTSIDE_PLAN)

    def _course(self, line: IndicatorLine, plan: Plan, year: int, actual: Figure | None) -> Course:
        """Return the way through the plan. As in the papers' baseline column, the best number before it counts, a part-year one too."""
        baseline, goal = beside(self.actual(line, plan.first_year - 1), actual), beside(self.target(line, plan.last_year), actual)
        return Course(
            baseline=baseline.value if baseline else None,
            goal=goal.value if goal else None,
            elapsed=year - plan.first_year + 1,
            years=len(plan.years),
        )


def kpi_figures(known: Known) -> KpiFigures:
    """Return the indicators and their figures, each figure labelled as the plan of its year words it. Five queries."""
    return figures_of(known, plans(with_goals=True))


def figures_of(known: Known, plans: Mapping[str, Plan]) -> KpiFigures:
    """Return the figures of plans that are loaded. Two queries."""
    labels = _labels(plans.values())
    described = [_described(figure, labels) for figure in known.figures if figure.dataset == DATASET]
    rules, decided = rules_in_force(on=known.on), decisions(on=known.on)
    return KpiFigures(known=Known(on=known.on, figures=tuple(described)), plans=plans, rules=rules, decisions=decided)


def plans(*, on: date | None = None, with_goals: bool = False) -> dict[str, Plan]:
    """Return every plan with its indicators, oldest first. Two queries, three with the goals.

    on: only the plans known on that day, in the words of the papers of by then. Without it all of them, as the latest words have it.
    """
    plans = [plan for plan in dated_plans() if _is_by(stated_on(plan), on)]
    goals = _grouped(Goal.objects.order_by("order") if with_goals else (), "plan_id")
    places = _grouped(_places(on), "plan_id")
    earlier = {plan.pk: {place.indicator_id for place in places[plan.predecessor_id]} for plan in plans if plan.predecessor_id}
    return {
        plan.code: Plan(
            code=plan.code,
            name=plan.name,
            first_year=plan.first_year,
            last_year=plan.last_year,
            stated_on=stated_on(plan),
            goals_note=plan.goals_note,
            goals=tuple(GoalLine(goal.target_year, goal.name) for goal in goals[plan.pk]),
            lines=tuple(_line(place, plan.code, _change(place, earlier.get(plan.pk))) for place in places[plan.pk]),
        )
        for plan in plans
    }


class _Place(NamedTuple):
    """An indicator's place in a plan. labels: wordings by document; "" is the one in force. predecessors: kinds of succession by key."""

    plan_id: int
    indicator_id: int
    row: Any
    labels: Mapping[str, str]
    predecessors: Mapping[int, str]


def _places(on: date | None) -> Iterator[_Place]:
    """Yield the places in printed order; one query, in which the join pairs wordings with predecessors."""
    rows = PlanIndicator.objects.order_by("order", "pk", "indicator__predecessors__pk").values_list(
        *("pk", "plan_id", "indicator_id", "indicator__code", "indicator__name", "indicator__item__code", "indicator__direction"),
        *("objective__name", "significance", "target_type", "scheme", "mark", "footnote"),
        *("wordings__document__code", "wordings__label", "wordings__is_in_force", "wordings__document__dated_on"),
        *("indicator__predecessors__old_id", "indicator__predecessors__kind"),
        named=True,
    )
    places = [list(group) for _pk, group in groupby(rows, key=lambda row: row.pk)]
    said = _grouped((row for place in places for row in place if _is_said(row, on)), "indicator_id")
    for worded in places:
        told = [row for row in worded if _is_said(row, on)]
        labels = {row.wordings__document__code: row.wordings__label for row in told}
        # A plan no paper of ours words its indicators of (R1–R3) calls them what the papers by then call them in another plan.
        latest = max(told or said[worded[0].indicator_id], key=_standing, default=None)
        labels[""] = latest.wordings__label if latest else worded[0].indicator__name
        before = {row.indicator__predecessors__old_id: row.indicator__predecessors__kind for row in worded}
        yield _Place(worded[0].plan_id, worded[0].indicator_id, worded[0], labels, before)


def _is_by(day: date | None, on: date | None) -> bool:
    return day is None or on is None or day <= on


def _is_said(row: Any, on: date | None) -> bool:
    return row.wordings__label is not None and _is_by(row.wordings__document__dated_on, on)


def _standing(row: Any) -> tuple[bool, date]:
    """Return what tells the wording in force from the others; among papers before it, that of the latest."""
    return row.wordings__is_in_force, row.wordings__document__dated_on


def _grouped(rows: Iterable[T], attribute: str) -> defaultdict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return groups


def _change(place: _Place, earlier: set[int] | None) -> Change:
    """Return how an indicator came into its plan; the first plan of all has nothing to be compared with."""
    if earlier is None or place.indicator_id in earlier:
        return Change.NONE
    kinds = (kind for old, kind in place.predecessors.items() if old in earlier)
    return Change(next(kinds, Change.NEW))


def _line(place: _Place, plan: str, change: Change) -> IndicatorLine:
    return IndicatorLine(
        plan=plan,
        code=place.row.indicator__code,
        item=place.row.indicator__item__code,
        objective=place.row.objective__name,
        significance=place.row.significance,
        target_type=place.row.target_type,
        direction=place.row.indicator__direction,
        mark=place.row.mark,
        footnote=place.row.footnote,
        labels=place.labels,
        change=change,
        scheme=place.row.scheme,
    )


def _labels(plans: Iterable[Plan]) -> dict[str, list[tuple[Plan, IndicatorLine]]]:
    labels: dict[str, list[tuple[Plan, IndicatorLine]]] = defaultdict(list)
    for plan in plans:
        for line in plan.lines:
            labels[line.item].append((plan, line))
    return labels


def _described(figure: Figure, labels: Mapping[str, list[tuple[Plan, IndicatorLine]]]) -> Figure:
    """Return the figure under the label and objective of the plan its year belongs to; outside every plan, of the nearest one."""
    year = figure.fiscal_year
    if figure.item_code not in labels or year is None:
        return figure
    _, line = min(labels[figure.item_code], key=lambda pair: max(pair[0].first_year - year, year - pair[0].last_year, 0))
    return msgspec.structs.replace(figure, item_label=line.label(), group=line.objective)
