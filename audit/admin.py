import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from audit import registry
from audit.admin_base import ReadOnlyAdmin
from audit.models import Entry


class ActionFilter(admin.SimpleListFilter):
    title = _("操作")
    parameter_name = "action"

    def lookups(self, *_args: Any) -> list[tuple[str, str]]:
        return registry.choices()

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "sentence", "target", "address")
    list_filter = (ActionFilter, "at", ("actor", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=target", "reason")
    list_select_related = ("actor",)
    fields = ("at", "actor", "sentence", "action", "target", "changes", "reason", "address", "seal")

    @admin.display(description=_("内容"))
    def sentence(self, entry: Entry) -> str:
        return registry.sentence(entry.action)

    @admin.display(description=_("変更内容"))
    def changes(self, entry: Entry) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(entry.difference, ensure_ascii=False, indent=2))

    @admin.display(description=_("封印"))
    def seal(self, entry: Entry) -> str:
        link = getattr(entry, "link", None)
        return f"{link.sequence}：{link.digest}" if link else str(_("未封印"))
