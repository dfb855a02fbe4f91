"""The ledger in the admin: to look at. Figures are written by the ledger's actions alone, so no form here can add, change or delete one."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.admin_base import ReadOnlyAdmin
from iconm.lib.present import figure_text
from ledger import registry
from ledger.models import Item, Revision, Sheet, SourceDocument, Value
from ledger.queries import figure_of


class RevisionInline(admin.TabularInline):
    model = Revision
    fields = ("number", "state", "source", "known_on", "submitted_by", "approved_by", "reason")
    readonly_fields = fields
    can_delete = False
    extra = 0
    show_change_link = True


class ValueInline(admin.TabularInline):
    model = Value
    fields = ("item", "measure", "fiscal_year", "basis", "as_of", "shown", "missing", "note", "document", "section")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Value]:
        return with_all_it_shows(super().get_queryset(request))

    @admin.display(description=_("値"))
    def shown(self, value: Value) -> str:
        return figure_text(figure_of(value))


@admin.register(Sheet)
class SheetAdmin(ReadOnlyAdmin):
    list_display = ("dataset_label", "year_head", "basis", "as_of", "due_on")
    list_filter = ("dataset", "fiscal_year", "basis")
    inlines = [RevisionInline]

    @admin.display(description=_("データ区分"), ordering="dataset")
    def dataset_label(self, sheet: Sheet) -> str:
        return registry.label(sheet.dataset)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("sheet", "number", "state", "source", "known_on", "submitted_by", "approved_by")
    list_filter = ("state", "source", "sheet__dataset", "sheet__fiscal_year")
    list_select_related = ("sheet", "submitted_by", "approved_by")
    inlines = [ValueInline]


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ("name", "dataset", "parent", "unit", "kind", "order")
    list_filter = ("dataset", "kind")
    list_select_related = ("parent",)
    search_fields = ("name", "search_key", "code")


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ("name", "occasion", "body", "dated_on")
    search_fields = ("name", "search_key")


class FigureAdmin(ReadOnlyAdmin):
    """Base of the upper apps' own figures: proxies of Value, shown with what makes a number readable."""

    list_display = ("item", "measure", "fiscal_year", "shown", "basis", "as_of", "revision", "source")
    list_filter: ClassVar[tuple[str, ...]] = ("fiscal_year", "basis", "measure")
    search_fields = ("item__name", "item__search_key")
    ordering = ("item__order", "fiscal_year", "as_of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Value]:
        return with_all_it_shows(super().get_queryset(request))

    @admin.display(description=_("値"))
    def shown(self, value: Value) -> str:
        return figure_text(figure_of(value)) or str(value.get_missing_display())

    @admin.display(description=_("出典"))
    def source(self, value: Value) -> str:
        return figure_of(value).source


def with_all_it_shows(values: QuerySet[Value]) -> QuerySet[Value]:
    return values.select_related("item__parent", "document", "revision__sheet")
