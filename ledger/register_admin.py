"""What the admin of every register stands on: rows are found, chosen, kept from being entered twice, sent out as files and read back."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import today
from audit.admin_base import AuditedModelAdmin
from iconm.lib.registers import Register
from iconm.lib.text import search_key, search_words
from ledger.exchange import views
from ledger.exchange.codes import next_codes
from ledger.exchange.similar import Similar, similar_rows

CONFIRMED = "is_another"


class ChoosesRegisters(BaseModelAdmin):
    """Lets every reference to a register be looked up by name, reading, alias or code: a list of them all would fill the page."""

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        declared = super().get_autocomplete_fields(request)
        found = [field.name for field in self.model._meta.fields if isinstance(field, ForeignKey) and _can_be_searched(field)]
        return tuple(dict.fromkeys([*declared, *found]))


def _can_be_searched(field: Any) -> bool:
    site = admin.site._registry.get(field.related_model)
    return issubclass(field.related_model, Register) and site is not None and bool(site.search_fields)


class RegisterTabular(ChoosesRegisters, admin.TabularInline):
    extra = 0


class RegisterStacked(ChoosesRegisters, admin.StackedInline):
    extra = 0


class ExchangeAdmin(ChoosesRegisters, AuditedModelAdmin):
    """Rows that can be sent out as a file and read back. told_apart_by: fields of which another value makes equal names two things."""

    change_list_template = "ledger/exchange/change_list.html"
    told_apart_by: tuple[str, ...] = ()

    class Media:
        js = (Script("js/field_names.js", type="module"),)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        view = self.admin_site.admin_view
        return [
            path("export/", view(partial(views.export, site=self)), name=f"{name}_export"),
            path("import/", view(partial(views.import_file, site=self)), name=f"{name}_import"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        can_import = self.has_add_permission(request) and self.has_change_permission(request)
        shown = {
            "export_address": views.address(self.model, "export"),
            "import_address": views.address(self.model, "import") if can_import else "",
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Return every reference among the columns, so that a list costs as many queries for fifty rows as for one."""
        shown = set(self.get_list_display(request))
        return [field.name for field in self.model._meta.fields if isinstance(field, ForeignKey) and field.name in shown]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find rows in which every word stands somewhere; search keys hold the key of the word, whatever its width and kana."""
        names = self.get_search_fields(request)
        for word in search_words(search_term):
            queryset = queryset.filter(_bears(names, word))
        return queryset, bool(search_term) and any("__" in name for name in names)


def _bears(names: Sequence[str], word: str) -> Q:
    key, condition = search_key(word), Q()
    for name in names:
        if not name.endswith("search_key"):
            condition |= Q(**{f"{name}__icontains": word})
        elif key:
            condition |= Q(**{f"{name}__contains": key})
    return condition


class InForceFilter(SimpleListFilter):
    """Rows by whether they are valid today; valid_until is exclusive."""

    title = gettext_lazy("有効期間")
    parameter_name = "in_force"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("now", _("有効")), ("ended", _("終了")), ("later", _("これから"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        on = today()
        conditions = {
            "now": Q(valid_from=None) | Q(valid_from__lte=on),
            "ended": Q(valid_until__lte=on),
            "later": Q(valid_from__gt=on),
        }
        chosen = self.value()
        if chosen == "now":
            return queryset.filter(conditions["now"]).exclude(conditions["ended"])
        return queryset.filter(conditions[chosen]) if chosen in conditions else queryset


class RegisterForm(forms.ModelForm):
    """Warns of rows that bear the same name, and goes on when it is confirmed that they are something else."""

    told_apart_by: tuple[str, ...] = ()
    is_another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self._meta.model._meta.verbose_name
        self.fields[CONFIRMED].label = _("別の%(what)sとして登録する") % {"what": what}
        if "code" in self.fields:
            self.fields["code"].help_text = _("半角の英小文字・数字・ハイフン。空いている番号を入れています。登録後は変更できません。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" not in cleaned or not {"name", "name_en"} & set(self.changed_data):
            return cleaned
        row = self._meta.model(pk=self.instance.pk)
        for name in ("name", "name_en", *self.told_apart_by):
            if name in cleaned:
                setattr(row, name, cleaned[name])
        found = similar_rows(self._meta.model, [row], told_apart_by=self.told_apart_by).get(0, [])
        if found:
            self.fields[CONFIRMED].widget = forms.CheckboxInput()
            if not cleaned.get(CONFIRMED):
                self.add_error("name", _warning(self._meta.model, found))
        return cleaned


def _warning(model: type[Model], found: Sequence[Similar]) -> str:
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    links = format_html_join("、", '<a href="{}">{}</a>', ((reverse(page, args=[each.pk]), _described(each)) for each in found))
    told = _(
        "似た名称が登録されています：{links}。同じ{what}の場合は、そちらを修正してください。別の{what}の場合は「{box}」に印を付けてください。"
    )
    what = model._meta.verbose_name
    return format_html(told, links=links, what=what, box=_("別の%(what)sとして登録する") % {"what": what})


def _described(each: Similar) -> str:
    return each.name if each.found == each.name else _("%(name)s（%(other)s）") % {"name": each.name, "other": each.found}


class RegisterAdmin(ExchangeAdmin):
    """The admin of a register: names, codes and validity, with a warning before the same thing is entered twice."""

    form = RegisterForm
    search_fields: ClassVar[list[str] | tuple[str, ...]] = ("search_key", "code")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.told_apart_by = self.told_apart_by
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what a new row begins with: among it a code that is free, as nobody else knows one."""
        return {"code": next_codes(self.model, 1)[0], **super().get_changeform_initial_data(request)}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; the box of the warning below the name, and only where something can be entered."""
        fields = [name for name in super().get_fields(request, obj) if name != CONFIRMED]
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            fields.insert(fields.index("name") + 1, CONFIRMED)
        return fields

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), InForceFilter]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns, the validity dates last."""
        return tuple(dict.fromkeys([*super().get_list_display(request), "valid_from", "valid_until"]))
