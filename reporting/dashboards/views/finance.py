"""収支: where the money comes from, where it goes, and what the city gives."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from finance.charts import marks
from finance.charts.balance import balance
from finance.charts.city import coverage
from finance.charts.flow import money_flow
from finance.charts.research import against_ceilings, funding, grant_counts
from finance.charts.statement import cost_kinds, income_and_expenditure
from finance.headline import SITE
from finance.models import CITY_SUPPORT, RESEARCH_FUNDING, STATEMENT
from finance.queries import finance_figures
from iconm.lib.fiscal_year import FiscalYear
from kpis.queries.periods import periods
from ledger.queries import Known, Scope, known_within
from reporting.dashboards.choosing import Chosen, choose
from reporting.dashboards.forms import YearForm
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import finance as page
from reporting.dashboards.pages import money


@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """Show the accounts of the period, the flow of the chosen year, research money, and the city's part."""
    chosen = _with_whole_lives(choose(request.GET, form=YearForm, periods=periods(), datasets=(STATEMENT,)))
    with override("ja"):
        figures = finance_figures(chosen.known)
    years = marks.statement_years(figures, chosen.years)
    charts = {
        "income": income_and_expenditure(figures, years, year=chosen.year),
        "kinds": cost_kinds(figures, years, year=chosen.year),
        "balance": balance(figures, years, year=chosen.year),
        "flow": money_flow(figures, chosen.year),
        "funding": funding(figures, chosen.years, year=chosen.year),
        "coverage": coverage(figures, years, year=chosen.year),
    }
    ceilings = against_ceilings(figures)
    others = {
        "counts": grant_counts(figures, chosen.years),
        "given": page.given_in_all(figures, chosen.known),
        "statement": page.statement(figures, years) if years else None,
        "budget": page.budget(figures),
    }
    return respond(
        request,
        "dashboards/finance.html",
        chosen,
        tab="finance",
        files=[each for each in (*charts.values(), *ceilings, *others.values()) if each],
        tiles=money.tiles(chosen.known, year=chosen.year, years=chosen.years),
        year_head=FiscalYear(chosen.year).header,
        has_charts=any(charts.values()) or bool(ceilings),
        ceilings=[each.name.replace("-", "_") for each in ceilings],
    )


def _with_whole_lives(chosen: Chosen) -> Chosen:
    """Return what was chosen with research money and the city's support of all years. One query."""
    with override("ja"):
        lives = known_within(Scope(datasets=(RESEARCH_FUNDING, CITY_SUPPORT, SITE)), on=chosen.on)
    own = chosen.known
    return replace(chosen, known=Known(on=chosen.on, figures=(*own.figures, *lives.figures), sheets=(*own.sheets, *lives.sheets)))
