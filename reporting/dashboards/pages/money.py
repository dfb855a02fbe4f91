"""Money in one line: income, expenditure, what is carried over and the city's contribution, beside the year before."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.calculations import less
from finance.headline import CARRIED_FORWARD, CARRIED_OVER, EXPENSE, HEADLINES, INCOME, STATEMENT_BASES, Headline
from finance.models import STATEMENT
from iconm.lib.choices import Basis, Measure
from iconm.lib.common_unit import common_unit, in_unit
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from ledger.queries import Known
from reporting.dashboards.spark import Spark, spark


@dataclass(frozen=True)
class Tile:
    """One of the four numbers. facts: what else belongs to it, worded."""

    label: str
    figure: Figure
    facts: tuple[str, ...]
    trend: Spark | None

    @property
    def number(self) -> str:
        return "—" if self.figure.value is None else format_number(self.figure.value, self.figure.decimals, NumberStyle())


def tiles(known: Known, *, year: int, years: range) -> list[Tile]:
    """Return the tiles of the year; none of those for which nothing is registered."""
    known = in_one_unit(known)
    found = ((headline, amount(known, headline.item, year)) for headline in HEADLINES)
    return [_tile(known, headline, figure, years) for headline, figure in found if figure]


def amount(known: Known, item: str, year: int) -> Figure | None:
    """Return the settled amount of the year, else the expected one."""
    figures = (known.one(item, Measure.AMOUNT, year, basis=basis) for basis in STATEMENT_BASES)
    return next((figure for figure in figures if figure), None)


def in_one_unit(known: Known) -> Known:
    """Return the figures with the amounts of the statement in the unit of most of them, to be compared and added up; budgets as stated."""
    own = [figure for figure in known.figures if figure.dataset == STATEMENT and figure.basis in STATEMENT_BASES]
    if len({figure.unit for figure in own}) < 2:
        return known
    unit, counted = common_unit(own), set(map(id, own))
    return Known(on=known.on, figures=tuple(in_unit(each, unit) or each if id(each) in counted else each for each in known.figures))


def _tile(known: Known, headline: Headline, figure: Figure, years: range) -> Tile:
    course = [amount(known, headline.item, year) for year in years]
    told = _("、").join(
        f"{FiscalYear(year).short} {figure_text(each)}" for year, each in zip(years, course, strict=True) if each and each.value is not None
    )
    return Tile(str(headline.label), figure, tuple(_facts(known, headline, figure)), spark(course, text=told))


def _facts(known: Known, headline: Headline, figure: Figure) -> Iterator[str]:
    year = figure.fiscal_year
    if year is None or figure.value is None:
        return
    before = amount(known, headline.item, year - 1)
    if before and before.value is not None:
        words = {
            "year": FiscalYear(year - 1).short,
            "basis": before.state.label,
            "difference": signed(figure.value - before.value, max(figure.decimals, before.decimals)),
        }
        yield _("%(year)s比 %(difference)s") % words
    if headline.item == CARRIED_OVER and (own := balance(known, year)) is not None:
        yield _("単年度収支 %(amount)s") % {"amount": format_number(own, decimals_of(known, year), NumberStyle())}
    if headline.budget and (budget := _budget(known, headline.budget, year + 1)):
        words = {
            "year": FiscalYear(year + 1).short,
            "basis": _("予算案（議決前）") if budget.basis == Basis.PROPOSED else Basis(budget.basis).label,
            "amount": figure_text(budget),
        }
        yield _("%(year)s%(basis)s %(amount)s") % words
    parts = [part for item in headline.parts if (part := amount(known, item, year)) and part.value is not None]
    if parts:
        total = sum((part.value for part in parts if part.value is not None), Decimal(0))
        yield _("うち%(part)s %(amount)s") % {
            "part": headline.parts_label,
            "amount": format_number(total, max(part.decimals for part in parts), NumberStyle()),
        }


def balance(known: Known, year: int) -> Decimal | None:
    """Return what the year brought in and cost, without what came from the year before."""
    income, brought, expense = (figure.value if figure else None for figure in _balanced(known, year))
    return less(income, brought, expense)


def decimals_of(known: Known, year: int) -> int:
    """Return with how many decimals the balance of the year is printed: as many as any amount it is made of."""
    return max((figure.decimals for figure in _balanced(known, year) if figure), default=0)


def _balanced(known: Known, year: int) -> list[Figure | None]:
    return [amount(known, item, year) for item in (INCOME, CARRIED_FORWARD, EXPENSE)]


def _budget(known: Known, item: str, year: int) -> Figure | None:
    """Return the amount of a year to come, on the firmest basis there is."""
    figures = (known.one(item, Measure.AMOUNT, year, basis=basis) for basis in (Basis.REVISED, Basis.INITIAL, Basis.PROPOSED))
    return next((figure for figure in figures if figure), None)


def signed(number: Decimal, decimals: int = 0) -> str:
    """Return +8,179, △38,945 or 0."""
    text = format_number(number, decimals, NumberStyle())
    return f"+{text}" if number > 0 else text
