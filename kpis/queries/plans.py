"""Reads: the plans with their indicators as words and places, joined to the figures known on a day. Four queries of its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import msgspec

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from kpis.calculations import Band, Verdict, assess
from kpis.choices import Change, Scheme
from kpis.models import DATASET, AssessmentBand, Goal, PlanIndicator, PlanPeriod, Succession
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
    """Return the indicators and their figures, each figure labelled as the plan of its year words it. Four queries."""
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
    places = _grouped(_places(), "plan_id")
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
            lines=tuple(_line(place, _change(place.indicator_id, earlier.get(plan.pk), successions)) for place in places[plan.pk]),
        )
        for plan in plans
    }


class _Place(NamedTuple):
    """An indicator's place in a plan with its wordings by document; "" is the one in force."""

    plan_id: int
    indicator_id: int
    row: Any
    labels: Mapping[str, str]


def _places() -> Iterator[_Place]:
    """Yield the places in printed order; one query, a row a wording."""
    rows = PlanIndicator.objects.order_by("order", "pk").values_list(
        *("pk", "plan_id", "indicator_id", "indicator__code", "indicator__name", "indicator__item__code", "indicator__direction"),
        *("objective__name", "significance", "target_type", "mark", "footnote"),
        *("wordings__document__code", "wordings__label", "wordings__is_in_force"),
        named=True,
    )
    for _pk, group in groupby(rows, key=lambda row: row.pk):
        worded = list(group)
        labels = {row.wordings__document__code: row.wordings__label for row in worded if row.wordings__label is not None}
        labels[""] = next((row.wordings__label for row in worded if row.wordings__is_in_force), worded[0].indicator__name)
        yield _Place(worded[0].plan_id, worded[0].indicator_id, worded[0], labels)


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


def _line(place: _Place, change: Change) -> IndicatorLine:
    return IndicatorLine(
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
