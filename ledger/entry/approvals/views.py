"""What an approver does: looks at what was submitted, approves it, one or several at a time, or sends it back with a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.choices import Role
from ledger.actions import approve_revision, return_revision
from ledger.actions.approvals import RefusedError, approve_revisions
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.approvals.context import last_return
from ledger.entry.approvals.queries import request_about, requests_for
from ledger.entry.frame import side_of, title_of
from ledger.entry.reports.forms import ReasonForm
from ledger.entry.reports.of_year import year_at_work
from ledger.entry.reports.parts import as_seen, crumbs, difference_lines, revision_or_404, value_lines, why_refused
from ledger.grid import crosschecks
from ledger.grid.checks import find
from ledger.grid.rows import load_grid
from ledger.models import Revision

_DIGITS = 18  # what a database integer holds for certain


@entry_page
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """List what was submitted: what the reader decides, then the rest."""
    return _list_page(request)


@entry_page
@require_safe
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one submitted revision whole."""
    revision = revision_or_404(pk)
    return _detail_page(request, revision, ReasonForm())


@entry_form(Role.APPROVER)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _of_approver(request, pk)
    try:
        approve_revision(revision=as_seen(request, revision), by=user_of(request), at=timezone.now())
    except ValidationError as error:
        messages.error(request, _("承認していません。%(why)s") % {"why": why_refused(error, revision)})
        return redirect("entry:approval", pk)
    messages.success(request, _("「%(title)s」を承認しました。") % {"title": title_of(revision.sheet)})
    return redirect("entry:approvals")


@entry_form(Role.APPROVER)
@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back. Without a reason the page stands as it was."""
    revision = _of_approver(request, pk)
    form = ReasonForm(request.POST, wanted=_("差戻しの理由を入力してください。"))
    if not form.is_valid():
        return _detail_page(request, revision, form, status=422)
    try:
        return_revision(revision=as_seen(request, revision), by=user_of(request), at=timezone.now(), reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, _("差し戻していません。%(why)s") % {"why": why_refused(error, revision)})
        return _detail_page(request, revision_or_404(pk), form, status=409)
    messages.success(request, _("「%(title)s」を差し戻しました。") % {"title": title_of(revision.sheet)})
    return redirect("entry:approvals")


@entry_form(Role.APPROVER)
@require_POST
def approve_selected(request: HttpRequest) -> HttpResponse:
    """Approve the reports that were ticked, all or none."""
    seen = dict(_ticked(request))
    revisions = list(Revision.objects.select_related("sheet").filter(pk__in=seen))
    if not revisions:
        messages.error(request, _("承認する報告を選択してください。"))
        return redirect("entry:approvals")
    for revision in revisions:
        access.require(user_of(request), Role.APPROVER, dataset=revision.sheet.dataset, on=access.today())
        revision.lock_version = seen[revision.pk]
    try:
        approved = approve_revisions(revisions=revisions, by=user_of(request), at=timezone.now())
    except RefusedError as error:
        return _list_page(request, refused=error, ticked=set(seen), status=409)
    messages.success(request, _("%(number)s件の報告を承認しました。") % {"number": len(approved)})
    return redirect("entry:approvals")


def _ticked(request: HttpRequest) -> list[tuple[int, int]]:
    """Return id and seen lock version of every ticked report: `revision` is `12:5`. What is not numbers was not on the page."""
    pairs = (text.partition(":")[::2] for text in request.POST.getlist("revision"))
    return [(int(pk), int(seen)) for pk, seen in pairs if _is_id(pk) and _is_id(seen)]


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= _DIGITS


def _of_approver(request: HttpRequest, pk: int) -> Revision:
    revision = revision_or_404(pk)
    access.require(user_of(request), Role.APPROVER, dataset=revision.sheet.dataset, on=access.today())
    return revision


def _list_page(
    request: HttpRequest, *, refused: RefusedError | None = None, ticked: set[int] | None = None, status: int = 200
) -> HttpResponse:
    on = access.today()
    requests = requests_for(user_of(request), on=on)
    context = {
        "breadcrumbs": [(_("実績入力"), reverse("entry:home")), (_("確認・承認"), "")],
        "side": side_of(requests[0].revision.sheet.fiscal_year if requests else year_at_work(on=on), on=on),
        "mine": [each for each in requests if each.may_decide],
        "others": [each for each in requests if not each.may_decide],
        "is_approver": access.has_role(user_of(request), Role.APPROVER, on=on),
        "refused": [(title_of(revision.sheet), why) for revision, why in refused.refused] if refused else [],
        "refusal": " ".join(refused.messages) if refused else "",
        "ticked": ticked or set(),
    }
    return render(request, "entry/approvals.html", context, status=status)


def _detail_page(request: HttpRequest, revision: Revision, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    on, sheet = access.today(), revision.sheet
    asked = request_about(revision, user_of(request), on=on)
    if asked is None:  # decided or taken back in the meantime
        kept = _("入力した理由：%(reason)s") % {"reason": form.data["reason"]} if form.data.get("reason") else ""
        messages.info(request, _("この版は「%(state)s」です。") % {"state": revision.get_state_display()} + kept)
        return redirect("entry:sheet", sheet.pk)
    grid = load_grid(revision, on=on)
    rows = [row for row in grid.rows if row.value]
    cells = {str(row.key): row.cell for row in grid.rows if row.cell}
    context: dict[str, Any] = {
        "breadcrumbs": [(_("実績入力"), reverse("entry:home")), (_("確認・承認"), reverse("entry:approvals")), (title_of(sheet), "")],
        "side": side_of(sheet.fiscal_year, on=on),
        "sheet": sheet,
        "revision": revision,
        "asked": asked,
        "lines": difference_lines(sheet, asked.differences, cells) if asked.base else [],
        "rows": value_lines(sheet, rows),
        "returned": last_return(revision),
        "has_previous": any(row.previous for row in rows),
        "findings": [(grid.by_key.get(finding.cell), finding) for finding in (*find(grid), *crosschecks.run(grid, on=on))],
        "form": form,
        "way_back": crumbs(sheet)[-1][1],
    }
    return render(request, "entry/approval.html", context, status=status)
