"""Indicators, the plans they serve, and what those plans set out to do."""

from kpis.models.grades import Grading
from kpis.models.indicators import (
    DATASET,
    Actual,
    AssessmentBand,
    AssessmentRule,
    Goal,
    Indicator,
    IndicatorStep,
    Objective,
    PlanIndicator,
    PlanPeriod,
    Succession,
    Target,
    Wording,
)
from kpis.models.initiatives import Initiative, InitiativeContent, InitiativeObjective, Judgement

__all__ = [
    "DATASET",
    "Actual",
    "AssessmentBand",
    "AssessmentRule",
    "Goal",
    "Grading",
    "Indicator",
    "IndicatorStep",
    "Initiative",
    "InitiativeContent",
    "InitiativeObjective",
    "Judgement",
    "Objective",
    "PlanIndicator",
    "PlanPeriod",
    "Succession",
    "Target",
    "Wording",
]
