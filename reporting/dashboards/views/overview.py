"""概況: where iCONM stands, on one page."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import may_enter_admin, today
from finance.models import CITY_SUPPORT, STATEMENT
from kpis.models import DATASET
from kpis.queries.figures import figures_of
from reporting.dashboards import queries
from reporting.dashboards.choosing import Chosen, choose_plan
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import money, scoreboard
from reporting.dashboards.pages.attention import attention
from reporting.dashboards.pages.deficit import deficit

PAGE_SIZE = 25  # a page of a plan with a hundred indicators takes less than twice the time of one with eight


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the scoreboard with its sentence, money in one line, what needs attention, and what happened last."""
    chosen, near, plan = choose_plan(request.GET, datasets=(DATASET, STATEMENT, CITY_SUPPORT))
    kpis = figures_of(chosen.known, near)
    found = scoreboard.scores(kpis, plan, chosen.year) if plan else ()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = scoreboard.detailed(kpis, plan, found if "csv" in request.GET else page) if plan else ()
    may_enter = may_enter_admin(request.user, today())
    later = next((each for each in near.values() if plan and each.first_year == plan.last_year + 1), None)
    return respond(
        request,
        "dashboards/overview.html",
        chosen,
        tab="overview",
        files=[scoreboard.scoreboard_table(shown, chosen.year)],
        plan=plan,
        groups=scoreboard.groups(shown),
        page=page,
        summary=scoreboard.summary(found, chosen.year),
        past=scoreboard.past(kpis, plan, found, chosen.year) if plan else None,
        verdict=queries.verdict_on(plan.first_year, plan.last_year, on=chosen.on) if plan else None,
        tiles=money.tiles(chosen.known, year=chosen.year, years=chosen.years),
        attention=attention(
            found,
            next_plan=later if plan and chosen.year == plan.last_year else None,
            money=(deficit(chosen.known, year=chosen.year, first=chosen.years.start), _finance_url(chosen)),
            late=queries.late_sheets(on=chosen.on),
            open_findings=queries.open_findings(),
            may_enter=may_enter,
            on=chosen.on,
        ),
        events=queries.latest_events(on=chosen.on),
    )


def _finance_url(chosen: Chosen) -> str:
    """Return the page of the accounts for the same year, as known on the same day."""
    shown = {"period": chosen.period.code if chosen.period else "", "year": chosen.year, "on": f"{chosen.on:%Y-%m-%d}"}
    return f"{reverse('dashboards:finance')}?{urlencode(shown)}"
