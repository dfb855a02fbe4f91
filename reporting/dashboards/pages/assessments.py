"""The grades of a year, as the catalogue prints them, and what they come to."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Table
from kpis.queries.figures import KpiFigures
from kpis.queries.plans import IndicatorLine, Plan
from kpis.tables.assessment import assessment


def assessment_table(kpis: KpiFigures, plan: Plan, year: int, lines: Sequence[IndicatorLine]) -> Table:
    """Return the grades of these indicators of the plan."""
    shown = replace(kpis, plans={**kpis.plans, plan.code: replace(plan, lines=tuple(lines))})
    title = _("%(year)s年度の評価（%(plan)s）") % {"year": FiscalYear(year).header, "plan": plan.name}
    return assessment(shown, name="assessments", title=title, plan=plan.code, year=year)


def summary(kpis: KpiFigures, plan: Plan, year: int) -> str:
    """Return how many indicators people graded, how many the rule alone, and how many nobody could yet."""
    verdicts = [kpis.verdict(line, year) for line in plan.lines]
    decided = sum(verdict.decision is not None for verdict in verdicts)
    computed = sum(verdict.decision is None and verdict.grade is not None for verdict in verdicts)
    told = {"year": FiscalYear(year).short, "all": len(verdicts), "decided": decided, "computed": computed}
    sentence = _(
        "%(year)sの%(all)s指標のうち、評価を確定したもの%(decided)s件、算定による評価のもの%(computed)s件、評価のないもの%(left)s件。"
    )
    return sentence % (told | {"left": len(verdicts) - decided - computed})
