"""Pages that belong to no app: the components one by one, and the language switch."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_safe

from accounts.access import today
from iconm import gallery, gallery_charts


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component with invented values, so that it can be judged and tested apart from any page."""
    numbers = Paginator(range(1, 501), 50)
    context = {
        "breadcrumbs": [(_("画面部品"), "")],
        "on": today(),
        "statement": gallery.STATEMENT,
        "plan": gallery.PLAN,
        "figures": gallery.FIGURES,
        "document": gallery.DOCUMENT,
        "charts": gallery_charts.CHARTS,
        "page": numbers.get_page(request.GET.get("page")),
        "downloads": [{"url": "#downloads", "label": _("Excel様式を出力"), "note": _("1表1シート"), "detail": "XLSX"}],
        "form": gallery.SampleForm({"amount": "12件程度"}),
        "filter_form": gallery.SampleFilter(request.GET or None),
    }
    return render(request, "components.html", context)


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen in the header in a cookie and go back to the page it was chosen on; open to all, as the sign-in page is."""
    return i18n.set_language(request)
