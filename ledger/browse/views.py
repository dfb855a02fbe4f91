"""台帳の閲覧: the registers, their rows, what refers to a row and how it came about. Open to every role; downloads leave an audit entry."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, cast

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import may_enter_admin, today
from accounts.backends import RoleBackend
from accounts.models import User
from audit.actions import record_export
from audit.admin_base import ReadOnlyAdmin
from iconm.lib.registers import Register
from ledger import registers
from ledger.browse import queries as browsing
from ledger.browse import references
from ledger.browse.files import csv_file
from ledger.browse.forms import RegisterFilterForm
from ledger.browse.page import PAGE_SIZE, has_ended, reference_lines, row_page
from ledger.browse.values import FISCAL, Shown, is_japanese, label, local_name, row_address, shown
from ledger.registers import RegisterPage


class ListedRow(NamedTuple):
    url: str
    name: str
    is_content: bool
    aliases: list[str]
    has_ended: bool
    cells: list[Shown]


class Column(NamedTuple):
    """A head of the list. query: the address of the page sorted by it, the other way round where it is already. sorted: aria-sort."""

    label: str
    query: str
    sorted: str
    is_number: bool


@require_safe
def register_index(request: HttpRequest) -> HttpResponse:
    """Show every register with the number of its rows."""
    pages = list(registers.pages())
    counts = browsing.row_counts(pages)
    grouped = groupby(pages, key=lambda page: str(page.group))
    context = {
        "breadcrumbs": [(_("台帳"), "")],
        "groups": [(label, [(page, counts.get(page.slug, 0)) for page in group]) for label, group in grouped],
    }
    return render(request, "ledger/register_index.html", context)


@require_safe
def register_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the rows of a register, 50 a page, filtered and sorted by the URL."""
    register, on = _page_or_404(slug), today()
    form = RegisterFilterForm(request.GET, page=register)
    wanted = form.wanted(today=on)
    page = Paginator(browsing.listed(register, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page)
    aliases = browsing.names_found(register, rows, wanted.text)
    context = {
        "breadcrumbs": [(_("台帳"), reverse("ledger:register-index")), (str(register.label), "")],
        "register": register,
        "filter_form": form,
        "columns": [_column(request, register, name) for name in register.columns],
        "name_column": _name_column(request),
        "printed_order_url": _sorted_query(request, "") if register.has_printed_order else "",
        "sort": wanted.sort,
        "page": page,
        "rows": _listed(register, rows, aliases, on),
        "query": request.GET.urlencode(),
        "edit_url": _admin_url(request, register.model, None),
    }
    return render(request, "ledger/register_list.html", context, status=200 if form.is_valid() else 400)


@require_safe
def register_download(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the rows the filters of the list choose as a file; a wrong filter is explained on the list."""
    register, on = _page_or_404(slug), today()
    form = RegisterFilterForm(request.GET, page=register)
    if not form.is_valid():
        return register_list(request, slug)
    content = csv_file(register, browsing.listed(register, form.wanted(today=on)), on=on)
    # Downloads are the only GET that writes: one audit entry, because a whole register leaves the portal here.
    by, target = cast(User, request.user), register.model._meta.label_lower
    record_export(action="ledger.register.exported", by=by, content=content, target=target, format="csv", on=on)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{register.slug}_{on:%Y%m%d}.csv"'
    return response


@require_safe
def register_detail(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a row: its fields, how papers print it, what refers to it, its history."""
    register, on = _page_or_404(slug), today()
    may_see = may_enter_admin(request.user, on)
    page = row_page(register, code, on=on, number=request.GET.get("page"), with_values=may_see)
    if page is None:
        raise _no_row(code)
    context = {
        "breadcrumbs": _trail(register, _content(page.row)),
        "register": register,
        "detail": page,
        "edit_url": _admin_url(request, register.model, page.row),
    }
    return render(request, "ledger/register_detail.html", context)


@require_safe
def register_references(request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """List everything of one kind that refers to a row, 50 a page."""
    register = _page_or_404(slug)
    row = browsing.find(register, code)
    if row is None:
        raise _no_row(code)
    chosen = next((each for each in references.kinds(register.model) if each.key == kind), None)
    if chosen is None:
        raise Http404(_("「%(name)s」という一覧はありません。") % {"name": kind})
    page = Paginator(references.all_rows(row, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "breadcrumbs": [*_trail(register, _content(row), row_address(register, row.code)), (chosen.label, "")],
        "row_url": row_address(register, row.code),
        "name": local_name(row.name, row.name_en),
        "name_is_content": is_japanese(row.name_en),
        "kind": chosen,
        "page": page,
        "lines": reference_lines((references.reference(chosen, columns) for columns in page), on=today()),
    }
    return render(request, "ledger/register_references.html", context)


def _page_or_404(slug: str) -> RegisterPage:
    page = registers.page(slug)
    if page is None:
        raise Http404(_("「%(name)s」という台帳はありません。") % {"name": slug})
    return page


def _no_row(code: str) -> Http404:
    return Http404(_("「%(name)s」という登録はありません。") % {"name": code})


def _listed(page: RegisterPage, rows: list[Any], aliases: Mapping[int, list[str]], on: date) -> list[ListedRow]:
    """Return the rows of the list; the places of their texts hold the figures of the day."""
    words = browsing.filler((value for row in rows for value in vars(row).values()), on=on)
    return [
        ListedRow(
            row_address(page, row.code),
            words(local_name(row.name, row.name_en)),
            is_japanese(row.name_en),
            aliases.get(row.pk, []),
            has_ended(row.valid_until, on),
            [shown(row, name, fill=words) for name in page.columns],
        )
        for row in rows
    ]


def _column(request: HttpRequest, page: RegisterPage, name: str) -> Column:
    field = page.model._meta.get_field(name)
    is_number = isinstance(field, models.IntegerField | models.DecimalField) and name not in FISCAL
    return Column(label(field), *_sorting(request, name), is_number)


def _name_column(request: HttpRequest) -> Column:
    return Column(_("名称"), *_sorting(request, "name"), is_number=False)


def _sorting(request: HttpRequest, name: str) -> tuple[str, str]:
    sort = request.GET.get("sort", "")
    state = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return _sorted_query(request, f"-{name}" if state == "ascending" else name), state


def _sorted_query(request: HttpRequest, sort: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("sort", None)
    if sort:
        query["sort"] = sort
    return f"?{query.urlencode()}"


def _trail(page: RegisterPage, name: str | SafeString, url: str = "") -> list[tuple[str, str]]:
    lists = reverse("ledger:register-list", kwargs={"slug": page.slug})
    return [(_("台帳"), reverse("ledger:register-index")), (str(page.label), lists), (name, url)]


def _content(row: Register) -> str | SafeString:
    """Return the name for the breadcrumb, marked as Japanese on an English page."""
    if get_language() == "ja" or row.name_en:
        return local_name(row.name, row.name_en)
    return format_html('<span lang="ja">{}</span>', row.name)


def _admin_url(request: HttpRequest, model: type[models.Model], row: Any) -> str:
    """Return where this person may edit the row, or the register; empty for those who may not."""
    if not admin.site.is_registered(model) or not may_enter_admin(request.user, today()):
        return ""
    if isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin):
        return ""
    # The roles alone: asking the user asks Django's own backend too, which queries permissions nobody is ever given.
    codename = get_permission_codename("change", model._meta)
    if not RoleBackend().has_perm(cast(User, request.user), f"{model._meta.app_label}.{codename}"):
        return ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    try:
        return reverse(f"{name}_change", args=[row.pk]) if row is not None else reverse(f"{name}_changelist")
    except NoReverseMatch:
        return ""
