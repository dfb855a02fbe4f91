"""Sentences made of figures: places in a text filled from the ledger, and the yearly line of the papers.

計51件（R4 13件, R5 12件, R6 15件, R7.12 11件）
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from iconm.lib import wareki
from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from ledger.queries import Known

UNKNOWN = "（未登録）"
# {item}, {item/2025}, {item/2022-2025}, {item/2025/people}
_PLACE = re.compile(r"\{(?P<item>[a-z][a-z0-9-]*)(?:/(?P<first>\d{4})(?:-(?P<last>\d{4}))?)?(?:/(?P<measure>[a-z]+))?\}")


def fill(text: str, known: Known) -> str:
    """Return `text` with every place in braces replaced by the figure it names, as a paper prints it.

    Without a year the fact that has none, or spans several, counts; else the latest. A figure not known on the day becomes （未登録）.
    """
    return _PLACE.sub(lambda place: _figure(place, known), text)


def places(text: str) -> Iterator[str]:
    """Yield the item codes a text names."""
    yield from (place["item"] for place in _PLACE.finditer(text))


def yearly(
    known: Known,
    item: str,
    *,
    years: Sequence[int],
    measures: Sequence[Measure] = (Measure.COUNT,),
    until: date | None = None,
    months: bool = True,
) -> str:
    """Return 計25回 2,189名（R4 7回 784名, …, R7.12 4回 365名）: the printed total, then each year that has a figure.

    A part-year value bears its month, unless the paper heads it with the year alone (months). Without a printed total only the years
    stand; empty when nothing is known.
    """
    total = " ".join(figure_text(figure) for measure in measures if (figure := known.spanning(item, measure, until=until)))
    found = (_year(known, item, year, measures, until) for year in years)
    parts = ", ".join(_part(figures, months=months) for figures in found if figures)
    if not total:
        return parts
    return f"計{total}（{parts}）" if parts else f"計{total}"


def _year(known: Known, item: str, year: int, measures: Sequence[Measure], until: date | None) -> list[Figure]:
    return [figure for measure in measures if (figure := known.best(item, year, measure, until=until))]


def _part(figures: Sequence[Figure], *, months: bool) -> str:
    return f"{_label(figures[0], months=months)} {' '.join(map(figure_text, figures))}"


def _label(figure: Figure, *, months: bool) -> str:
    if months and figure.is_part_year and figure.as_of:
        return wareki.month_short(figure.as_of.year, figure.as_of.month)
    return FiscalYear(figure.fiscal_year or 0).short


def _figure(place: re.Match[str], known: Known) -> str:
    figures = [figure for figure in known.of(place["item"]) if place["measure"] in (None, figure.measure)]
    figure = _of_years(figures, place) if place["first"] else _timeless(figures)
    return figure_text(figure) if figure else UNKNOWN


def _of_years(figures: list[Figure], place: re.Match[str]) -> Figure | None:
    first, last = int(place["first"]), int(place["last"]) if place["last"] else None
    matching = [figure for figure in figures if (figure.fiscal_year, figure.period_end) == (first, last)]
    return max(matching, key=lambda figure: figure.as_of or date.min, default=None)


def _timeless(figures: list[Figure]) -> Figure | None:
    """Return the fact without a year, else the one over the longest reach of years, else the latest year's; counts before people."""
    return max(figures, key=_timelessness, default=None)


def _timelessness(figure: Figure) -> tuple[bool, int, int, bool]:
    return figure.fiscal_year is None, figure.period_end or 0, figure.fiscal_year or 0, figure.measure != Measure.PEOPLE
