"""Reads for a new plan: what the plan before it has and last measured, and how far each plan has come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from kpis.models import DATASET, Goal, Indicator, PlanIndicator, PlanPeriod, Wording
from kpis.queries.plans import GoalLine
from ledger.models import Revision, Sheet
from ledger.queries import Known, known_of


@dataclass(frozen=True, kw_only=True)
class OldLine:
    """An indicator as the plan before has it. actual, target: the latest numbers; None where there is none.

    minimum, maximum: what its values may reach.
    """

    code: str
    item: str
    label: str
    objective: str
    order: int
    unit: str
    kind: str
    decimals: int
    direction: str
    definition: str
    target_type: str
    narrative: str
    scheme: str
    significance: str
    mark: str
    footnote: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    actual: Figure | None = None
    target: Figure | None = None


@dataclass(frozen=True, kw_only=True)
class OldPlan:
    """The plan a new one follows; years are fiscal, both inclusive.

    known: every figure of its indicators. taken: the codes of all indicators, which no new one can have.
    """

    pk: int
    code: str
    name: str
    first_year: int
    last_year: int
    goals_note: str
    goals: tuple[GoalLine, ...]
    lines: tuple[OldLine, ...]
    known: Known
    taken: frozenset[str]

    def line(self, code: str) -> OldLine | None:
        return next((line for line in self.lines if line.code == code), None)


@dataclass(frozen=True, kw_only=True)
class PlanStanding:
    """A plan in the list. revision: the last one of its targets, None before there are any."""

    plan: PlanPeriod
    indicators: int
    revision: Revision | None


def old_plan(code: str, *, on: date) -> OldPlan | None:
    """Return the plan with what is known of its indicators on that day. Five queries."""
    plan = PlanPeriod.objects.filter(code=code).first()
    if plan is None:
        return None
    places = list(_places(plan))
    known = known_of([place.indicator.item.code for place in places], on=on)
    return OldPlan(
        pk=plan.pk,
        code=plan.code,
        name=plan.name,
        first_year=plan.first_year,
        last_year=plan.last_year,
        goals_note=plan.goals_note,
        goals=tuple(GoalLine(goal.target_year, goal.name) for goal in Goal.objects.filter(plan=plan).order_by("order")),
        lines=tuple(_old_line(place, known) for place in places),
        known=known,
        taken=frozenset(Indicator.objects.values_list("code", flat=True)),
    )


def plan_standings() -> list[PlanStanding]:
    """Return every plan, the latest first, with the state of its targets. Three queries."""
    plans = PlanPeriod.objects.select_related("predecessor").order_by("-first_year")
    places: defaultdict[int, int] = defaultdict(int)
    for plan_id in PlanIndicator.objects.values_list("plan_id", flat=True):
        places[plan_id] += 1
    revisions = _last_revisions()
    return [
        PlanStanding(plan=plan, indicators=places[plan.pk], revision=revisions.get((plan.first_year, plan.last_year))) for plan in plans
    ]


def target_sheets(plan: PlanPeriod) -> Iterable[Sheet]:
    """Return the sheet of a plan's targets, if there is one: it stands on the plan's first year and describes its last day."""
    return Sheet.objects.filter(dataset=DATASET, basis=Basis.PLAN, fiscal_year=plan.first_year, as_of=FiscalYear(plan.last_year).end)


def _places(plan: PlanPeriod) -> Iterable[PlanIndicator]:
    in_force = Wording.objects.filter(plan_indicator=OuterRef("pk"), is_in_force=True)
    places = PlanIndicator.objects.filter(plan=plan).select_related("indicator__item", "objective")
    return places.annotate(label=Subquery(in_force.values("label")[:1])).order_by("order")


def _old_line(place: PlanIndicator, known: Known) -> OldLine:
    indicator, item = place.indicator, place.indicator.item
    return OldLine(
        code=indicator.code,
        item=item.code,
        label=getattr(place, "label", None) or indicator.name,
        objective=place.objective.code,
        order=place.order,
        unit=item.unit,
        kind=item.kind,
        decimals=item.decimals,
        direction=indicator.direction,
        definition=indicator.definition,
        target_type=place.target_type,
        narrative=place.narrative,
        scheme=place.scheme,
        significance=place.significance,
        mark=place.mark,
        footnote=place.footnote,
        minimum=item.minimum,
        maximum=item.maximum,
        actual=_latest_number(known, item.code, Measure.ACTUAL),
        target=_latest_number(known, item.code, Measure.TARGET),
    )


def _latest_number(known: Known, item: str, measure: Measure) -> Figure | None:
    """Return the number that describes the latest day; a year without one, such as 未確定, leaves the year before in place."""
    numbers = (figure for figure in known.of(item, measure) if figure.value is not None)
    return max(numbers, key=lambda figure: figure.as_of or date.min, default=None)


def _last_revisions() -> Mapping[tuple[int, int], Revision]:
    """Return the last revision of each sheet of targets, by the first and the last year of its plan."""
    revisions = Revision.objects.filter(sheet__dataset=DATASET, sheet__basis=Basis.PLAN).select_related("sheet").order_by("number")
    return {(revision.sheet.fiscal_year, int(FiscalYear.containing(revision.sheet.as_of))): revision for revision in revisions}
