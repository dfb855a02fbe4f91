"""Which registers of this app come from which fixture, in the order they refer to each other."""

from kpis import models
from ledger.fixture_rows import RegisterLoad
from ledger.loads import ITEMS

KPIS = (
    ITEMS,
    RegisterLoad("plan", models.PlanPeriod),
    RegisterLoad("goal", models.Goal),
    RegisterLoad("objective", models.Objective),
    RegisterLoad("indicator", models.Indicator),
    RegisterLoad("plan_indicator", models.PlanIndicator, key=("plan", "indicator")),
    RegisterLoad(
        "wording",
        models.Wording,
        key=("plan_indicator", "document"),
        references={"plan_indicator": ("plan__code", "indicator__code")},
    ),
    RegisterLoad("succession", models.Succession, key=("old", "new")),
    RegisterLoad("rule", models.AssessmentRule),
    RegisterLoad("band", models.AssessmentBand, key=("rule", "grade")),
)
INITIATIVES = (
    RegisterLoad("initiative", models.Initiative),
    RegisterLoad("initiative_content", models.InitiativeContent, key=("initiative", "order")),
    RegisterLoad("initiative_objective", models.InitiativeObjective, key=("initiative", "objective")),
    RegisterLoad(
        "judgement",
        models.Judgement,
        key=("conclusion", "plan_indicator"),
        references={"plan_indicator": ("plan__code", "indicator__code")},
    ),
)
