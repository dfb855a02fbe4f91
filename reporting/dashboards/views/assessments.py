"""評価の一覧: how each indicator of a plan was graded in a year."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import has_role, today
from accounts.choices import Role
from kpis.models import DATASET
from kpis.queries.figures import figures_of
from reporting.dashboards.choosing import choose_plan
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import assessments as grades

PAGE_SIZE = 20  # a plan of a hundred indicators takes less than twice the time of one with nine


@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Show the verdicts on a year, 20 indicators a page: what was computed beside what people decided. A file has all of them."""
    chosen, near, plan = choose_plan(request.GET, datasets=(DATASET,), around=0)
    kpis = figures_of(chosen.known, near)
    lines = plan.lines if plan else ()
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = lines if "csv" in request.GET else [*page]
    may_grade = has_role(request.user, Role.CLERK, dataset=DATASET, on=today())
    return respond(
        request,
        "dashboards/assessments.html",
        chosen,
        tab="indicator-list",
        files=[grades.assessment_table(kpis, plan, chosen.year, shown)] if plan and shown else [],
        breadcrumbs=[(_("評価の一覧"), "")],
        plan=plan,
        page=page,
        summary=grades.summary(kpis, plan, chosen.year) if plan else "",
        grading_url=reverse("admin:kpis_grading_add") if may_grade else "",
    )
