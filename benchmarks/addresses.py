"""Which pages are measured, by name, and where they are in the database that is configured."""

from typing import Any

from django.db.models import Count, Model
from django.urls import reverse

from kpis.models import Actual, Indicator, PlanPeriod
from programs.models import FundingProgram

_PLAIN = ("overview", "indicator-list", "assessments", "finance", "programs", "ventures", "outreach")
_OF_A_PERIOD = ("overview", "indicator-list", "assessments", "finance")


def pages() -> dict[str, str]:
    """Return the address of each page: as it opens, with the period of most indicators, and of one row that of the fullest."""
    period = _fullest_measured_period()
    return {
        **{name: reverse(f"dashboards:{name}") for name in _PLAIN},
        **{f"{name}, fullest period": reverse(f"dashboards:{name}") + f"?period={period}" for name in _OF_A_PERIOD},
        "indicator, longest life": reverse("dashboards:indicator", args=[_fullest(Indicator, "plans")]),
        "program, most parties": reverse("dashboards:program", args=[_fullest(FundingProgram, "participations")]),
    }


def _fullest_measured_period() -> str:
    """Return the plan of most indicators among those with actuals: one that has just begun shows next to nothing."""
    plans = PlanPeriod.objects.annotate(referring=Count("indicators")).order_by("-referring", "code")
    measured = set(Actual.objects.filter(value__isnull=False).values_list("fiscal_year", flat=True).distinct())
    return next(plan.code for plan in plans if plan.last_year in measured)


def _fullest(model: type[Model], relation: str) -> Any:
    """Return the code of the row that most rows refer to by that relation."""
    rows = model._default_manager.annotate(referring=Count(relation)).order_by("-referring", "code")
    return rows.values_list("code", flat=True)[0]
