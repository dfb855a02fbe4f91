"""Research money that a paper prints twice: by source as of a day, and in the statement as what the whole year is expected to bring."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.charts import marks
from finance.headline import RESEARCH
from finance.queries import FinanceFigures
from iconm.lib.choices import Measure, State
from iconm.lib.common_unit import in_unit
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import as_of_short


def same_amounts(figures: FinanceFigures, years: Sequence[int]) -> Iterator[str]:
    """Yield a note for each year whose amount as of a day is that of the whole year in the statement: no paper says which it is."""
    for year in years:
        if is_printed_twice(figures, year):
            found = _of_sources(figures, year)
            days = [figure.as_of for figure in found if figure and figure.as_of and figure.is_part_year]
            yield _(
                "%(year)sの研究費の獲得の計%(amount)sは、収入の%(accounts)sの計と同じ額です。資料は、同じ額を%(day)sの額と%(basis)sの両方で示しています。"
            ) % {
                "year": FiscalYear(year).short,
                "amount": f"{marks.number(marks.summed(found) or Decimal(0))}{marks.unit_of(found)}",
                "accounts": _("%(names)s及び%(last)s") % dict(zip(("names", "last"), _quoted(figures), strict=True)),
                "day": as_of_short(max(days)),
                "basis": marks.year_words(figures, year),
            }


def is_printed_twice(figures: FinanceFigures, year: int) -> bool:
    """Tell whether research money known as of a day within the year adds up to the same as the year's accounts of it."""
    found, stated = _of_sources(figures, year), [marks.amount(figures, item, year) for item in RESEARCH]
    if marks.state_of(found) != State.INTERIM or marks.unit_of(found) != marks.unit_of(stated):
        return False
    return marks.summed(found) is not None and marks.summed(found) == marks.summed(stated)


def _of_sources(figures: FinanceFigures, year: int) -> list[Figure | None]:
    """Return the research money of a year by source, in the unit of the statement."""
    found = (figures.known.best(line.item, year, line.measure) for line in figures.sources if line.measure == Measure.AMOUNT)
    return [in_unit(figure, figures.statement_unit) for figure in found]


def _quoted(figures: FinanceFigures) -> Iterator[str]:
    """Yield the two accounts of research money as they are called."""
    return (f"「{marks.label(figures, item)}」" for item in RESEARCH)
