"""広報・人材育成: a small chart for every count, and the activities nobody counts."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kpis.queries.periods import periods
from outreach import tables
from outreach.models import DATASET
from outreach.queries import counted_figures
from reporting.dashboards.choosing import choose
from reporting.dashboards.forms import PeriodForm
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import outreach as pages

PAGE_SIZE = 24  # metrics, most of them with two charts


@require_safe
def outreach(request: HttpRequest) -> HttpResponse:
    """Show every metric over the years of a plan; what is described and not counted stands in a table below."""
    chosen = choose(request.GET, form=PeriodForm, periods=periods(), datasets=(DATASET,))
    everything = counted_figures(chosen.known)
    first, last = chosen.years[0], chosen.years[-1]
    figures = replace(everything, known=everything.of_years(first, last))
    page = Paginator(figures.metrics, PAGE_SIZE).get_page(request.GET.get("page"))
    headings = pages.headings(figures, page.object_list, chosen.years)
    activities = pages.described(figures, chosen.years)
    all_years = tables.metrics(figures, name="outreach-metrics", title="広報・人材育成等の実績", first=first, last=last)
    described = tables.described(figures, activities[: pages.MOST_ACTIVITIES], name="activities", title="年度ごとに数えていない取組")
    return respond(
        request,
        "dashboards/outreach.html",
        chosen,
        tab="outreach",
        files=[*(chart for heading in headings for chart in heading.charts), all_years, described],
        headings=headings,
        summary=pages.summary(figures, chosen.years),
        page=page,
        activities=activities,
        more_activities=max(len(activities) - pages.MOST_ACTIVITIES, 0),
    )
