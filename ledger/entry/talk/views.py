"""The files and the talk of a sheet. Everyone in the admin reads them; who writes, the actions decide."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import today
from accounts.choices import Role
from ledger.actions import comments as talk
from ledger.actions import evidence as proof
from ledger.actions.places import has_place
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.frame import side_of, title_of
from ledger.entry.talk.forms import CommentForm, EvidenceForm, WithdrawalForm
from ledger.evidence.files import DamagedError
from ledger.evidence.places import labels_of
from ledger.evidence.queries import Group, comments_of, evidence_of
from ledger.models import Comment, Evidence, Sheet


@require_safe
@entry_page
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    return _evidence_page(request, get_object_or_404(Sheet, pk=pk), EvidenceForm())


@require_POST
@entry_form(Role.CLERK)
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach each file that is taken; the page says which are not, and why."""
    sheet = get_object_or_404(Sheet, pk=pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _evidence_page(request, sheet, form, status=422)
    added = 0
    for file in form.cleaned_data["uploads"]:
        try:
            _attach(request, sheet, file, form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error("uploads", f"{file.name}：{' '.join(error.messages)}")
        else:
            added += 1
    if added:
        told = ngettext("根拠資料を%(number)s件添付しました。", "根拠資料を%(number)s件添付しました。", added)
        messages.success(request, told % {"number": added})
    return _evidence_page(request, sheet, form, status=422) if form.errors else redirect(_address("evidence-list", sheet, _cell(request)))


@require_GET
@entry_page
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file as it was attached. A browser that has it already is told so: then nothing leaves the portal."""
    evidence = get_object_or_404(Evidence.objects.select_related("sheet"), pk=pk)
    tag = f'"{evidence.sha256}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        try:
            content = proof.hand_out_evidence(evidence=evidence, by=user_of(request), at=timezone.now())
        except DamagedError:
            return _damaged(request, evidence)
        response = FileResponse(content, as_attachment=True, filename=evidence.name, content_type=evidence.content_type)
        response["Content-Length"] = str(evidence.size)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"  # kept by the browser, but asked about each time: roles end
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@entry_form(Role.CLERK)
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take the file back."""
    evidence = get_object_or_404(Evidence.objects.select_related("sheet", "added_by"), pk=pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            proof.withdraw_evidence(evidence=evidence, by=user_of(request), at=timezone.now(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("「%(name)s」を取り下げました。記録とファイルは残っています。") % {"name": evidence.name})
            return redirect(_address("evidence-list", evidence.sheet))
    sheet = evidence.sheet
    back = _address("evidence-list", sheet)
    place = labels_of(sheet, [evidence.cell])[evidence.cell]
    extra = {"evidence": evidence, "form": form, "back": back, "place": place, "may_write": _may_attach(request, sheet)}
    context = _context(sheet, _("根拠資料の取下げ"), between=((_("根拠資料"), back),)) | extra
    return render(request, "entry/evidence_remove.html", context, status=422 if form.errors else 200)


@require_safe
@entry_page
def comment_list(request: HttpRequest, pk: int) -> HttpResponse:
    return _comment_page(request, get_object_or_404(Sheet, pk=pk), CommentForm())


@require_POST
@entry_form(*talk.SPEAKERS)
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    sheet, form = get_object_or_404(Sheet, pk=pk), CommentForm(request.POST)
    if form.is_valid():
        try:
            talk.add_comment(sheet=sheet, text=form.cleaned_data["text"], cell=_cell(request) or "", by=user_of(request), at=timezone.now())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("コメントを投稿しました。"))
            return redirect(_address("comment-list", sheet, _cell(request)))
    return _comment_page(request, sheet, form, status=422)


@require_POST
@entry_form(*talk.SPEAKERS)
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a comment as resolved, or with `reopen` as open again."""
    comment = get_object_or_404(Comment.objects.select_related("sheet"), pk=pk)
    act = talk.reopen_comment if "reopen" in request.POST else talk.resolve_comment
    try:
        act(comment=comment, by=user_of(request), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_address("comment-list", comment.sheet, _cell(request)) + f"#comment-{comment.pk}")


def _attach(request: HttpRequest, sheet: Sheet, file: UploadedFile, note: str) -> None:
    if (file.size or 0) > proof.limit():
        raise ValidationError(proof.too_big())  # before all of it is read into memory
    upload = proof.Upload(file.name or "", file.read())
    proof.add_evidence(sheet=sheet, upload=upload, cell=_cell(request) or "", note=note, by=user_of(request), at=timezone.now())


def _damaged(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    told = _("「%(name)s」の内容が、添付したときのものと一致しないため、出力していません。システム管理者に連絡してください。")
    messages.error(request, told % {"name": evidence.name})
    return _evidence_page(request, evidence.sheet, EvidenceForm(), status=500)


def _evidence_page(request: HttpRequest, sheet: Sheet, form: EvidenceForm, *, status: int = 200) -> HttpResponse:
    groups = evidence_of(sheet, cell=_cell(request))
    extra = {"form": form, "limit": proof.limit() // 1024 // 1024, "may_write": _may_attach(request, sheet)}
    context = _context(sheet, _("根拠資料")) | _places(request, sheet, groups) | extra
    return render(request, "entry/evidence.html", context, status=status)


def _comment_page(request: HttpRequest, sheet: Sheet, form: CommentForm, *, status: int = 200) -> HttpResponse:
    groups = comments_of(sheet, cell=_cell(request))
    may_write = access.has_role(request.user, *talk.SPEAKERS, dataset=sheet.dataset, on=today())
    unresolved = sum(comment.resolved_at is None for group in groups for comment in group.rows)
    extra = {"form": form, "may_write": may_write, "unresolved": unresolved}
    context = _context(sheet, _("コメント")) | _places(request, sheet, groups) | extra
    return render(request, "entry/comments.html", context, status=status)


def _context(sheet: Sheet, page: str, *, between: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    title, sheet_url = title_of(sheet), reverse("entry:sheet", args=[sheet.pk])
    crumbs = [(_("実績入力"), reverse("entry:home")), (title, sheet_url), *between, (page, "")]
    return {"sheet": sheet, "title": title, "sheet_url": sheet_url, "side": side_of(sheet.fiscal_year, on=today()), "breadcrumbs": crumbs}


def _places(request: HttpRequest, sheet: Sheet, groups: list[Any]) -> dict[str, Any]:
    """Return the groups, and the cell that is asked for with its name. Raises Http404 for a cell the sheet does not have."""
    cell = _cell(request)
    if cell is None:
        return {"groups": groups, "cell": None, "place": ""}
    known: list[Group[Any]] = groups
    if not known and not has_place(sheet, cell, on=today()):
        raise Http404(_("この年度報告にない欄です：%(key)s") % {"key": cell})
    label = known[0].label if known else labels_of(sheet, [cell])[cell]
    return {"groups": groups, "cell": cell, "place": label}


def _cell(request: HttpRequest) -> str | None:
    """Return the cell of the address, or of the form that was sent; None for all of the sheet's."""
    typed = request.POST.get("cell", request.GET.get("cell"))
    return typed.replace("\0", "")[:160] if typed is not None else None  # PostgreSQL takes no NUL


def _may_attach(request: HttpRequest, sheet: Sheet) -> bool:
    return access.has_role(request.user, Role.CLERK, dataset=sheet.dataset, on=today())


def _address(name: str, sheet: Sheet, cell: str | None = None) -> str:
    query = f"?{urlencode({'cell': cell})}" if cell is not None else ""
    return reverse(f"entry:{name}", args=[sheet.pk]) + query
