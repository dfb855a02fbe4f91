"""Reads: the figures of indicators known on a day, each worded by the plan of its year, and the verdicts on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from iconm.lib.choices import Basis, Measure
from iconm.lib.common_unit import beside
from iconm.lib.figure import Figure
from kpis.calculations import Course, Decision, Rule, Verdict, assess
from kpis.choices import Achievement, Ungraded
from kpis.models import DATASET
from kpis.queries.grades import Graded, decisions, rules_in_force
from kpis.queries.plans import IndicatorLine, Plan, plans
from ledger.queries import Known


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

    def achievement(self, line: IndicatorLine, year: int) -> Achievement:
        """Return what `verdict` says of a year, without its rate and grade."""
        actual = self.actual(line, year)
        return assess(actual, beside(self.target(line, year), actual), target_type=line.target_type, direction=line.direction).achievement

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
    described = _described(known.figures, _labels(plans.values()))
    rules, decided = rules_in_force(on=known.on), decisions(on=known.on)
    return KpiFigures(known=Known(on=known.on, figures=tuple(described)), plans=plans, rules=rules, decisions=decided)


def _labels(plans: Iterable[Plan]) -> dict[str, list[tuple[Plan, IndicatorLine]]]:
    labels: dict[str, list[tuple[Plan, IndicatorLine]]] = defaultdict(list)
    for plan in plans:
        for line in plan.lines:
            labels[line.item].append((plan, line))
    return labels


def _described(figures: Iterable[Figure], labels: Mapping[str, list[tuple[Plan, IndicatorLine]]]) -> Iterator[Figure]:
    """Yield the KPI figures under the label and objective of the plan their year belongs to; outside every plan, of the nearest one."""
    found: dict[tuple[str, int], IndicatorLine] = {}
    for figure in figures:
        if figure.dataset != DATASET:
            continue
        place = figure.item_code, figure.fiscal_year or 0
        if figure.item_code not in labels or figure.fiscal_year is None:
            yield figure
            continue
        if place not in found:
            found[place] = _nearest(labels[figure.item_code], figure.fiscal_year)
        line = found[place]
        yield msgspec.structs.replace(figure, item_label=line.label(), group=line.objective)


def _nearest(places: Iterable[tuple[Plan, IndicatorLine]], year: int) -> IndicatorLine:
    return min(places, key=lambda place: max(place[0].first_year - year, year - place[0].last_year, 0))[1]
