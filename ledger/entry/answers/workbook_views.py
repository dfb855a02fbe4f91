"""The answer as a workbook: it goes out, comes back, is shown cell by cell, and is taken over whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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

from audit.actions import record_export
from iconm.lib.moments import moment
from iconm.lib.text import UnreadableError
from iconm.lib.uploads import mark_cells, read_upload
from ledger.actions.inquiries import target
from ledger.choices import InquiryState
from ledger.entry.access import user_of
from ledger.entry.answers import workbook
from ledger.entry.answers.views import of_respondent
from ledger.exchange import kept
from ledger.exchange.forms import UploadForm
from ledger.models import Inquiry
from ledger.workbook.importing import ImportRefusedError
from ledger.workbook.preview import Preview

EXPORTED = "ledger.workbook.exported"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "file"  # the parameter that carries the signed note about an upload
_TAKE = "take:"


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the form of an answer: to be filled in while the request is open, to be read afterwards."""
    found, now = of_respondent(request, pk), timezone.now()
    words = {"state": found.get_state_display(), "at": moment(now), "by": user_of(request)}
    content = workbook.form_file(found, facts=_("状態：%(state)s　出力日時：%(at)s　出力者：%(by)s") % words, at=now)
    record_export(action=EXPORTED, by=user_of(request), content=content, target=target(found), lock_version=found.lock_version)
    return _file(content, workbook.form_name(found))


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file, and go on to the page that shows what it would change."""
    found, user = of_respondent(request, pk), user_of(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if found.state == InquiryState.OPEN and form.is_bound and form.is_valid():
        try:
            workbook.preview_of(found, form.rows, at=timezone.now())
        except UnreadableError as error:
            form.add_error("file", str(error))
        else:
            sha256 = kept.keep(form.content, now=timezone.now())
            note = workbook.note_of(found, sha256=sha256, name=form.cleaned_data["file"].name, by=user)
            return redirect(_address("workbook-preview", found, kept.sign(note)))
    is_open = found.state == InquiryState.OPEN
    context = _context(found, _("Excelの取込み")) | {"form": form, "is_open": is_open}
    return render(request, "inquiries/workbook_upload.html", context, status=409 if form.is_bound and not is_open else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show cell by cell what the file would change; a POST takes it over."""
    found = of_respondent(request, pk)
    try:
        note, shown = _kept(request, found)
    except UnreadableError as error:
        return _back(request, found, str(error))
    return _confirmed(request, found, note, shown) if request.method == "POST" else _page(request, found, note, shown)


@require_GET
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the user's own file back with every error in its cell."""
    found = of_respondent(request, pk)
    try:
        note, shown = _kept(request, found)
        content = mark_cells(kept.content_of(note), shown.marks(), sheet=shown.filled.sheet)
    except UnreadableError as error:
        return _back(request, found, str(error))
    return _file(content, _("%(name)s_エラー.xlsx") % {"name": note.name.rpartition(".")[0]})


def _kept(request: HttpRequest, found: Inquiry) -> tuple[kept.Note, Preview]:
    """Return the note of the page and what its file would change today. Raises UnreadableError."""
    sent = request.POST if request.method == "POST" else request.GET
    note = kept.read(str(sent.get(FILE, "")), model=target(found), user=user_of(request).pk)
    return note, workbook.preview_of(found, read_upload(note.name, kept.content_of(note)), at=timezone.now())


def _confirmed(request: HttpRequest, found: Inquiry, note: kept.Note, shown: Preview) -> HttpResponse:
    choices = {name.removeprefix(_TAKE): str(text) for name, text in request.POST.items() if name.startswith(_TAKE)}
    if note.digest != str(found.lock_version):
        why = _("確認画面を表示した後に、回答が保存されました。変更内容をもう一度確認してください。まだ取り込んでいません。")
        return _page(request, found, note, shown, choices=choices, refused=why, status=409)
    try:
        count = workbook.import_answers(
            inquiry=found, preview=shown, choices=choices, file_name=note.name, by=user_of(request), at=timezone.now()
        )
    except ImportRefusedError as error:
        return _page(request, found, note, shown, choices=choices, refused=str(error), status=422)
    except ValidationError as error:
        return _back(request, found, " ".join(error.messages))
    done = ngettext(
        "「%(file)s」を取り込みました（%(count)s欄）。回答はまだ提出していません。",
        "「%(file)s」を取り込みました（%(count)s欄）。回答はまだ提出していません。",
        count,
    )
    messages.success(request, done % {"file": note.name, "count": count})
    return redirect("inquiries:inquiry", found.pk)


def _page(
    request: HttpRequest,
    found: Inquiry,
    note: kept.Note,
    shown: Preview,
    *,
    choices: Mapping[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the preview. The note it carries on says which state of the answer it shows."""
    token = kept.sign(replace(note, digest=str(found.lock_version)))
    context = _context(found, _("取込み内容の確認")) | {
        "preview": shown,
        "file_name": note.name,
        "token": token,
        "refused": refused,
        "cells": [(each, (choices or {}).get(each.field, "")) for each in shown.differences],
        "errors_url": _address("workbook-errors", found, token),
    }
    return render(request, "inquiries/workbook_preview.html", context, status=status)


def _context(found: Inquiry, here: str) -> dict[str, Any]:
    address = reverse("inquiries:inquiry", args=[found.pk])
    return {
        "breadcrumbs": [(_("照会への回答"), reverse("inquiries:list")), (found.title, address), (here, "")],
        "inquiry": found,
        "title": found.title,
        "here": here,
    }


def _back(request: HttpRequest, found: Inquiry, why: str) -> HttpResponse:
    """Go back to the choice of a file, and say why."""
    messages.error(request, why)
    return redirect("inquiries:workbook-upload", found.pk)


def _address(name: str, found: Inquiry, token: str) -> str:
    return f"{reverse(f'inquiries:{name}', args=[found.pk])}?{urlencode({FILE: token})}"


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
