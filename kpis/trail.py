"""How a place in a plan and a grade are called on the auditor's page, and why people graded so."""

from collections.abc import Sequence

from audit import reasons, registry, targets
from audit.models import Entry
from audit.reasons import Why
from iconm.lib.fiscal_year import FiscalYear
from kpis.calculations import grade_text
from kpis.models import Grading, PlanIndicator
from ledger.browse.columns import expression, read

GRADED = registry.model_code(Grading, registry.ADDED)
_PLACE = ("plan", "indicator")


def listen() -> None:
    targets.name_rows(PlanIndicator, *(expression(PlanIndicator, path) for path in _PLACE), words=place_words)
    at = (expression(Grading, f"plan_indicator__{path}") for path in _PLACE)
    targets.name_rows(Grading, *at, "fiscal_year", "grade", "label", words=grading_words)
    reasons.ask(reasons_of)


def place_words(*texts: str) -> str:
    return " ".join(line for path, text in zip(_PLACE, texts, strict=True) for line in read(PlanIndicator, path, text).lines)


def grading_words(plan: str, indicator: str, fiscal_year: str, grade: str, label: str) -> str:
    return f"{place_words(plan, indicator)} {FiscalYear(int(fiscal_year)).header} {grade_text(grade, label)}"


def reasons_of(entries: Sequence[Entry]) -> dict[int, Why]:
    """Return why people graded so: it stands among what they entered. No query."""
    graded = [entry for entry in entries if entry.action == GRADED]
    return {entry.pk: Why(own=entry.difference["reason"][1]) for entry in graded if "reason" in entry.difference}
