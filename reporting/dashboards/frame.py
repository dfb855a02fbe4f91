"""What every dashboard shares: the tabs, where its figures come from, and its charts as files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from iconm.lib.chart import Chart
from iconm.lib.choices import Basis
from iconm.lib.document import Document
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Table
from iconm.lib.wareki import as_of_short, date_long
from ledger import registry
from ledger.queries import SheetInForce
from reporting.choices import Format, Layout
from reporting.dashboards.choosing import Chosen
from reporting.exports import send_chart

MOST_SOURCES = 6

TABS = (
    ("overview", gettext_lazy("概況")),
    ("indicator-list", gettext_lazy("成果指標")),
    ("finance", gettext_lazy("収支")),
    ("programs", gettext_lazy("事業・協定")),
    ("ventures", gettext_lazy("ベンチャー・コンソーシアム")),
    ("outreach", gettext_lazy("広報・人材育成")),
)


class Tab(NamedTuple):
    label: str | Promise
    url: str
    current: str


class Shown(NamedTuple):
    """A chart or table with the address of its figures as a file."""

    what: Chart | Table
    csv: str


def respond(
    request: HttpRequest, template: str, chosen: Chosen, *, tab: str, files: Iterable[Chart | Table] = (), **context: Any
) -> HttpResponse:
    """Answer with the page, or with the figures of one of its charts or tables where the URL asks for them (?csv=name).

    files: charts and tables; the template finds them by name under `files`, each with the address of its CSV file.
    breadcrumbs (optional): what stands below the tab.
    """
    shown = {file.name: Shown(file, _csv_url(request, file.name)) for file in files}
    if chosen.status == 200 and (name := request.GET.get("csv")):
        return _file(request, shown, name, chosen)
    below = context.pop("breadcrumbs", [])
    own = {
        "breadcrumbs": [*_crumbs(request, tab, is_last=not below), *below],
        "tabs": [*_tabs(request, tab)],
        "files": {name.replace("-", "_"): each for name, each in shown.items()},
        "chosen": chosen,
        "on": chosen.on,
        "filter_form": chosen.form,
        "sources": sources(chosen.known.sheets),
    }
    return render(request, template, own | context, status=chosen.status)


def sources(sheets: Iterable[SheetInForce]) -> list[str]:
    """Return the sheets behind a page, the newest first: 成果指標 R7.12末 第1版（令和8年2月10日登録）."""
    newest = sorted(sheets, key=lambda sheet: (sheet.as_of, sheet.known_on), reverse=True)
    with override("ja"):
        lines = [_source(sheet) for sheet in newest[:MOST_SOURCES]]
    rest = len(newest) - len(lines)
    return [*lines, _("ほか%(count)s件") % {"count": rest}] if rest > 0 else lines


def _source(sheet: SheetInForce) -> str:
    words = {
        "dataset": registry.label(sheet.dataset),
        "basis": _basis(sheet),
        "number": sheet.revision,
        "day": date_long(sheet.known_on),
        "how": _("登録") if sheet.is_history else _("承認"),
    }
    return _("%(dataset)s %(basis)s 第%(number)s版（%(day)s%(how)s）") % words


def _basis(sheet: SheetInForce) -> str:
    year = FiscalYear(sheet.fiscal_year)
    if sheet.basis == Basis.ACTUAL:
        return as_of_short(sheet.as_of) if sheet.as_of < year.end else f"{year.short}実績"
    return f"{year.short}{Basis(sheet.basis).label}"


def _tabs(request: HttpRequest, tab: str) -> Iterator[Tab]:
    kept = kept_filters(request)
    for name, label in TABS:
        yield Tab(label, reverse(f"dashboards:{name}") + kept, "page" if name == tab else "")


def _crumbs(request: HttpRequest, tab: str, *, is_last: bool) -> Iterator[tuple[str, str]]:
    label, kept = dict(TABS)[tab], kept_filters(request)
    if tab != "overview":
        yield _("概況"), reverse("dashboards:overview") + kept
    yield str(label), "" if is_last else reverse(f"dashboards:{tab}") + kept


def kept_filters(request: HttpRequest) -> str:
    """Return the filters that every page has, as the query of a link."""
    shared = {name: value for name in ("period", "year", "on") if (value := request.GET.get(name))}
    return f"?{urlencode(shared)}" if shared else ""


def _csv_url(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query["csv"] = name
    return f"{request.path}?{query.urlencode()}"


def _file_name(request: HttpRequest, name: str) -> str:
    """Return patent-applications_life: the page the file is of, then what it holds."""
    page = request.path.removeprefix(reverse("dashboards:overview")).strip("/").rpartition("/")[2]
    return f"{page}_{name}" if page else name


def _file(request: HttpRequest, shown: Mapping[str, Shown], name: str, chosen: Chosen) -> HttpResponse:
    """Send the figures of a chart or table. The only GET that writes: one audit entry, because figures leave the portal here."""
    if name not in shown:
        raise Http404(_("「%(name)s」という図表はありません。") % {"name": name})
    what = shown[name].what
    document = Document(name=_file_name(request, name), title=what.title, on=chosen.on, blocks=(what,))
    file = send_chart(document, page=request.get_full_path(), file_format=Format.CSV, layout=Layout.COMMITTEE, by=cast(User, request.user))
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
