"""年度値の一覧: every figure in force, with its state and where it was printed."""

from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import today
from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.present import figure_years
from iconm.lib.wareki import date_short
from ledger import queries, registry
from ledger.forms import FigureFilterForm, OnForm
from ledger.models import Value

PAGE_SIZE = 50


class Row(NamedTuple):
    figure: Figure
    dataset: str
    years: str
    measure: str
    source: str


@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """List the figures known on a day, 50 a page, filtered by the URL."""
    on_form = OnForm(request.GET)
    on = on_form.day(today=today())
    form = FigureFilterForm(request.GET, years=queries.listed_years(on=on))
    chosen = form.cleaned_data if form.is_valid() else {}
    values = queries.listed(
        on=on,
        dataset=chosen.get("dataset") or "",
        year=chosen.get("year"),
        basis=chosen.get("basis") or "",
        text=chosen.get("q") or "",
        document=chosen.get("document"),
        item=chosen.get("item"),
    )
    page = Paginator(values, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "breadcrumbs": [(_("台帳"), reverse("ledger:register-index")), (_("年度値の一覧"), "")],
        "on": on,
        "on_form": on_form,
        "filter_form": form,
        "item": chosen.get("item"),
        "page": page,
        "rows": [_row(value) for value in page],
    }
    return render(request, "ledger/figure_list.html", context, status=200 if on_form.is_valid() and form.is_valid() else 400)


def _row(value: Value) -> Row:
    figure = queries.figure_of(value)
    return Row(figure, registry.label(figure.dataset), figure_years(figure), str(Measure(figure.measure).label), _source(value))


def _source(value: Value) -> str:
    """Return 総務委員会資料 R8.2.10 6(2), short enough for a column; the whole citation stands with the number."""
    paper = value.document
    return f"{paper.occasion or paper.name} {date_short(paper.dated_on)} {value.section}" if paper else ""
