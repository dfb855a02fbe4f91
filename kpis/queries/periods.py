"""Reads: the plan periods alone, by which every dashboard is filtered."""

from dataclasses import dataclass
from typing import Protocol

from kpis.models import PlanPeriod


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


@dataclass(frozen=True)
class Period:
    """A plan period without its indicators."""

    code: str
    name: str
    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


def periods() -> tuple[Period, ...]:
    """Return all plan periods, oldest first. One query."""
    rows = PlanPeriod.objects.order_by("first_year").values_list("code", "name", "first_year", "last_year")
    return tuple(Period(*row) for row in rows)
