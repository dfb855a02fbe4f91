"""ベンチャー・コンソーシアム: who was founded, what became of them, and who is a member."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from iconm.lib.table import Table
from kpis.queries.periods import periods
from ledger.queries import Known, known_of
from reporting.dashboards.choosing import Chosen, choose
from reporting.dashboards.forms import PeriodForm
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import ventures as pages
from ventures import tables
from ventures.charts import companies_timeline, members_chart
from ventures.models import DATASET
from ventures.queries import ConsortiumFigures, consortium_figures, holdings, venture_figures

PAGE_SIZE = 25  # a lane and a row for each


@require_safe
def ventures(request: HttpRequest) -> HttpResponse:
    """Show foundations against targets, the companies with what became of them, and the consortium."""
    registered = periods()
    chosen = _with_indicator(choose(request.GET, form=PeriodForm, periods=registered, datasets=(DATASET,), everything=True))
    figures, members = venture_figures(chosen.known), consortium_figures(chosen.known)
    page = Paginator(figures.companies, PAGE_SIZE).get_page(request.GET.get("page"))
    companies = list(page.object_list)
    lines = pages.founding_years(chosen.known, figures.companies)
    consortium = next(iter(members.consortia.values()), None)
    shown = [
        pages.founded_chart(lines, figures.companies, registered, chosen.years, name="founded"),
        companies_timeline(companies, figures.companies, name="companies-timeline", on=chosen.on),
        tables.portfolio(figures, companies, holdings(chosen.on), name="companies", title="ベンチャー企業の一覧"),
        members_chart(members, consortium, name="members") if consortium else None,
        *_consortium_tables(members),
    ]
    return respond(
        request,
        "dashboards/ventures.html",
        chosen,
        tab="ventures",
        files=[each for each in shown if each],
        tiles=pages.tiles(chosen.known, members, consortium, pages.standing(lines, chosen.years), chosen.years),
        page=page,
        activities=tables.activities(members).entries,
        consortium=consortium,
        others=[line.name for line in members.consortia.values() if line is not consortium],
    )


def _with_indicator(chosen: Chosen) -> Chosen:
    """Return the same with the figures of the one indicator the register is held against: a dashboard loads no other. One query."""
    own, more = chosen.known, known_of((pages.FOUNDED,), on=chosen.on)
    return replace(chosen, known=Known(on=own.on, figures=(*own.figures, *more.figures), sheets=(*own.sheets, *more.sheets)))


def _consortium_tables(members: ConsortiumFigures) -> list[Table]:
    if not members.consortia:
        return []
    return [
        tables.fee_income(members, name="members-fees", title="会員と会費"),
        tables.care_sites(members, name="care-sites", title="看護の現場"),
    ]
