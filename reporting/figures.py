"""The bundle: every figure and register a paper may need, loaded once. The number of queries does not depend on the number of years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from finance.queries import FinanceFigures, finance_figures
from iconm.lib.figure import Figure
from kpis.queries import KpiFigures, kpi_figures
from ledger import queries as ledger
from ledger.queries import Known


@dataclass(frozen=True)
class Figures:
    """Everything in force, as known on `on`."""

    known: Known
    kpis: KpiFigures
    finance: FinanceFigures

    @property
    def on(self) -> date:
        return self.known.on

    def every(self) -> Iterator[Figure]:
        """Yield each figure once, labelled as its app words it; figures of a dataset no app describes come as the ledger has them."""
        described = {figure.dataset for figure in (*self.kpis.known.figures, *self.finance.known.figures)}
        yield from self.kpis.known.figures
        yield from self.finance.known.figures
        yield from (figure for figure in self.known.figures if figure.dataset not in described)


def load(*, on: date) -> Figures:
    """Return all figures known on that day. Twelve queries: two of the ledger, the others for registers.

    Labels are those of the papers, so Japanese whatever the reader's language.
    """
    with translation.override("ja"):
        known = ledger.known(on=on)
        return Figures(known=known, kpis=kpi_figures(known), finance=finance_figures(known))
