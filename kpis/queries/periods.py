"""Reads: the plan periods alone, by which every dashboard is filtered."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.db.models import Min, OuterRef, QuerySet, Subquery

from iconm.lib.choices import Basis
from kpis.models import DATASET, PlanPeriod
from ledger.models import Revision


class PlanYears(Protocol):
    """What a filter has to know of a plan; fiscal years, both inclusive. A Period, and a Plan with all its indicators."""

    @property
    def code(self) -> str: ...
    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...
    @property
    def years(self) -> range: ...
    def is_known(self, on: date) -> bool: ...


@dataclass(frozen=True)
class Period:
    """A plan period without its indicators. stated_on: when a wording or targets first told of it; None where nothing dated does.

    pk, predecessor: keys in the database; a plan that is only being made has none.
    """

    code: str
    name: str
    first_year: int
    last_year: int
    stated_on: date | None = field(default=None, kw_only=True)
    goals_note: str = field(default="", kw_only=True)
    pk: int | None = field(default=None, kw_only=True)
    predecessor: int | None = field(default=None, kw_only=True)

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    def is_known(self, on: date) -> bool:
        return self.stated_on is None or self.stated_on <= on


def periods() -> tuple[Period, ...]:
    """Return all plan periods, oldest first, those of later days among them (`is_known`). One query."""
    return tuple(
        Period(
            code=row.code,
            name=row.name,
            first_year=row.first_year,
            last_year=row.last_year,
            stated_on=_stated_on(row),
            goals_note=row.goals_note,
            pk=row.pk,
            predecessor=row.predecessor_id,
        )
        for row in _dated_plans()
    )


def _dated_plans() -> QuerySet[PlanPeriod]:
    """Return all plans, oldest first, each with what `_stated_on` reads. A sheet of targets bears the first year of its plan."""
    approved = Revision.objects.approved().filter(
        sheet__dataset=DATASET, sheet__basis=Basis.PLAN, sheet__fiscal_year=OuterRef("first_year")
    )
    dated: QuerySet[PlanPeriod] = PlanPeriod.objects.order_by("first_year").annotate(
        worded_on=Min("indicators__wordings__document__dated_on"),
        aimed_on=Subquery(approved.order_by("known_on").values("known_on")[:1]),
    )
    return dated


def _stated_on(row: PlanPeriod) -> date | None:
    """Return the first day of a paper that words an indicator of the plan, or of its targets; None where neither is registered."""
    days = (getattr(row, name) for name in ("worded_on", "aimed_on"))
    return min((day for day in days if day), default=None)
