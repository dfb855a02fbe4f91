"""The page of one report, its revisions side by side, and by when it is wanted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.choices import Role
from iconm.lib.wareki import date_long
from ledger.actions import start_revision
from ledger.actions.sheets import set_due_date
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.frame import basis_line, side_of, title_of
from ledger.entry.reports.forms import CompareForm, DueForm
from ledger.entry.reports.parts import crumbs, sheet_or_404, way_of
from ledger.entry.reports.sheet_page import SheetPage, compared
from ledger.models import Sheet


@entry_page
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    found = sheet_or_404(pk)
    page = SheetPage(found, on=access.today())
    context = _context(request, found) | {"page": page, "states": way_of(page.newest)}
    if len(page.revisions) > 1:
        first, second = page.revisions[1].number, page.revisions[0].number
        context["compare"] = CompareForm(revisions=page.revisions, initial={"old": first, "new": second})
    return render(request, "entry/sheet.html", context)


@entry_page
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one revision says otherwise than another."""
    found = sheet_or_404(pk)
    revisions = {revision.number: revision for revision in SheetPage(found, on=access.today()).revisions}
    latest = sorted(revisions)[-2:]
    form = CompareForm(request.GET or {"old": latest[0], "new": latest[-1]} if latest else {}, revisions=list(revisions.values()))
    context = _context(request, found, _("版を比較")) | {"form": form}
    if form.is_valid():
        old, new = revisions[form.cleaned_data["old"]], revisions[form.cleaned_data["new"]]
        context |= {"old": old, "new": new, "pair": (old, new), "lines": compared(found, old, new)}
    return render(request, "entry/compare.html", context, status=200 if form.is_valid() else 400)


@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: HttpRequest, pk: int) -> HttpResponse:
    """Change by when the report is wanted."""
    found, on = sheet_or_404(pk), access.today()
    access.require(user_of(request), Role.CLERK, dataset=found.dataset, on=on)
    form = DueForm(request.POST if request.method == "POST" else None, initial={"due_on": found.due_on}, today=on)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["due_on"]
        set_due_date(sheet=found, due_on=day, by=user_of(request), at=timezone.now())
        changed = _("提出期限を%(day)sに変更しました。") % {"day": date_long(day)} if day else _("提出期限なしに変更しました。")
        messages.success(request, changed)
        return redirect("entry:sheet", pk)
    return render(request, "entry/due.html", _context(request, found, _("提出期限")) | {"form": form}, status=422 if form.errors else 200)


@entry_form(Role.CLERK)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the first revision of a report that has none."""
    found = sheet_or_404(pk)
    try:
        revision = start_revision(sheet=found, by=user_of(request), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("entry:sheet", pk)
    return redirect("entry:grid", revision.pk)


def _context(request: HttpRequest, found: Sheet, *below: str) -> dict[str, Any]:
    on, user = access.today(), user_of(request)
    return {
        "breadcrumbs": crumbs(found, *below),
        "side": side_of(found.fiscal_year, on=on),
        "sheet": found,
        "title": title_of(found),
        "basis": basis_line(found),
        "is_clerk": access.has_role(user, Role.CLERK, dataset=found.dataset, on=on),
        "is_approver": access.has_role(user, Role.APPROVER, dataset=found.dataset, on=on),
    }
