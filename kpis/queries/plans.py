"""Reads: the plans with their indicators as words and places. Two queries, three with the goals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from kpis.choices import Change, Scheme
from kpis.models import Goal, Objective, PlanIndicator
from kpis.queries.periods import Period, periods

T = TypeVar("T")
_OF_PERIOD = tuple(field.name for field in fields(Period))
AROUND = 2  # years: a figure a year outside a period is worded by the plan nearest to that year


@dataclass(frozen=True)
class GoalLine:
    target_year: int
    text: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator's place in a plan, given by its code.

    kind: of its item (`ledger.choices.Kind`). labels: document code to the wording of that paper; "" is the wording in force.
    """

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
    kind: str = ""

    def label(self, document: str = "") -> str:
        return self.labels.get(document, self.labels[""])

    @property
    def is_underlined(self) -> bool:
        """The papers underline what cannot be compared with the plan before: the new and the redefined (docs/decisions/0006)."""
        return self.change in (Change.NEW, Change.REDEFINED)


@dataclass(frozen=True)
class Plan(Period):
    """A plan period with what it promises; years are fiscal, both inclusive."""

    goals: tuple[GoalLine, ...]
    lines: tuple[IndicatorLine, ...]


def plans(*, on: date | None = None, with_goals: bool = False) -> dict[str, Plan]:
    """Return every plan with its indicators, oldest first. Two queries, three with the goals.

    on: only the plans known on that day, in the words of the papers of by then. Without it all of them, as the latest words have it.
    """
    told = [period for period in periods() if on is None or period.is_known(on)]
    return _filled(told, _places(PlanIndicator.objects.all(), on), Goal.objects.order_by("order") if with_goals else ())


def plans_about(period: Period, told: Iterable[Period], *, on: date, around: int = AROUND) -> dict[str, Plan]:
    """Return, without their goals, the plans that have to do with a period: those with years in it or around it. One query.

    told: the periods known on the day, oldest first. around: years before and after; 0 where no figure of them has to be worded.
    """
    told = list(told)
    near = [each for each in told if each.first_year <= period.last_year + around and period.first_year - around <= each.last_year]
    # What is new in a plan is told by the one before it; and a plan no paper words borrows the words of any other.
    wanted = {key for each in near for key in (each.pk, each.predecessor) if key}
    places = PlanIndicator.objects.filter(indicator__in=PlanIndicator.objects.filter(plan__in=wanted).values("indicator"))
    return _filled(near, _places(places, on))


def objectives(told: Iterable[Period]) -> list[str]:
    """Return the names of the objectives under which these plans have indicators, in printed order. One query."""
    served = PlanIndicator.objects.filter(plan__in=[each.pk for each in told]).values("objective")
    return list(Objective.objects.filter(pk__in=served).order_by("order", "code").values_list("name", flat=True))


def _filled(told: Iterable[Period], found: Iterable["_Place"], goals: Iterable[Goal] = ()) -> dict[str, Plan]:
    """Return the periods with their goals, and with their places as lines."""
    goals_of, places = _grouped(goals, "plan_id"), _grouped(found, "plan_id")
    earlier = {each.pk: {place.indicator_id for place in places[each.predecessor]} for each in told if each.predecessor}
    return {
        each.code: Plan(
            **{name: getattr(each, name) for name in _OF_PERIOD},
            goals=tuple(GoalLine(goal.target_year, goal.name) for goal in goals_of[each.pk]),
            lines=tuple(_line(place, each.code, _change(place, earlier.get(each.pk))) for place in places[each.pk]),
        )
        for each in told
    }


class _Place(NamedTuple):
    """An indicator's place in a plan. labels: wordings by document; "" is the one in force. predecessors: kinds of succession by key."""

    plan_id: int
    indicator_id: int
    row: Any
    labels: Mapping[str, str]
    predecessors: Mapping[int, str]


def _places(wanted: QuerySet[PlanIndicator], on: date | None) -> Iterator[_Place]:
    """Yield the places in printed order; one query, in which the join pairs wordings with predecessors."""
    rows = wanted.order_by("order", "pk", "indicator__predecessors__pk").values_list(
        *(
            "pk",
            "plan_id",
            "indicator_id",
            "indicator__code",
            "indicator__name",
            "indicator__item__code",
            "indicator__item__kind",
            "indicator__direction",
        ),
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


def _grouped(rows: Iterable[T], attribute: str) -> defaultdict[int | None, list[T]]:
    groups: defaultdict[int | None, list[T]] = defaultdict(list)
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
        kind=place.row.indicator__item__kind,
    )
