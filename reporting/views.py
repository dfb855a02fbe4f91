"""Home, the papers and their downloads, search."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access
from accounts.choices import Role
from accounts.models import User
from iconm.lib.document import Document
from ledger.browse import queries as browsing
from ledger.entry.desk.tasks import tasks_of
from ledger.forms import OnForm
from ledger.views import figure_list
from reporting import documents, figures, finding
from reporting.choices import Format, Layout
from reporting.exports import File, send_figures, send_report
from reporting.forms import DownloadForm
from reporting.models import ReportTemplate


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do and the latest papers."""
    on = access.today()
    tasks = tasks_of(request.user, on=on) if isinstance(request.user, User) else []
    is_auditor = access.has_role(request.user, Role.AUDITOR, on=on)
    context = {"tasks": tasks, "reports": ReportTemplate.objects.all()[:5], "on": on, "is_auditor": is_auditor}
    return render(request, "reporting/home.html", context)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    context = {"breadcrumbs": [(_("資料作成"), "")], "reports": ReportTemplate.objects.all()}
    return render(request, "reporting/report_list.html", context)


@require_safe
def report_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show a paper with its contents list, as known on the day in the URL."""
    return _paper(request, name, OnForm(request.GET))


def _paper(request: HttpRequest, name: str, form: OnForm) -> HttpResponse:
    document, template = _document(name, form)
    context = {
        "breadcrumbs": [(_("資料作成"), reverse("reporting:report-list")), (template.name, "")],
        "document": document,
        "template": template,
        "on": document.on,
        "on_form": form,
        "downloads": _downloads(document),
        "is_too_early": document.on < (document.dated or access.today()) and not any(document.figures()),
    }
    return render(request, "reporting/report_detail.html", context, status=200 if form.is_valid() else 400)


@require_safe
def report_download(request: HttpRequest, name: str) -> HttpResponse:
    """Send a paper as a file; a wrong format, layout or day is explained on the paper's own page."""
    form = DownloadForm(request.GET)
    if not form.is_valid():
        return _paper(request, name, form)
    document, template = _document(name, form)
    wanted, layout = Format(form.cleaned_data["format"]), Layout(form.cleaned_data["layout"])
    # Downloads are the only GET that writes: one audit entry, because figures leave the portal here.
    return _attachment(send_report(document, template, file_format=wanted, layout=layout, by=cast(User, request.user)))


@require_safe
def figures_download(request: HttpRequest) -> HttpResponse:
    """Send every figure known on a day in the open-data layout."""
    form = OnForm(request.GET)
    if not form.is_valid():
        return figure_list(request)  # which says what is wrong with the day
    on = form.day(today=access.today())
    return _attachment(send_figures(figures.load(on=on).every(), on=on, by=cast(User, request.user)))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find figures, register rows and places in papers, whatever the width, case or kana typed."""
    text, on = request.GET.get("q", "").strip()[:100], access.today()
    context = {
        "breadcrumbs": [(_("検索"), "")],
        "text": text,
        "on": on,
        "items": finding.items(text, on=on),
        "figures": finding.figures(text, on=on),
        "registers": browsing.found(text),
        "reports": finding.reports(text),
        "places": finding.places(text),
    }
    return render(request, "reporting/search.html", context)


def _document(name: str, form: OnForm) -> tuple[Document, ReportTemplate]:
    template = documents.find_template(name)
    if template is None:
        raise Http404(_("「%(name)s」という資料はありません。") % {"name": name})
    return documents.build(template, figures.load(on=form.day(today=access.today()))), template


def _downloads(document: Document) -> list[dict[str, str]]:
    """Return the files on offer, those for people before those for machines."""
    url = reverse("reporting:report-download", kwargs={"name": document.name})
    offers = [
        (Format.XLSX, Layout.COMMITTEE, _("1表1シート、印刷設定済み")),
        (Format.CSV, Layout.COMMITTEE, _("表を順に並べたもの")),
        (Format.CSV, Layout.OPEN, _("1行1数値、集計用")),
        (Format.XLSX, Layout.OPEN, _("1行1数値、集計用")),
        (Format.JSON, Layout.COMMITTEE, _("システム連携用")),
    ]
    return [
        {
            "url": f"{url}?format={file_format.value}&layout={layout.value}&on={document.on:%Y-%m-%d}",
            "label": f"{file_format.label}（{layout.label}）",
            "note": note,
        }
        for file_format, layout, note in offers
    ]


def _attachment(file: File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
