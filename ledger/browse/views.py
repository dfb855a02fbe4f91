"""台帳の閲覧: the registers, their rows, what refers to a row and how it came about. Open to every role; nothing here writes."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import admin
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
from audit.queries import entries_of
from audit.snapshots import target_of
from iconm.lib.registers import Register
from ledger import queries, registers
from ledger.browse import queries as browsing
from ledger.browse import references
from ledger.browse.files import csv_file
from ledger.browse.forms import RegisterFilterForm
from ledger.browse.history import history_line
from ledger.browse.references import Kind, Reference, Word
from ledger.browse.values import FISCAL, Shown, facts, is_japanese, local_name, row_address, shown
from ledger.registers import RegisterPage
from ledger.sentences import fill, places

PAGE_SIZE = 50
HISTORY_SHOWN = 50


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


class Line(NamedTuple):
    """A reference as people read it."""

    url: str
    name: str
    is_content: bool
    words: list[Word]
    has_ended: bool


class Group(NamedTuple):
    """The references of one kind; more_url: where the rest is, empty when all are shown."""

    kind: Kind
    total: int
    lines: list[Line]
    more_url: str


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
    register = _page_or_404(slug)
    form = RegisterFilterForm(request.GET, page=register)
    wanted = form.wanted(today=today())
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
        "rows": [_listed(register, row, aliases.get(row.pk, [])) for row in rows],
        "query": request.GET.urlencode(),
        "edit_url": _admin_url(request, register.model, None),
    }
    return render(request, "ledger/register_list.html", context, status=200 if form.is_valid() else 400)


@require_safe
def register_download(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the rows the filters of the list choose as a file; a wrong filter is explained on the list."""
    register = _page_or_404(slug)
    form = RegisterFilterForm(request.GET, page=register)
    if not form.is_valid():
        return register_list(request, slug)
    content = csv_file(register, browsing.listed(register, form.wanted(today=today())))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{register.slug}_{today():%Y%m%d}.csv"'
    return response


@require_safe
def register_detail(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a row: its fields, how papers print it, what refers to it, its history."""
    register = _page_or_404(slug)
    row = _row_or_404(register, code)
    around = references.around(row)
    words = _filler([*vars(row).values(), *(word.text for group in around.groups for line in group.references for word in line.words)])
    every = list(facts(row, fill=words))
    history = [history_line(entry, row) for entry in entries_of(target_of(row))[:HISTORY_SHOWN]]
    context = {
        "breadcrumbs": _trail(register, _content(row)),
        "register": register,
        "row": row,
        "name": local_name(row.name, row.name_en),
        "name_is_content": is_japanese(row.name_en),
        "has_ended": _has_ended(row.valid_until),
        "facts": [fact for fact in every if fact.shown],
        "unfilled": [fact.label for fact in every if not fact.shown],
        "printings": around.printings,
        "groups": [_shown_group(register, row, group, words) for group in around.groups],
        "history": history,
        "figures_url": f"{reverse('ledger:figure-list')}?{register.figures}={row.code}" if register.figures else "",
        "edit_url": _admin_url(request, register.model, row),
    }
    return render(request, "ledger/register_detail.html", context)


@require_safe
def register_references(request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """List everything of one kind that refers to a row, 50 a page."""
    register = _page_or_404(slug)
    row = _row_or_404(register, code)
    chosen = next((each for each in references.kinds(register.model) if each.key == kind), None)
    if chosen is None:
        raise Http404(_("「%(name)s」という一覧はありません。") % {"name": kind})
    page = Paginator(references.all_rows(row, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [references.reference(chosen, columns) for columns in page]
    words = _filler(word.text for each in rows for word in each.words)
    context = {
        "breadcrumbs": [*_trail(register, _content(row), row_address(register, row.code)), (chosen.label, "")],
        "row_url": row_address(register, row.code),
        "name": local_name(row.name, row.name_en),
        "name_is_content": is_japanese(row.name_en),
        "kind": chosen,
        "page": page,
        "lines": [_line(each, words) for each in rows],
    }
    return render(request, "ledger/register_references.html", context)


def _page_or_404(slug: str) -> RegisterPage:
    page = registers.page(slug)
    if page is None:
        raise Http404(_("「%(name)s」という台帳はありません。") % {"name": slug})
    return page


def _row_or_404(page: RegisterPage, code: str) -> Any:
    row = browsing.find(page, code)
    if row is None:
        raise Http404(_("「%(name)s」という登録はありません。") % {"name": code})
    return row


def _listed(page: RegisterPage, row: Any, aliases: list[str]) -> ListedRow:
    cells = [shown(row, name) for name in page.columns]
    name = local_name(row.name, row.name_en)
    return ListedRow(row_address(page, row.code), name, is_japanese(row.name_en), aliases, _has_ended(row.valid_until), cells)


def _has_ended(valid_until: Any) -> bool:
    return valid_until is not None and valid_until <= today()


def _column(request: HttpRequest, page: RegisterPage, name: str) -> Column:
    field = page.model._meta.get_field(name)
    is_number = isinstance(field, models.IntegerField | models.DecimalField) and name not in FISCAL
    return Column(str(getattr(field, "verbose_name", name)), *_sorting(request, name), is_number)


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


def _more_url(page: RegisterPage, row: Any, kind: Kind) -> str:
    """Return the filtered list of the register that refers; parts of registers have a list of their own."""
    if kind.own_page:
        return f"{reverse('ledger:register-list', kwargs={'slug': kind.own_page.slug})}?{kind.field}={row.code}"
    return reverse("ledger:register-references", kwargs={"slug": page.slug, "code": row.code, "kind": kind.key})


def _shown_group(page: RegisterPage, row: Any, group: references.Group, words: Callable[[str], str]) -> Group:
    more_url = _more_url(page, row, group.kind) if group.total > len(group.references) else ""
    return Group(group.kind, group.total, [_line(each, words) for each in group.references], more_url)


def _line(row: Reference, words: Callable[[str], str]) -> Line:
    url = row_address(row.page, row.code) if row.page else ""
    name = words(local_name(row.name, row.name_en))
    said = [Word(words(word.text), word.is_content) for word in row.words]
    return Line(url, name, is_japanese(row.name_en), said, _has_ended(row.valid_until))


def _filler(texts: Iterable[Any]) -> Callable[[str], str]:
    """Return what puts figures into the places of these texts. One query, none where no text names a figure."""
    named = {item for text in texts if isinstance(text, str) for item in places(text)}
    if not named:
        return str
    known = queries.known_of(named, on=today())
    return lambda text: fill(text, known)


def _admin_url(request: HttpRequest, model: type[models.Model], row: Any) -> str:
    """Return where this person may edit the row, or the register; empty for those who may not."""
    if not admin.site.is_registered(model) or not may_enter_admin(request.user, today()):
        return ""
    if not admin.site.get_model_admin(model).has_change_permission(request, row):
        return ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    try:
        return reverse(f"{name}_change", args=[row.pk]) if row is not None else reverse(f"{name}_changelist")
    except NoReverseMatch:
        return ""
