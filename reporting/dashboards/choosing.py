"""From the URL to the figures of a dashboard: which period and year are meant, and what was known of them on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.http import QueryDict
from django.utils import translation

from accounts.access import today
from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from kpis.queries.periods import PlanYears, periods
from kpis.queries.plans import AROUND, Plan, plans_about
from ledger.forms import OnForm
from ledger.queries import Known, Scope, known_within
from reporting.dashboards.forms import PeriodForm, YearForm

P = TypeVar("P", bound=PlanYears)
# Without a year in the URL these years are read at once, the latest with figures is shown, and as a rule nothing is read twice: plans last
# four years, and the figures of one are complete within the first year of the next.
_YEARS_BACK, _YEARS_AHEAD = 6, 4
_MEASURED = (Basis.ACTUAL, Basis.SETTLED, Basis.FORECAST)


@dataclass(frozen=True)
class Chosen:
    """What a dashboard shows. period: None as long as no plan is registered.

    known: the figures of the period's years, of the year before and of the one after.
    """

    form: PeriodForm
    on: date
    period: PlanYears | None
    year: int
    known: Known

    @property
    def years(self) -> range:
        """Return the fiscal years of the period; without a plan the year alone."""
        return self.period.years if self.period else range(self.year, self.year + 1)

    @property
    def status(self) -> int:
        return 200 if self.form.is_valid() else 400


def choose(
    data: QueryDict, *, form: type[PeriodForm], periods: Sequence[PlanYears], datasets: Sequence[str], everything: bool = False
) -> Chosen:
    """Read the URL and load what it asks for. datasets: the only ones loaded. One query; two for years long past.

    Something unreadable in the URL leaves the form with its error, and the page as if it had not been asked for. So does a plan that was
    not known on the day.
    everything: all years are loaded, for pages about whole lives.
    """
    on = day_of(data)
    periods = [each for each in periods if each.is_known(on)]
    bound = form(data, periods=periods)
    bound.is_valid()
    asked = bound.cleaned_data
    code, year = asked.get("period"), asked.get("year")
    period = next((each for each in periods if each.code == code), None)
    if period is None and year is not None:
        period = period_of(periods, year)
    window = None if everything else _window(period, on)
    known = _load(on, datasets, window)
    year = _year(year, period, known, on)
    if period is None:
        period = period_of(periods, year)
        year = min(max(year, period.first_year), period.last_year) if period else year
    if period and window and not (window[0] <= period.first_year - 1 and period.last_year + 1 <= window[1]):
        known = _load(on, datasets, _window(period, on))
    if period and bound.is_valid():  # the filters say what is shown, also where the URL leaves it open
        resolved = {"period": period.code, "year": year, "on": data.get("on", "")}
        bound = form(resolved, periods=periods, within=period)
    return Chosen(form=bound, on=on, period=period, year=year, known=known)


def choose_plan(data: QueryDict, *, datasets: Sequence[str], around: int = AROUND) -> tuple[Chosen, dict[str, Plan], Plan | None]:
    """Read the URL as `choose` does; return also the plans that have to do with the period, and the one of the period. Two queries more.

    around: as `plans_about` takes it.
    """
    on = day_of(data)
    told = [each for each in periods() if each.is_known(on)]
    chosen = choose(data, form=YearForm, periods=told, datasets=datasets)
    period = next((each for each in told if chosen.period and each.code == chosen.period.code), None)
    if period is None:
        return chosen, {}, None
    near = plans_about(period, told, on=on, around=around)
    return chosen, near, near[period.code]


def day_of(data: QueryDict) -> date:
    """Return the day in the URL, whatever else in it cannot be read; today without one."""
    return OnForm(data).day(today=today())


def _load(on: date, datasets: Sequence[str], years: tuple[int, int] | None) -> Known:
    with translation.override("ja"):
        return known_within(Scope(datasets=tuple(datasets), years=years), on=on)


def _window(period: PlanYears | None, on: date) -> tuple[int, int]:
    """Return the years to load: with the year before, which has the baselines, and the one after, which has budgets and targets."""
    if period:
        return period.first_year - 1, period.last_year + 1
    this = int(FiscalYear.containing(on))
    return this - _YEARS_BACK, this + _YEARS_AHEAD


def period_of(periods: Sequence[P], year: int) -> P | None:
    """Return the period of the year; outside all of them the nearest one, the later of two."""
    return min(reversed(periods), key=lambda each: max(each.first_year - year, year - each.last_year, 0), default=None)


def _year(asked: int | None, period: PlanYears | None, known: Known, on: date) -> int:
    """Return the year asked for, if the period has it; else the latest of the period that has figures, never one still to come."""
    this = int(FiscalYear.containing(on))
    if asked is not None and (period is None or asked in period.years):
        return asked
    measured = {figure.fiscal_year for figure in known.figures if figure.basis in _MEASURED and figure.value is not None}
    reachable = [year for year in measured if year is not None and year <= this and (period is None or year in period.years)]
    return max(reachable, default=min(max(this, period.first_year), period.last_year) if period else this)
