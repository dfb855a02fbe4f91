"""Reads: the plans with their indicators as words and places, joined to the figures known on a day. Five queries of its own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from kpis.calculations import Band, Verdict, assess
from kpis.choices import Change, Scheme
from kpis.models import DATASET, AssessmentBand, Goal, PlanIndicator, PlanPeriod, Succession, Wording
from ledger.queries import Known

T = TypeVar("T")


@dataclass(frozen=True)
class GoalLine:
    target_year: int
    text: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator's place in a plan. labels: document code to the wording of that paper; "" is the wording in force."""

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
    """Everything about indicators on one day. plans: oldest first."""

    known: Known
    plans: Mapping[str, Plan]

    def target(self, line: IndicatorLine, year: int) -> Figure | None:
        return self.known.one(line.item, Measure.TARGET, year, basis=Basis.PLAN)

    def actual(self, line: IndicatorLine, year: int, *, until: date | None = None) -> Figure | None:
        """Return the best actual of the year; `until` leaves out actuals that describe a later day."""
        return self.known.best(line.item, year, Measure.ACTUAL, until=until)

    def verdict(self, line: IndicatorLine, year: int, *, bands: Iterable[Band] = ()) -> Verdict:
        return assess(
            self.actual(line, year),
            self.target(line, year),
            target_type=line.target_type,
            direction=line.direction,
            bands=tuple(bands),
        )


def kpi_figures(known: Known) -> KpiFigures:
    """Return the indicators and their figures, each figure labelled as the plan of its year words it. Five queries."""
    plans = _plans()
    labels = _labels(plans.values())
    described = [_described(figure, labels) for figure in known.figures if figure.dataset == DATASET]
    return KpiFigures(known=Known(on=known.on, figures=tuple(described)), plans=plans)


def grading_bands(*, scheme: Scheme = Scheme.FIVE_STEP, on: date) -> tuple[Band, ...]:
    """Return the steps of the rule in force on that day, best first; empty when there is none. One query.

    Of several versions in force the highest counts, so that a paper issued earlier can still be judged by its own.
    """
    rows = list(AssessmentBand.objects.filter(rule__scheme=scheme).select_related("rule"))
    versions = [row.rule.version for row in rows if _is_valid(row, on)]
    return tuple(Band(row.grade, row.label, row.above, row.is_exclusive) for row in rows if versions and row.rule.version == max(versions))


def _is_valid(row: AssessmentBand, on: date) -> bool:
    rule = row.rule
    return (rule.valid_from is None or rule.valid_from <= on) and (rule.valid_until is None or on < rule.valid_until)


def _plans() -> dict[str, Plan]:
    plans = list(PlanPeriod.objects.order_by("first_year"))
    goals = _grouped(Goal.objects.order_by("order"), "plan_id")
    places = _grouped(PlanIndicator.objects.order_by("order").select_related("indicator__item", "objective"), "plan_id")
    wordings = _grouped(Wording.objects.select_related("document"), "plan_indicator_id")
    successions = list(Succession.objects.all())
    earlier = {plan.pk: {place.indicator_id for place in places[plan.predecessor_id]} for plan in plans if plan.predecessor_id}
    return {
        plan.code: Plan(
            code=plan.code,
            name=plan.name,
            first_year=plan.first_year,
            last_year=plan.last_year,
            goals_note=plan.goals_note,
            goals=tuple(GoalLine(goal.target_year, goal.name) for goal in goals[plan.pk]),
            lines=tuple(
                _line(place, wordings[place.pk], _change(place.indicator_id, earlier.get(plan.pk), successions))
                for place in places[plan.pk]
            ),
        )
        for plan in plans
    }


def _grouped(rows: Iterable[T], attribute: str) -> defaultdict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return groups


def _change(indicator: int, earlier: set[int] | None, successions: list[Succession]) -> Change:
    """Return how an indicator came into its plan; the first plan of all has nothing to be compared with."""
    if earlier is None or indicator in earlier:
        return Change.NONE
    for succession in successions:
        if succession.new_id == indicator and succession.old_id in earlier:
            return Change(succession.kind)
    return Change.NEW


def _line(place: PlanIndicator, wordings: list[Wording], change: Change) -> IndicatorLine:
    labels = {wording.document.code: wording.label for wording in wordings}
    in_force = next((wording.label for wording in wordings if wording.is_in_force), place.indicator.name)
    return IndicatorLine(
        code=place.indicator.code,
        item=place.indicator.item.code,
        objective=place.objective.name,
        significance=place.significance,
        target_type=place.target_type,
        direction=place.indicator.direction,
        mark=place.mark,
        footnote=place.footnote,
        labels={**labels, "": in_force},
        change=change,
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
