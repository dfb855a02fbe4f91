"""The figures of a plan that does not exist yet, so that the builders of the papers can print it before it is made."""

from collections.abc import Iterator, Mapping

from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from kpis.models import DATASET
from kpis.planning.plan import NewLine, NewPlan
from kpis.queries.figures import KpiFigures
from kpis.queries.planning import OldPlan
from kpis.queries.plans import GoalLine, IndicatorLine, Plan
from ledger.queries import Known


def preview_figures(plan: NewPlan, old: OldPlan, *, objectives: Mapping[str, str], document: str) -> KpiFigures:
    """Return the figures of the plan alone. objectives: names by code. document: how the targets' paper is cited."""
    targets = [figure for line in plan.going_on() for figure in _targets(line, item_code(line, old), document)]
    lines = tuple(_line(line, plan.code, item_code(line, old), objectives) for line in plan.going_on())
    shown = Plan(
        code=plan.code,
        name=plan.name,
        first_year=plan.first_year,
        last_year=plan.last_year,
        goals_note=plan.goals_note,
        goals=tuple(GoalLine(goal.target_year, goal.text) for goal in plan.goals),
        lines=lines,
    )
    return KpiFigures(known=Known(on=old.known.on, figures=(*old.known.figures, *targets)), plans={plan.code: shown})


def item_code(line: NewLine, old: OldPlan) -> str:
    """Return the ledger's item behind a line: its own for a new indicator, the one there is for any other."""
    before = old.line(line.old)
    return before.item if before and not line.is_new_indicator else f"{DATASET}-{line.code}"


def _line(line: NewLine, plan: str, item: str, objectives: Mapping[str, str]) -> IndicatorLine:
    return IndicatorLine(
        plan=plan,
        code=line.code,
        item=item,
        objective=objectives.get(line.objective, line.objective),
        significance=line.significance,
        target_type=line.target_type,
        direction=line.direction,
        mark=line.mark,
        footnote=line.footnote,
        labels={"": line.label},
        change=line.change,
        scheme=line.scheme,
    )


def _targets(line: NewLine, item: str, document: str) -> Iterator[Figure]:
    for target in line.targets:
        yield Figure(
            dataset=DATASET,
            item_code=item,
            item_label=line.label,
            measure=Measure.TARGET.value,
            basis=Basis.PLAN.value,
            unit=line.unit,
            fiscal_year=target.year,
            as_of=FiscalYear(target.year).end,
            value=target.value,
            upper=target.upper,
            missing=target.missing,
            decimals=line.decimals,
            document=document,
        )
