"""The auditor's page: who did what, filtered, explained and taken away as a file."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from audit import queries, reasons, registry, targets
from audit.actions import TRAIL, record
from audit.admin_base import ReadOnlyAdmin
from audit.differences import changes_of
from audit.files import change_lines, proof_lines
from audit.forms import EntryFilterForm
from audit.models import Entry
from audit.reasons import NOTHING, Why
from iconm.lib.moments import moment

GIVEN_SHOWN = 3  # reasons of single values; the page of the entry has them all
LATE_AFTER = timedelta(hours=48)  # the daily verification may miss a night, not two


class TrailFilter(admin.ListFilter):
    """The form above the list, as Django's list of changes knows filters: it takes its parameters out of the address."""

    title = gettext_lazy("絞込み")

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: admin.ModelAdmin) -> None:
        super().__init__(request, params, model, model_admin)
        for name in EntryFilterForm.base_fields:
            params.pop(name, None)
        self.form = EntryFilterForm(request.GET)

    def has_output(self) -> bool:
        return True  # else Django leaves the filter out

    def expected_parameters(self) -> list[str | None]:
        return list(EntryFilterForm.base_fields)

    def choices(self, _changelist: ChangeList) -> Any:
        return ()

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Return nothing for a filter that cannot be read: the page says why, and nobody takes everything for the answer."""
        return queries.matching(queryset, self.form.wanted()) if self.form.is_valid() else queryset.none()


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    change_list_template = "admin/audit/entry/change_list.html"
    list_display = ("when", "who", "sentence", "about", "why", "address", "is_sealed")
    list_filter = (TrailFilter,)
    list_select_related = ("actor", "link")
    list_display_links = ("when",)
    sortable_by = ()
    show_full_result_count = False  # a second count of the whole trail
    fieldsets = (
        (None, {"fields": ("when", "who", "sentence", "about", "changed", "why", "address")}),
        (gettext_lazy("検証のための情報"), {"fields": ("action", "target", "seal")}),
    )

    class Media:
        css = {"all": ["css/controls.css", "css/trail.css"]}

    def get_urls(self) -> list[URLPattern]:
        files = (("export/", self.export, "audit_entry_export"), ("export/proof/", self.export_proof, "audit_entry_proof_export"))
        pages = [path(address, self.admin_site.admin_view(require_GET(view)), name=name) for address, view, name in files]
        return [*pages, *super().get_urls()]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        entries = list(changelist.result_list)
        named, whys = targets.named(entry.target for entry in entries), reasons.found(entries)
        for entry in entries:
            entry.named, entry.why = named.get(entry.target), whys.get(entry.pk, NOTHING)
        changelist.result_list = entries
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        status = queries.status()
        shown = {"title": _("操作記録"), "trail": status, "is_late": _is_late(status, timezone.now()), "asked": _asked(request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def export(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return self._send(request, "changes", change_lines)

    def export_proof(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return self._send(request, "proof", proof_lines)

    def _send(
        self, request: HttpRequest, layout: str, lines: Callable[[QuerySet[Entry]], Iterator[bytes]]
    ) -> HttpResponse | StreamingHttpResponse:
        """Send the entries the filters choose, the newest first; a wrong filter is explained on the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = EntryFilterForm(request.GET)
        if not form.is_valid():
            return HttpResponseRedirect(f"{reverse('admin:audit_entry_changelist')}?{request.GET.urlencode()}")
        last = Entry.objects.order_by("-id").first()
        chosen = queries.matching(Entry.objects.filter(pk__lte=last.pk if last else 0), form.wanted())
        # Downloads are the only GET that writes: one audit entry, because the trail leaves the portal here. It is not in the file itself.
        told = {"format": "csv", "layout": layout, "rows": chosen.count(), "filter": form.told()}
        record(action="audit.trail.exported", by=cast(User, request.user), target=TRAIL, after=told)
        response = StreamingHttpResponse(lines(chosen), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit_{layout}_{timezone.localtime():%Y%m%d_%H%M}.csv"'
        return response

    @admin.display(description=gettext_lazy("日時"))
    def when(self, entry: Entry) -> str:
        return moment(entry.at, has_seconds=True)

    @admin.display(description=gettext_lazy("利用者"))
    def who(self, entry: Entry) -> str:
        return str(entry.actor or _("システム"))

    @admin.display(description=gettext_lazy("内容"))
    def sentence(self, entry: Entry) -> str:
        return registry.sentence(entry.action)

    @admin.display(description=gettext_lazy("対象"))
    def about(self, entry: Entry) -> str | SafeString:
        """Return what the entry is about, linked to its page. Costs a query on the page of one entry; the list has asked for all."""
        named = entry.__dict__.get("named") or targets.named([entry.target]).get(entry.target)
        if named is None:
            return "—"
        if named.is_gone:
            return _("%(target)s（削除済み）") % {"target": named}
        return format_html('<a href="{}">{}</a>', named.url, named) if named.url else str(named)

    @admin.display(description=gettext_lazy("変更内容"))
    def changed(self, entry: Entry) -> SafeString:
        (changes,) = changes_of([entry], {entry.pk: _why(entry)})
        shown = {"changes": changes, "has_reasons": any(change.reason for change in changes)}
        return SafeString(render_to_string("audit/changes.html", shown))

    @admin.display(description=gettext_lazy("理由"))
    def why(self, entry: Entry) -> str:
        """Return the entry's own reason, those given for its values, and the way to what began the revision. The list has asked for all."""
        why = _why(entry)
        given = list(dict.fromkeys(why.beside.values()))
        reason = entry.reason or why.own
        if not (reason or given or why.begun):
            return str(self.get_empty_value_display())  # the page of one entry would print None
        shown = {"reason": reason, "given": given[:GIVEN_SHOWN], "more": len(given[GIVEN_SHOWN:]), "why": why}
        return SafeString(render_to_string("audit/reason.html", shown))

    @admin.display(description=gettext_lazy("封印"))
    def is_sealed(self, entry: Entry) -> str:
        return str(_("封印済み") if hasattr(entry, "link") else _("未封印"))

    @admin.display(description=gettext_lazy("封印"))
    def seal(self, entry: Entry) -> str:
        if not hasattr(entry, "link"):
            return _("未封印（1分ごとに封印します）")
        values = {
            "sequence": entry.link.sequence,
            "at": moment(entry.link.sealed_at, has_seconds=True),
            "digest": entry.link.digest,
        }
        return _("連番%(sequence)s（%(at)s）：%(digest)s") % values


def _is_late(status: queries.Status, now: datetime) -> bool:
    return status.verified is None or now - status.verified.at > LATE_AFTER


def _why(entry: Entry) -> Why:
    """Return why, as the list has found it; costs a query on the page of one entry, once."""
    kept: Why | None = entry.__dict__.get("why")
    if kept is None:
        kept = entry.__dict__["why"] = reasons.found([entry]).get(entry.pk, NOTHING)
    return kept


def _asked(request: HttpRequest) -> str:
    """Return the filters as the addresses of the files have them."""
    query = request.GET.copy()
    query.pop("p", None)
    return query.urlencode()
