"""Reads: what each plan sets out to do, as stated by a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kpis.models import Initiative
from ledger.queries import Known
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class ContentLine:
    text: str
    is_new: bool


@dataclass(frozen=True)
class InitiativeLine:
    """An initiative of a plan. objectives: what it is to achieve, in the order of the objectives."""

    plan: str
    series: str
    mark: str
    name: str
    contents: tuple[ContentLine, ...]
    objectives: tuple[str, ...]


@dataclass(frozen=True)
class InitiativeFigures:
    """Every initiative, by plan and series in printed order."""

    known: Known
    initiatives: tuple[InitiativeLine, ...]

    def of(self, plan: str, series: str) -> tuple[InitiativeLine, ...]:
        return tuple(line for line in self.initiatives if (line.plan, line.series) == (plan, series))


def initiative_figures(known: Known) -> InitiativeFigures:
    """Return the initiatives with their contents and objectives. One query."""
    return InitiativeFigures(known=known, initiatives=tuple(_initiatives(known.on)))


def _initiatives(on: date) -> Iterator[InitiativeLine]:
    """Yield each initiative from the rows in which the join pairs its contents with its objectives."""
    rows = (
        Initiative.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("plan__first_year", "plan__code", "series", "order", "contents__order", "objectives__objective__order")
        .values_list(
            *("code", "plan__code", "series", "mark", "name", "contents__order", "contents__text", "contents__is_new"),
            "objectives__objective__name",
        )
    )
    for (_code, plan, series, mark, name), group in groupby(rows, key=lambda row: row[:5]):
        paired = list(group)
        contents = dict.fromkeys(row[5:8] for row in paired if row[5] is not None)
        objectives = dict.fromkeys(row[8] for row in paired if row[8] is not None)
        yield InitiativeLine(plan, series, mark, name, tuple(ContentLine(*content[1:]) for content in contents), tuple(objectives))
