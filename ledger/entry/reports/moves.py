"""What a clerk does with a whole revision: asks for approval, takes the request back, gives the work up, corrects what was approved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.choices import Role
from ledger.actions import LockedError, UnsettledError, discard_revision, recall_revision, start_revision, submit_revision
from ledger.choices import EDITABLE, InquiryState, Weight
from ledger.entry.access import entry_form, user_of
from ledger.entry.frame import side_of, title_of
from ledger.entry.reports.forms import ReasonForm
from ledger.entry.reports.parts import as_seen, crumbs, revision_or_404, said_of, why_refused
from ledger.entry.reports.sheet_page import compared
from ledger.grid import crosschecks
from ledger.grid.checks import find
from ledger.grid.findings import Finding
from ledger.grid.rows import Grid, load_grid
from ledger.models import Comment, Revision

READS_AND_ACTS = ["GET", "HEAD", "POST"]
UNFINISHED = (InquiryState.OPEN, InquiryState.ANSWERED)
EMPTY = "empty"  # the rule about cells without anything, which are counted and not listed


@entry_form(Role.CLERK)
@require_http_methods(READS_AND_ACTS)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be handed in, then do it. A POST that has not seen this page is shown it first."""
    revision = _of_clerk(request, pk)
    if revision.state not in EDITABLE:
        return _refused(request, revision, _not_now(revision))
    if request.method != "POST" or "seen" not in request.POST:
        return _confirm_page(request, revision)
    try:
        submit_revision(revision=as_seen(request, revision), by=user_of(request), at=timezone.now())
    except UnsettledError as error:
        messages.error(request, " ".join(error.messages))
        return _confirm_page(request, revision_or_404(pk), status=422)
    except ValidationError as error:
        messages.error(request, _("確認を依頼していません。%(why)s") % {"why": " ".join(error.messages)})
        return redirect("entry:grid", pk)
    messages.success(request, _("確認を依頼しました。承認されるまでの間は、提出を取り下げることができます。"))
    return redirect("entry:sheet", revision.sheet_id)


@entry_form(Role.CLERK)
@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _of_clerk(request, pk)
    try:
        recall_revision(revision=as_seen(request, revision), by=user_of(request), at=timezone.now())
    except ValidationError as error:
        return _refused(request, revision, _("取り下げていません。%(why)s") % {"why": why_refused(error, revision)})
    messages.success(request, _("提出を取り下げました。入力した内容はそのまま残っています。"))
    return redirect("entry:grid", pk)


@entry_form(Role.CLERK)
@require_http_methods(READS_AND_ACTS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is lost, then drop the revision."""
    revision = _of_clerk(request, pk)
    if revision.state not in EDITABLE:
        return _refused(request, revision, _not_now(revision))
    if request.method != "POST":
        context = _context(revision, _("作成中の版の取消し")) | {"values": revision.values.count()}
        return render(request, "entry/discard.html", context)
    try:
        discard_revision(revision=as_seen(request, revision), by=user_of(request), at=timezone.now())
    except ValidationError as error:
        return _refused(request, revision, _("取り消していません。%(why)s") % {"why": why_refused(error, revision)})
    messages.success(request, _("作成中の版を取り消しました。入力した値は操作記録に残っています。"))
    return redirect("entry:sheet", revision.sheet_id)


@entry_form(Role.CLERK)
@require_http_methods(READS_AND_ACTS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why an approved report is to be corrected, then copy it into a new revision."""
    revision = _of_clerk(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted, wanted=_("訂正の理由を入力してください。"))
    form.fields["reason"].label = _("訂正の理由")
    if posted is not None and form.is_valid():
        try:
            new = start_revision(sheet=revision.sheet, by=user_of(request), at=timezone.now(), reason=form.cleaned_data["reason"])
        except LockedError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("訂正版（第%(number)s版）を作成しました。承認済みの値を引き継いでいます。") % {"number": new.number}
            )
            return redirect("entry:grid", new.pk)
    context = _context(revision, _("訂正版を作成")) | {"form": form}
    return render(request, "entry/correct.html", context, status=422 if form.errors else 200)


def _of_clerk(request: HttpRequest, pk: int) -> Revision:
    """Return the revision. Raises PermissionDenied for everyone but the clerks of its dataset: what they see next is theirs to do."""
    revision = revision_or_404(pk)
    access.require(user_of(request), Role.CLERK, dataset=revision.sheet.dataset, on=access.today())
    return revision


def _confirm_page(request: HttpRequest, revision: Revision, *, status: int = 200) -> HttpResponse:
    """Show what is handed in, with all checks run afresh."""
    on = access.today()
    grid = load_grid(revision, on=on)
    findings = [*find(grid), *crosschecks.run(grid, on=on)]
    sheet = revision.sheet
    approved = sheet.revisions.approved().order_by("-number").first()
    context = _context(revision, _("確認を依頼")) | {
        "entered": sum(row.value is not None for row in grid.rows),
        "unfilled": sum(finding.rule == EMPTY for finding in findings),
        "blocking": [_with_row(grid, finding) for finding in findings if finding.blocks and finding.rule != EMPTY],
        "answered": [_with_row(grid, finding) for finding in findings if finding.is_answered],
        "hints": [_with_row(grid, finding) for finding in findings if finding.weight == Weight.HINT],
        "comments": list(Comment.objects.filter(sheet=sheet, resolved_at=None).select_related("by").order_by("pk")),
        "inquiries": list(sheet.inquiries.filter(state__in=UNFINISHED).order_by("number")),
        "approved": approved,
        "lines": compared(sheet, approved, revision) if approved else [],
    }
    weights = [each["finding"].weight for each in context["blocking"]]
    context |= {"errors": weights.count(Weight.ERROR), "warnings": weights.count(Weight.WARNING)}
    context["is_ready"] = context["entered"] and not any(finding.blocks for finding in findings)
    return render(request, "entry/submit.html", context, status=status)


def _with_row(grid: Grid, finding: Finding) -> dict[str, Any]:
    row = grid.by_key.get(finding.cell)
    return {"finding": finding, "row": row, "said": said_of(row.said) if row and row.said else ""}


def _context(revision: Revision, below: str) -> dict[str, Any]:
    sheet = revision.sheet
    return {
        "breadcrumbs": crumbs(sheet, below),
        "side": side_of(sheet.fiscal_year, on=access.today()),
        "sheet": sheet,
        "title": title_of(sheet),
        "revision": revision,
    }


def _not_now(revision: Revision) -> str:
    return _("「%(state)s」の版にはこの操作を行えません。") % {"state": revision.get_state_display()}


def _refused(request: HttpRequest, revision: Revision, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("entry:sheet", revision.sheet_id)
