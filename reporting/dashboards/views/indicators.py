"""成果指標: all indicators of a plan, and one indicator through its whole life."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import may_enter_admin, today
from iconm.lib.fiscal_year import FiscalYear
from kpis.charts import life_chart
from kpis.queries.figures import figures_of
from kpis.queries.lives import Life, latest_year, life_of, moments, named
from kpis.queries.periods import Period, PlanYears, periods
from kpis.queries.plans import IndicatorLine, Plan, objectives, plans, plans_about
from kpis.tables.lives import years_table
from ledger.queries import Known, Scope, known_within
from reporting.crosschecks import COMPARED
from reporting.dashboards.choosing import Chosen, day_of, period_of
from reporting.dashboards.forms import PeriodForm
from reporting.dashboards.frame import kept_filters, respond
from reporting.dashboards.pages import indicator as one
from reporting.dashboards.pages import indicators as many
from reporting.dashboards.traces import traces_of

PAGE_SIZE = 25  # as on the overview


class IndicatorsForm(PeriodForm):
    """Which indicators to list: of a plan, under an objective, called so."""

    objective = forms.ChoiceField(label=gettext_lazy("実現する目標"), required=False)
    q = forms.CharField(label=gettext_lazy("指標"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    field_order = ["q", "objective", "period", "on"]

    def __init__(self, *args: Any, periods: Sequence[PlanYears], objectives: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, periods=periods, **kwargs)
        self._offer("objective", [("", _("すべて")), *((name, name) for name in objectives)])


class LifeForm(PeriodForm):
    """計画期間 and 時点. An empty period is the whole life."""

    def __init__(self, *args: Any, periods: Sequence[PlanYears], **kwargs: Any) -> None:
        super().__init__(*args, periods=periods, **kwargs)
        self.fields["period"].choices = [("", _("全期間")), *self.fields["period"].choices[1:]]  # type: ignore[attr-defined]  # a choice field


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """List the indicators of a plan with target and actual of each of its years, 25 a page; a file has all that were found."""
    on = day_of(request.GET)
    told = [each for each in periods() if each.is_known(on)]
    offered: dict[str, Any] = {"periods": told, "objectives": objectives(told)}
    form = IndicatorsForm(request.GET, **offered)
    form.is_valid()
    period = _period(told, form, on)
    near = plans_about(period, told, on=on) if period else {}
    plan = near[period.code] if period else None
    if plan and form.is_valid():  # the filters say which plan is shown, also where the URL leaves it open
        form = IndicatorsForm({name: form.data.get(name, "") for name in form.fields} | {"period": plan.code}, **offered)
    found = _found(plan, form) if plan else []
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    wanted = found if "csv" in request.GET else list(page)
    known = _known([line.item for line in wanted], on, plan)
    kpis = figures_of(known, near)
    rows = many.listed(kpis, plan, wanted) if plan else []
    return respond(
        request,
        "dashboards/indicators.html",
        _chosen(form, on, plan, known),
        tab="indicator-list",
        files=[many.list_table(rows, plan)] if plan else [],
        plan=plan,
        years=many.heads(plan) if plan else [],
        groups=many.by_objective(rows),
        page=page,
    )


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator with all it followed and all that followed it, over every plan or one."""
    on = day_of(request.GET)
    registered = plans(on=on)
    life = life_of(code, registered, on=on)
    if life is None:
        kept = kept_filters(request)
        above = ((_("概況"), "dashboards:overview"), (_("成果指標"), "dashboards:indicator-list"))
        crumbs = [*((label, reverse(page) + kept) for label, page in above), (code, "")]
        return render(request, "dashboards/indicator_missing.html", {"breadcrumbs": crumbs, "code": code}, status=404)
    form = LifeForm(request.GET, periods=list(registered.values()))
    form.is_valid()
    plan = registered.get(form.cleaned_data.get("period", ""))
    known = _known(life.items, on)
    kpis = figures_of(known, registered)
    shown = moments(kpis, life, plan)
    may_enter = may_enter_admin(request.user, today())
    return respond(
        request,
        "dashboards/indicator.html",
        _chosen(form, on, plan, known),
        tab="indicator-list",
        files=[life_chart(shown, registered, name="life"), years_table(shown, name="years", title=_title(life))] if shown else [],
        breadcrumbs=[(life.label, "")],
        life=life,
        plan=plan,
        facts=one.facts(life),
        sentence=one.sentence(shown, on=on),
        rows=one.year_rows(shown),
        definitions=one.definitions(kpis, life),
        traces=traces_of(life.items, on=on, with_drafts=may_enter),
        is_compared=not COMPARED.isdisjoint(life.items),
        may_enter=may_enter,
        places=_places(life, on),
    )


def _period(told: Sequence[Period], form: PeriodForm, on: date) -> Period | None:
    """Return the period asked for, else that of the latest year with a number, else the latest one; None before there is any."""
    if asked := next((each for each in told if each.code == form.cleaned_data.get("period")), None):
        return asked
    this = int(FiscalYear.containing(on))
    return period_of(told, latest_year(on=on, until=this) or this)


def _found(plan: Plan, form: PeriodForm) -> list[IndicatorLine]:
    """Return the lines that were asked for; all where the URL cannot be read (the page then shows the error)."""
    asked = form.cleaned_data if form.is_valid() else {}
    objective = asked.get("objective", "")
    return named(asked.get("q", ""), (line for line in plan.lines if objective in ("", line.objective)))


def _known(items: Sequence[str], on: date, plan: Plan | None = None) -> Known:
    """Return the figures of these items, all years of them without a plan. One query; none for no items, which would be every item."""
    if not items:
        return Known(on=on, figures=())
    years = (plan.first_year - 1, plan.last_year) if plan else None
    with translation.override("ja"):
        return known_within(Scope(items=tuple(items), years=years), on=on)


def _chosen(form: PeriodForm, on: date, plan: Plan | None, known: Known) -> Chosen:
    """Return the choice as the frame wants it."""
    return Chosen(form=form, on=on, period=plan, year=int(FiscalYear.containing(on)), known=known)


def _title(life: Life) -> str:
    return _("%(name)sの目標と実績") % {"name": " → ".join(stage.label for stage in life.stages)}


def _places(life: Life, on: date) -> list[tuple[str, str, str]]:
    """Return of each stage its name, where its figures are listed, and its page in the register."""
    figures = reverse("ledger:figure-list")
    return [
        (
            stage.label,
            f"{figures}?item={stage.item}&on={on:%Y-%m-%d}",
            reverse("ledger:register-detail", kwargs={"slug": "indicators", "code": stage.code}),
        )
        for stage in life.stages
    ]
