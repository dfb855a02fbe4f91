"""Which registers of this app have pages, and to which rows their parts belong."""

from kpis import models
from ledger.registers import Part, RegisterPage

PAGES = (
    RegisterPage("plans", models.PlanPeriod, ("first_year", "last_year", "predecessor")),
    RegisterPage("goals", models.Goal, ("plan", "target_year"), ("plan",)),
    RegisterPage("objectives", models.Objective, ()),
    RegisterPage("indicators", models.Indicator, ("item", "direction"), ("direction",)),
    RegisterPage("initiatives", models.Initiative, ("plan", "series", "mark"), ("plan", "series")),
    RegisterPage("assessment-rules", models.AssessmentRule, ("scheme", "version"), ("scheme",)),
)
PARTS = (
    Part(models.IndicatorStep, "indicator", ("score", "label")),
    Part(
        models.PlanIndicator,
        "indicator",
        ("plan", "objective"),
        ("plan", "objective", "target_type", "narrative", "scheme", "significance", "mark", "footnote"),
    ),
    Part(
        models.Wording,
        "plan_indicator__indicator",
        ("label", "plan_indicator__plan", "document"),
        ("label", "is_in_force", "plan_indicator__plan", "document"),
    ),
    Part(models.Succession, "new", ("old", "kind"), ("old", "kind", "note")),
    Part(
        models.Grading,
        "plan_indicator__indicator",
        ("plan_indicator__plan", "fiscal_year", "label"),
        (
            "plan_indicator__plan",
            "fiscal_year",
            "grade",
            "label",
            "reason",
            "decided_on",
            "recorded_on",
            "withdrawn_on",
            "withdrawal_reason",
        ),
    ),
    Part(models.AssessmentBand, "rule", ("grade", "label"), ("grade", "label", "above", "is_exclusive")),
    Part(models.InitiativeContent, "initiative", ("text",), ("text", "is_new")),
    Part(models.InitiativeObjective, "initiative", ("objective",)),
    Part(models.Judgement, "conclusion", ("plan_indicator__indicator", "plan_indicator__plan")),
)
