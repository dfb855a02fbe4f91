"""Reads: the rules in force on a day, and the grades people had decided by then."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import F, Q

from kpis.calculations import Band, Decision, Rule
from kpis.models import AssessmentRule, Grading


class Graded(NamedTuple):
    """What a grade was decided for. plan, indicator: codes."""

    plan: str
    indicator: str
    year: int


def rules_in_force(*, on: date) -> dict[str, Rule]:
    """Return the rule of each scheme on that day, its steps best first. One query.

    Of several versions in force the highest counts, so that a paper issued earlier can still be judged by its own.
    """
    return {rule.scheme: rule for rule in _rules(on)}  # the highest version comes last


def _rules(on: date) -> Iterator[Rule]:
    rows = (
        AssessmentRule.objects.in_force(on)
        .order_by("scheme", "version", F("bands__above").desc(nulls_last=True), "-bands__is_exclusive", "bands__grade")
        .values_list("scheme", "name", "version", "bands__grade", "bands__label", "bands__above", "bands__is_exclusive")
    )
    for (scheme, name, version), group in groupby(rows, key=lambda row: row[:3]):
        bands = tuple(Band(*row[3:]) for row in group if row[3] is not None)
        yield Rule(scheme, name, version, bands)


def decisions(*, on: date) -> Mapping[Graded, Decision]:
    """Return the grades people had decided, entered and not withdrawn by then, of each indicator and year the newest decision. One query.

    One entered later than it was decided is known from the day of its entry: nobody could print it before.
    """
    stands = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    rows = Grading.objects.filter(stands, decided_on__lte=on, recorded_on__lte=on).order_by("decided_on", "pk")
    found = rows.values_list(
        *("plan_indicator__plan__code", "plan_indicator__indicator__code", "fiscal_year"), *("grade", "label", "reason", "decided_on")
    )
    return {Graded(*row[:3]): Decision(*row[3:]) for row in found}
