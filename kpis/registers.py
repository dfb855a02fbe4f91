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
    Part(models.PlanIndicator, "indicator", ("plan__name", "objective__name")),
    Part(models.Wording, "plan_indicator__indicator", ("label", "plan_indicator__plan__name", "document__occasion")),
    Part(models.Succession, "new", ("old__name", "kind")),
    Part(models.AssessmentBand, "rule", ("grade", "label")),
    Part(models.InitiativeContent, "initiative", ("text",)),
    Part(models.InitiativeObjective, "initiative", ("objective__name",)),
    Part(models.Judgement, "conclusion", ("plan_indicator__indicator__name", "plan_indicator__plan__name")),
)
