"""The year's reports, and a new one."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.choices import Role
from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear, FiscalYearError
from iconm.lib.wareki import date_long
from ledger import registry
from ledger.actions.sheets import start_report
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.frame import side_of, title_of
from ledger.entry.reports.forms import ReportForm
from ledger.entry.reports.of_year import reports_of, year_at_work, years_of_reports
from ledger.models import Sheet


@entry_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the reports of a year, late ones marked, and those nobody has begun."""
    on = access.today()
    year = _year(request.GET.get("year", ""), on)
    reports, missing = reports_of(year, on=on)
    mine = {dataset.code for dataset in _my_datasets(request, on)}
    context = {
        "breadcrumbs": [(_("実績入力"), "")],
        "side": side_of(year, on=on),
        "year": FiscalYear(year),
        "years": [FiscalYear(each) for each in sorted({*years_of_reports(on=on), year}, reverse=True)],
        "reports": reports,
        "missing": [(report, report.sheet.dataset in mine) for report in missing],
        "is_clerk": bool(mine),
    }
    return render(request, "entry/home.html", context)


@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_new(request: HttpRequest) -> HttpResponse:
    """Begin a report; a GET may fill the form in (`dataset`, `fiscal_year` or `year`, `basis`, `as_of`)."""
    on = access.today()
    datasets = _my_datasets(request, on)
    if not datasets:
        raise PermissionDenied(_("年度報告の作成には「入力担当」の役割が必要です。システム管理者に確認してください。"))
    if request.method != "POST":
        given = {name: request.GET.get(name, "") for name in ("dataset", "fiscal_year", "basis", "as_of")}
        year = given["fiscal_year"] or FiscalYear(_year(request.GET.get("year", ""), on)).header
        return _form_page(request, ReportForm(initial=given | {"fiscal_year": year}, datasets=datasets, today=on))
    form = ReportForm(request.POST, datasets=datasets, today=on)
    if not form.is_valid():
        return _form_page(request, form)
    return _start(request, form)


def _start(request: HttpRequest, form: ReportForm) -> HttpResponse:
    data = form.cleaned_data | {"basis": Basis(form.cleaned_data["basis"])}
    try:
        revision = start_report(**data, by=user_of(request), at=timezone.now())
    except ValidationError as error:  # the year was closed, or somebody else was quicker
        form.add_error(None, forms.ValidationError(error.messages))
        return _form_page(request, form)
    messages.success(request, _made(revision.sheet))
    return redirect("entry:grid", revision.pk)


def _made(sheet: Sheet) -> str:
    if sheet.due_on is None:
        return _("「%(title)s」を作成しました。") % {"title": title_of(sheet)}
    words = {"title": title_of(sheet), "day": date_long(sheet.due_on)}
    return _("「%(title)s」を作成しました。提出期限は%(day)sです。") % words


def _form_page(request: HttpRequest, form: ReportForm) -> HttpResponse:
    on = access.today()
    context: dict[str, Any] = {
        "breadcrumbs": [(_("実績入力"), reverse("entry:home")), (_("新しい年度報告"), "")],
        "side": side_of(_year(str(form["fiscal_year"].value() or ""), on), on=on),
        "form": form,
        "is_plan_asked": form["basis"].value() == Basis.PLAN,
        "existing": form.existing,
        "existing_title": title_of(form.existing) if form.existing else "",
    }
    return render(request, "entry/sheet_new.html", context, status=422 if form.errors else 200)


def _my_datasets(request: HttpRequest, on: date) -> list[registry.Dataset]:
    user = user_of(request)
    return [dataset for dataset in registry.datasets() if access.has_role(user, Role.CLERK, dataset=dataset.code, on=on)]


def _year(typed: str, on: date) -> int:
    """Return the year in the address; the one at work where there is none, or none that can be read."""
    try:
        return int(FiscalYear.parse(typed)) if typed else year_at_work(on=on)
    except FiscalYearError:
        return year_at_work(on=on)
