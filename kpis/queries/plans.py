"""Reads: the plans with their indicators as words and places, joined to the figures known on a day. Five queries of its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import msgspec

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from kpis.calculations import Course, Decision, Rule, Verdict, assess
from kpis.choices import Change, Scheme, Ungraded
from kpis.models import DATASET, Goal, PlanIndicator, PlanPeriod
from kpis.queries.grades import Graded, decisions, rules_in_force
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
class Plan:
    """A plan period; years are fiscal, both inclusive."""

    code: str
    name: str
    first_year: int
    last_year: int
    goals_note: str
    goals: tuple[GoalLine, ...]
    lines: tuple[IndicatorLine, ...]

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


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
        verdict = assess(
            self.actual(line, year),
            self.target(line, year),
            target_type=line.target_type,
            direction=line.direction,
            # Without a rule in force the scheme still counts: 達成・未達 is told without steps.
            rule=(self.rule(line) or Rule(line.scheme, "", 0, ())) if is_planned else None,
            course=self._course(line, plan, year),
            decision=self.decisions.get(Graded(line.plan, line.code, year)),
        )
        return verdict if is_planned else replace(verdict, why_ungraded=Ungraded.OUTSIDE_PLAN)

    def _course(self, line: IndicatorLine, plan: Plan, year: int) -> Course:
        """Return the way through the plan. As in the papers' baseline column, the best number before it counts, a part-year one too."""
        baseline, goal = self.actual(line, plan.first_year - 1), self.target(line, plan.last_year)
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


def plans(*, with_goals: bool = False) -> dict[str, Plan]:
    """Return every plan with its indicators, oldest first. Two queries, three with the goals."""
    plans = list(PlanPeriod.objects.order_by("first_year"))
    goals = _grouped(Goal.objects.order_by("order") if with_goals else (), "plan_id")
    places = _grouped(_places(), "plan_id")
    earlier = {plan.pk: {place.indicator_id for place in places[plan.predecessor_id]} for plan in plans if plan.predecessor_id}
    return {
        plan.code: Plan(
            code=plan.code,
            name=plan.name,
            first_year=plan.first_year,
            last_year=plan.last_year,
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


def _places() -> Iterator[_Place]:
    """Yield the places in printed order; one query, in which the join pairs wordings with predecessors."""
    rows = PlanIndicator.objects.order_by("order", "pk", "indicator__predecessors__pk").values_list(
        *("pk", "plan_id", "indicator_id", "indicator__code", "indicator__name", "indicator__item__code", "indicator__direction"),
        *("objective__name", "significance", "target_type", "scheme", "mark", "footnote"),
        *("wordings__document__code", "wordings__label", "wordings__is_in_force"),
        *("indicator__predecessors__old_id", "indicator__predecessors__kind"),
        named=True,
    )
    for _pk, group in groupby(rows, key=lambda row: row.pk):
        worded = list(group)
        labels = {row.wordings__document__code: row.wordings__label for row in worded if row.wordings__label is not None}
        labels[""] = next((row.wordings__label for row in worded if row.wordings__is_in_force), worded[0].indicator__name)
        before = {row.indicator__predecessors__old_id: row.indicator__predecessors__kind for row in worded}
        yield _Place(worded[0].plan_id, worded[0].indicator_id, worded[0], labels, before)


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
