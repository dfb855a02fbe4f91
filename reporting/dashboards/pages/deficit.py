"""What the accounts call attention to: years that cost more than they brought in, and what that leaves to carry over."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.headline import CARRIED_OVER, INCOME
from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from ledger.queries import Known
from reporting.dashboards.pages.money import amount, balance, decimals_of, in_one_unit


def deficit(known: Known, *, year: int, first: int) -> str:
    """Return a sentence where the year cost more than it brought in; else nothing. first: year as of which earlier ones are counted."""
    known = in_one_unit(known)
    short = balance(known, year)
    income = amount(known, INCOME, year)
    if short is None or short >= 0 or income is None:
        return ""
    running = _years_short(known, year, first)
    words = {
        "year": FiscalYear(year).short,
        "basis": Basis(income.basis).label,
        "amount": format_number(short, decimals_of(known, year), NumberStyle()) + income.unit,
        "count": running,
    }
    told = ngettext(
        "%(year)s（%(basis)s）の単年度収支は%(amount)sです。",
        "%(year)s（%(basis)s）の単年度収支は%(amount)sで、%(count)s年度続けて支出が収入を上回っています。",
        running,
    )
    return told % words + _carried(known, year, year - running)


def _years_short(known: Known, year: int, first: int) -> int:
    """Return how many years in a row, the last of them `year`, cost more than they brought in."""
    balances = (balance(known, each) for each in range(year, first - 1, -1))
    count = 0
    for own in balances:
        if own is None or own >= 0:
            break
        count += 1
    return count


def _carried(known: Known, year: int, before: int) -> str:
    """Say what is left to carry over, beside what was before the first of these years."""
    now, then = (amount(known, CARRIED_OVER, each) for each in (year, before))
    if not (now and then) or now.value is None or then.value is None or now.value >= then.value:
        return ""
    words = {"before": FiscalYear(before).short, "then": figure_text(then), "now": figure_text(now)}
    return _("次年度繰越は%(before)sの%(then)sから%(now)sに減りました。") % words
