"""The page of one number, and the card other pages show of it without leaving."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts import access
from ledger.actions import locked_sentence
from ledger.cells import CellKey, CellKeyError
from ledger.forms import OnForm
from ledger.origin.queries import Origin, origins_of


@require_safe
@vary_on_headers("X-Part")
def figure_origin(request: HttpRequest) -> HttpResponse:
    """Show where the number named by `cell` comes from, as known on the day in the URL. With the header X-Part: card, its card alone."""
    form = OnForm(request.GET)
    on = form.day(today=access.today())
    origins, why = _found(request.GET.get("cell", ""), on)
    context = {
        "breadcrumbs": [
            (_("台帳"), reverse("ledger:register-index")),
            (_("年度値の一覧"), reverse("ledger:figure-list")),
            (_("数値の出どころ"), ""),
        ],
        "on": on,
        "on_form": form,
        "why": why,
        "origins": [(origin, locked_sentence(origin.revision)) for origin in origins],
        "may_enter": access.may_enter_admin(request.user, access.today()),
    }
    is_card = request.headers.get("X-Part") == "card"
    return render(request, "ledger/origin_card.html" if is_card else "ledger/figure_origin.html", context, status=404 if why else 200)


def _found(cell: str, on: date) -> tuple[list[Origin], str]:
    """Return the number as each sheet states it, or why there is none."""
    try:
        origins = origins_of(CellKey.parse(cell), on=on)
    except CellKeyError:
        return [], _("この数値は見つかりません。一覧から選び直してください。")
    return origins, "" if origins else _("この数値は、指定した時点では登録されていません。")
