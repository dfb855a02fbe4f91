"""The bundle: every figure known on a day, and the registers a paper needs, each part loaded once, when first asked for.

A paper without ventures never asks for them: what is loaded depends on the blocks of a paper, never on the number of years or rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.utils import translation

from finance.queries import FinanceFigures, finance_figures
from iconm.lib.figure import Figure
from kpis.queries.figures import KpiFigures, kpi_figures
from kpis.queries.initiatives import InitiativeFigures, initiative_figures
from ledger import queries as ledger
from ledger.queries import Known
from outreach.queries import OutreachFigures, outreach_figures
from programs.queries.governance import GovernanceFigures, governance_figures
from programs.queries.history import HistoryFigures, history_figures
from programs.queries.operation import BusinessFigures, SiteFigures, business_figures, site_figures
from programs.queries.outlines import OutlineFigures, outline_figures
from programs.queries.projects import ProjectFigures, project_figures
from ventures.queries import ConsortiumFigures, VentureFigures, consortium_figures, venture_figures

Part = TypeVar("Part")


@dataclass(frozen=True)
class Figures:
    """Everything in force, as known on `on`. Labels are those of the papers, so Japanese whatever the reader's language."""

    known: Known

    @property
    def on(self) -> date:
        return self.known.on

    @cached_property
    def kpis(self) -> KpiFigures:
        return self._load(kpi_figures)

    @cached_property
    def initiatives(self) -> InitiativeFigures:
        return self._load(initiative_figures)

    @cached_property
    def finance(self) -> FinanceFigures:
        return self._load(finance_figures)

    @cached_property
    def projects(self) -> ProjectFigures:
        return self._load(project_figures)

    @cached_property
    def outlines(self) -> OutlineFigures:
        return self._load(outline_figures)

    @cached_property
    def history(self) -> HistoryFigures:
        return self._load(history_figures)

    @cached_property
    def governance(self) -> GovernanceFigures:
        return self._load(governance_figures)

    @cached_property
    def businesses(self) -> BusinessFigures:
        return self._load(business_figures)

    @cached_property
    def site(self) -> SiteFigures:
        return self._load(site_figures)

    @cached_property
    def ventures(self) -> VentureFigures:
        return self._load(venture_figures)

    @cached_property
    def consortium(self) -> ConsortiumFigures:
        return self._load(consortium_figures)

    @cached_property
    def outreach(self) -> OutreachFigures:
        return self._load(outreach_figures)

    def every(self) -> Iterator[Figure]:
        """Yield each figure once, labelled as its app words it; figures of a dataset no app describes come as the ledger has them."""
        described = [figure for part in (self.kpis, self.finance, self.outreach) for figure in part.known.figures]
        datasets = {figure.dataset for figure in described}
        yield from described
        yield from (figure for figure in self.known.figures if figure.dataset not in datasets)

    def _load(self, load: Callable[[Known], Part]) -> Part:
        with translation.override("ja"):
            return load(self.known)


def load(*, on: date) -> Figures:
    """Return all figures known on that day. Two queries; the parts cost theirs when they are first asked for."""
    with translation.override("ja"):
        return Figures(known=ledger.known(on=on))
