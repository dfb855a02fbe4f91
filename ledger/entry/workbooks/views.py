"""The Excel round trip of a grid: the form goes out, comes back, is shown cell by cell, and is taken over whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record_export
from iconm.lib.text import UnreadableError
from iconm.lib.uploads import mark_cells, read_upload
from ledger.actions.writing import StaleError, target
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.workbooks import pages
from ledger.exchange import kept
from ledger.exchange.forms import UploadForm
from ledger.models import Revision
from ledger.workbook.importing import ImportRefusedError, import_cells
from ledger.workbook.preview import Preview

EXPORTED = "ledger.workbook.exported"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "file"  # the parameter that carries the signed note about an upload
_TAKE = "take:"


@entry_page
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the workbook of a revision: to be filled in while it is open, to be read afterwards."""
    revision, user = pages.revision_of(pk), user_of(request)
    content = pages.form_file(revision, by=user, at=timezone.now())
    record_export(action=EXPORTED, by=user, content=content, target=target(revision), lock_version=revision.lock_version)
    return _file(content, pages.form_name(revision))


@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file, and go on to the page that shows what it would change."""
    revision, user = _of_clerk(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    locked = pages.why_locked(revision)
    if not locked and form.is_bound and form.is_valid():
        try:
            pages.preview_of(revision, form.rows, at=timezone.now())
        except UnreadableError as error:
            form.add_error("file", str(error))
        else:
            sha256 = kept.keep(form.content, now=timezone.now())
            note = pages.note_of(revision, sha256=sha256, name=form.cleaned_data["file"].name, by=user)
            return redirect(_address("workbook-preview", revision, kept.sign(note)))
    context = pages.context_of(revision, at=timezone.now(), here=_("Excelの取込み")) | {"form": form, "locked": locked}
    return render(request, "entry/workbook_upload.html", context, status=409 if locked and form.is_bound else 200)


@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show cell by cell what the file would change; a POST takes it over."""
    revision, user = _of_clerk(request, pk)
    sent = request.POST if request.method == "POST" else request.GET
    try:
        note, shown = _kept(revision, sent.get(FILE, ""), user)
    except UnreadableError as error:
        return _back(request, revision, str(error))
    if locked := pages.why_locked(revision):
        return _back(request, revision, locked)
    return _confirmed(request, note, shown) if request.method == "POST" else _page(request, note, shown)


@entry_page
@require_GET
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the user's own file back with every error in its cell."""
    revision, user = _of_clerk(request, pk)
    try:
        note, shown = _kept(revision, request.GET.get(FILE, ""), user)
        content = mark_cells(kept.content_of(note), shown.marks(), sheet=shown.filled.sheet)
    except UnreadableError as error:
        return _back(request, revision, str(error))
    return _file(content, _("%(name)s_エラー.xlsx") % {"name": note.name.rpartition(".")[0]})


def _of_clerk(request: HttpRequest, pk: int) -> tuple[Revision, User]:
    revision, user = pages.revision_of(pk), user_of(request)
    access.require(user, Role.CLERK, dataset=revision.sheet.dataset, on=access.today())
    return revision, user


def _kept(revision: Revision, token: str, user: User) -> tuple[kept.Note, Preview]:
    """Return the note of the page and what its file would change today. Raises UnreadableError."""
    note = kept.read(token, model=target(revision), user=user.pk)
    return note, pages.preview_of(revision, read_upload(note.name, kept.content_of(note)), at=timezone.now())


def _confirmed(request: HttpRequest, note: kept.Note, shown: Preview) -> HttpResponse:
    revision, user = shown.grid.revision, user_of(request)
    choices = {name.removeprefix(_TAKE): str(text) for name, text in request.POST.items() if name.startswith(_TAKE)}
    if note.digest != str(revision.lock_version):
        return _page(request, note, shown, choices=choices, refused=_saved_meanwhile(), status=409)
    try:
        import_cells(preview=shown, choices=choices, file_name=note.name, by=user, at=timezone.now())
    except ImportRefusedError as error:
        return _page(request, note, shown, choices=choices, refused=str(error), status=422)
    except StaleError:  # somebody saved within this very second
        messages.error(request, _saved_meanwhile())
        return redirect(_address("workbook-preview", revision, kept.sign(note)))
    except ValidationError as error:
        return _back(request, revision, " ".join(error.messages))
    count = len(shown.wanted(choices))
    done = ngettext(
        "「%(file)s」を取り込みました（%(count)s欄）。確認依頼はまだ行っていません。",
        "「%(file)s」を取り込みました（%(count)s欄）。確認依頼はまだ行っていません。",
        count,
    )
    messages.success(request, done % {"file": note.name, "count": count})
    return redirect("entry:grid", revision.pk)


def _saved_meanwhile() -> str:
    return _("確認画面を表示した後に、年度報告が保存されました。変更内容をもう一度確認してください。まだ取り込んでいません。")


def _page(
    request: HttpRequest,
    note: kept.Note,
    shown: Preview,
    *,
    choices: Mapping[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the preview. The note it carries on says which state of the draft it shows."""
    revision = shown.grid.revision
    token = kept.sign(replace(note, digest=str(revision.lock_version)))
    context = pages.context_of(revision, at=timezone.now(), here=_("取込み内容の確認")) | {
        "preview": shown,
        "file_name": note.name,
        "token": token,
        "refused": refused,
        "cells": [(each, (choices or {}).get(each.field, "")) for each in shown.differences],
        "errors_url": _address("workbook-errors", revision, token),
    }
    return render(request, "entry/workbook_preview.html", context, status=status)


def _back(request: HttpRequest, revision: Revision, why: str) -> HttpResponse:
    """Go back to the choice of a file, and say why."""
    messages.error(request, why)
    return redirect("entry:workbook-upload", revision.pk)


def _address(name: str, revision: Revision, token: str) -> str:
    return f"{reverse(f'entry:{name}', args=[revision.pk])}?{urlencode({FILE: token})}"


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
