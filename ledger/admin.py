"""The ledger in the admin. Figures are written by its actions alone: no form here can add, change or delete one, nor what they are about.

Of an item the bounds may be set.

How papers print a name and what a printed total is made of are registers like those of the upper apps, and entered here.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.access import has_role, today
from accounts.choices import Role
from audit.admin_base import AuditedModelAdmin, ReadOnlyAdmin
from iconm.lib.present import figure_text
from ledger import registry
from ledger.bounds import BoundField
from ledger.models import Item, Mention, Revision, Sheet, SourceDocument, TotalPart, Value
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
    list_display = ("dataset_label", "year_head", "basis", "as_of", "due_on", "page")
    readonly_fields = ("page",)
    list_filter = ("dataset", "fiscal_year", "basis")
    inlines = [RevisionInline]

    @admin.display(description=_("データ区分"), ordering="dataset")
    def dataset_label(self, sheet: Sheet) -> str:
        return registry.label(sheet.dataset)

    @admin.display(description=_("入力・承認の画面"))
    def page(self, sheet: Sheet) -> SafeString:
        return _link("entry:sheet", sheet.pk, sheet)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("sheet", "number", "state", "source", "known_on", "submitted_by", "approved_by", "page")
    readonly_fields = ("page",)
    list_filter = ("state", "source", "sheet__dataset", "sheet__fiscal_year")
    list_select_related = ("sheet", "submitted_by", "approved_by")
    inlines = [ValueInline]

    @admin.display(description=_("入力・承認の画面"))
    def page(self, revision: Revision) -> SafeString:
        return _link("entry:grid", revision.pk, revision)


class BoundsForm(forms.ModelForm):
    """Between what limits the values of an item have to lie, in its unit."""

    class Meta:
        model = Item
        fields = ("minimum", "maximum")
        field_classes: ClassVar = {"minimum": BoundField, "maximum": BoundField}
        help_texts: ClassVar = {
            "minimum": _("これより小さい値は誤りとし、確認を依頼できません。空欄は下限なしです。"),
            "maximum": _("これより大きい値は誤りとし、確認を依頼できません。空欄は上限なしです。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if isinstance(field := self.fields[name], BoundField):
                field.unit = self.instance.unit

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lower, upper = cleaned.get("minimum"), cleaned.get("maximum")
        if lower is not None and upper is not None and lower > upper:
            self.add_error("maximum", _("上限は、下限以上の値にしてください。"))
        return cleaned


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    """Items come with their registers; here only the bounds are set, between which what is entered has to lie. They guard figures: the
    clerks of the item's dataset set them, and say why.
    """

    form = BoundsForm
    is_reason_required = True
    list_display = ("name", "dataset_label", "parent", "unit", "kind", "minimum", "maximum")
    list_filter = ("dataset", "kind")
    list_select_related = ("parent",)
    search_fields = ("name", "search_key", "code")
    fields = (
        *("name", "code", "dataset_label", "unit", "decimals", "kind", "minimum", "maximum"),
        *("name_en", "reading", "parent", "dimension", "order", "valid_from", "valid_until"),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find an item by what papers call it, too."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(pk__in=registry.items_called(search_term)), has_duplicates

    def get_readonly_fields(self, _request: HttpRequest, _item: Item | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in BoundsForm.base_fields)

    def has_change_permission(self, request: HttpRequest, item: Item | None = None) -> bool:
        may_change = AuditedModelAdmin.has_change_permission(self, request, item)
        return may_change and (item is None or has_role(request.user, Role.CLERK, dataset=item.dataset, on=today()))

    @admin.display(description=_("データ区分"), ordering="dataset")
    def dataset_label(self, item: Item) -> str:
        return registry.label(item.dataset)


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ("name", "occasion", "body", "dated_on")
    search_fields = ("name", "search_key")


@admin.register(Mention)
class MentionAdmin(AuditedModelAdmin):
    list_display = ("printed", "subject", "aspect", "is_in_force", "document", "section")
    list_filter = ("document", "aspect", "is_in_force")
    list_select_related = ("document",)
    search_fields = ("subject", "printed")
    fields = ("subject", "aspect", "printed", "is_in_force", "document", "section", "note")


@admin.register(TotalPart)
class TotalPartAdmin(AuditedModelAdmin):
    list_display = ("total", "part", "sign")
    list_filter = ("total__dataset",)
    list_select_related = ("total", "part")
    search_fields = ("total__name", "total__search_key", "part__name", "part__search_key")
    autocomplete_fields = ("total", "part")
    ordering = ("total__order", "total", "part__order")


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


def _link(page: str, pk: int, row: object) -> SafeString:
    return format_html('<a href="{}">{}<span class="visually-hidden">：{}</span></a>', reverse(page, args=[pk]), _("開く"), row)


def with_all_it_shows(values: QuerySet[Value]) -> QuerySet[Value]:
    return values.select_related("item__parent", "document", "revision__sheet")
