"""Export and import of a register in the admin: the views behind `ledger.register_admin`."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import today
from accounts.models import User
from audit.actions import record_export
from iconm.lib.text import UnreadableError
from iconm.lib.uploads import mark_cells, read_upload
from ledger.exchange import files, kept
from ledger.exchange.actions import apply_import
from ledger.exchange.columns import columns_of, key_of, required
from ledger.exchange.forms import ConfirmForm, UploadForm
from ledger.exchange.plan import plan_import
from ledger.exchange.preview import Preview

EXPORTED = "ledger.register.exported"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
CP932 = "cp932"


def address(model: Any, page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@require_safe
def export(request: HttpRequest, site: admin.ModelAdmin) -> HttpResponse:
    """Send the rows of the list as filtered, as a file; one audit entry, because a register leaves the portal here."""
    if not site.has_view_or_change_permission(request):
        raise PermissionDenied
    model, wanted = site.model, request.GET.get("as", "xlsx")
    try:
        rows = _listed(request, site)
    except IncorrectLookupParameters:
        return redirect(address(model, "changelist"))
    if wanted == "xlsx":
        content, kind, suffix = files.xlsx_file(model, rows), XLSX, "xlsx"
    elif wanted == CP932:
        content, misfits = files.cp932_file(model, rows)
        if misfits:
            return _unencodable(request, site, misfits)
        kind, suffix = f"{CSV}; charset=Shift_JIS", "csv"
    else:
        content, kind, suffix = files.csv_file(model, rows), f"{CSV}; charset=utf-8", "csv"
    record_export(
        action=EXPORTED, by=cast(User, request.user), content=content, register=model._meta.label_lower, layout=f"import {wanted}"
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{files.file_name(model, today())}.{suffix}"'
    return response


def _listed(request: HttpRequest, site: admin.ModelAdmin) -> Any:
    """Return the rows the list shows under the same address, without the parameter that is ours."""
    parameters = request.GET.copy()
    parameters.pop("as", None)
    request.GET = parameters  # type: ignore[assignment]  # the list reads it and refuses what it does not know
    return site.get_changelist_instance(request).get_queryset(request)


def _unencodable(request: HttpRequest, site: admin.ModelAdmin, misfits: list[files.Unencodable]) -> HttpResponse:
    query = request.GET.copy()
    query["as"] = "csv"
    context = _context(request, site, _("Shift_JISで出力できない文字があります")) | {"misfits": misfits, "utf8": f"?{query.urlencode()}"}
    return render(request, "ledger/exchange/unencodable.html", context)


def import_file(request: HttpRequest, site: Any) -> HttpResponse:
    """Take a file, show what it would change, and write it when that is confirmed."""
    if not (site.has_add_permission(request) and site.has_change_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return _upload_page(request, site, UploadForm())
    if "token" in request.POST:
        return _confirmed(request, site)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, site, form)
    name = form.cleaned_data["file"].name
    plan = plan_import(model=site.model, sheet=form.rows.first, told_apart_by=site.told_apart_by)
    sha256 = kept.keep(form.content, now=timezone.now())
    note = kept.Note(sha256, name, site.model._meta.label_lower, cast(User, request.user).pk, plan.digest())
    return _preview_page(request, site, Preview(plan, name), kept.sign(note))


def _confirmed(request: HttpRequest, site: Any) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect(address(site.model, "import"))
    try:
        note = kept.read(form.cleaned_data["token"], model=site.model._meta.label_lower, user=cast(User, request.user).pk)
        content = kept.content_of(note)
        if form.cleaned_data["do"] == "marked":
            return _marked(site, note, content)
        return _applied(request, site, note, content, may_repeat_names=form.cleaned_data["may_repeat_names"])
    except UnreadableError as error:
        messages.error(request, str(error))
        return redirect(address(site.model, "import"))


def _applied(request: HttpRequest, site: Any, note: kept.Note, content: bytes, *, may_repeat_names: bool) -> HttpResponse:
    plan = apply_import(
        model=site.model,
        sheet=read_upload(note.name, content).first,
        file_name=note.name,
        sha256=note.sha256,
        digest=note.digest,
        by=cast(User, request.user),
        told_apart_by=site.told_apart_by,
        may_repeat_names=may_repeat_names,
    )
    written = len(plan.written)
    done = ngettext("「%(file)s」を取り込みました（%(count)s件）。", "「%(file)s」を取り込みました（%(count)s件）。", written)
    messages.success(request, done % {"file": note.name, "count": written})
    return redirect(address(site.model, "changelist"))


def _marked(site: Any, note: kept.Note, content: bytes) -> HttpResponse:
    """Send the user's own file back with every error in its cell."""
    sheet = read_upload(note.name, content).first
    plan = plan_import(model=site.model, sheet=sheet, told_apart_by=site.told_apart_by)
    response = HttpResponse(mark_cells(content, plan.marks(), sheet=sheet.name), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{files.file_name(site.model, today())}_errors.xlsx"'
    return response


def _upload_page(request: HttpRequest, site: Any, form: UploadForm) -> HttpResponse:
    model = site.model
    context = _context(request, site, _("%(register)sの取込み") % {"register": model._meta.verbose_name})
    needed = [column.label for column in required(columns_of(model)) if column.name != key_of(model)]  # a key that is empty is proposed
    context |= {"form": form, "needed": needed, "export": address(model, "export")}
    return render(request, "ledger/exchange/upload.html", context)


def _preview_page(request: HttpRequest, site: Any, preview: Preview, token: str) -> HttpResponse:
    title = _("%(register)sの取込み内容の確認") % {"register": site.model._meta.verbose_name}
    return render(request, "ledger/exchange/preview.html", _context(request, site, title) | {"preview": preview, "token": token})


def _context(request: HttpRequest, site: admin.ModelAdmin, title: str) -> dict[str, Any]:
    return site.admin_site.each_context(request) | {"title": title, "opts": site.model._meta, "list": address(site.model, "changelist")}
