"""The indicators of a plan, year by year: which are wanted, and how each year of them stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.table import Table
from kpis.queries.figures import KpiFigures
from kpis.queries.lives import Standing, standing
from kpis.queries.plans import IndicatorLine, Plan
from kpis.tables.lives import grade_of, progress_with_states
from reporting.dashboards.words import STATES, StateWords


@dataclass(frozen=True)
class YearCell:
    """One year of an indicator."""

    standing: Standing

    @property
    def words(self) -> StateWords:
        return STATES[self.standing.verdict.achievement]

    @property
    def grade(self) -> str:
        return grade_of(self.standing.line, self.standing.verdict)


@dataclass(frozen=True)
class ListedIndicator:
    line: IndicatorLine
    unit: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True)
class ObjectiveGroup:
    objective: str
    rows: tuple[ListedIndicator, ...]


def listed(kpis: KpiFigures, plan: Plan, lines: Iterable[IndicatorLine]) -> list[ListedIndicator]:
    return [_listed(kpis, plan, line) for line in lines]


def by_objective(rows: Sequence[ListedIndicator]) -> list[ObjectiveGroup]:
    return [ObjectiveGroup(objective, tuple(group)) for objective, group in groupby(rows, key=lambda row: row.line.objective)]


def list_table(rows: Sequence[ListedIndicator], plan: Plan) -> Table:
    """Return the list for a file: states and grades as words."""
    told = [(row.line, [cell.standing for cell in row.cells]) for row in rows]
    title = _("成果指標（KPI）の目標と実績（%(term)s）") % {"term": term_short(plan.first_year, plan.last_year)}
    return progress_with_states(told, plan.years, name="indicators", title=title)


def heads(plan: Plan) -> list[str]:
    return [FiscalYear(year).header for year in plan.years]


def _listed(kpis: KpiFigures, plan: Plan, line: IndicatorLine) -> ListedIndicator:
    cells = tuple(YearCell(standing(kpis, line, year)) for year in plan.years)
    figures = (figure for cell in cells for figure in (cell.standing.target, cell.standing.actual) if figure)
    return ListedIndicator(line, next((figure.unit for figure in figures), ""), cells)
