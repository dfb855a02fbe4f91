"""What every admin class of the portal is built on, so that each write there leaves one audit entry.

`iconm.admin.PortalAdminSite` puts `AuditedAdminMixin` in front of whatever admin class is registered: those of lower apps (accounts) and of
other people's packages too, so nothing can be forgotten. Django calls `log_addition`, `log_change` and `log_deletions` once for each row it
writes; here they write to the audit trail instead of Django's own log, which stays empty.

An admin action or extra view that writes through a domain action is recorded by that action, not here.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import Fieldset
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import registry
from audit.actions import record
from audit.models import Entry
from audit.queries import entries_of
from audit.snapshots import Snapshot, everything_of, hide, target_of
from iconm.lib.admin_days import DaysAsTyped

REASON = "change_reason"  # no field of a model is called so


class AuditedAdminMixin(DaysAsTyped):
    """Records additions, changes and deletions with their difference, in the transaction of the write.

    The form of a row that is there asks why it is changed. is_reason_required: no change without a reason. audit_hidden: names of fields of
    which the entry only tells that they changed. Classes of lower apps set it without importing this one.
    """

    audit_hidden: tuple[str, ...]  # no value here: it would hide the one of the class behind the mixin
    is_reason_required = False

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        registry.register_model(model)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            self._remember(request, row)
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which asks for the reason where a row that is there may be changed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change or not self.has_change_permission(request, obj):
            return form
        return type(form.__name__, (form,), {REASON: _reason_field(self.is_reason_required)})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the reason below everything else: it is about all of it."""
        form = context["adminform"].form
        if REASON in form.fields:
            context["reason_fieldset"] = Fieldset(form, fields=(REASON,), model_admin=self)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if change and target_of(obj) not in _remembered(request):  # a list with editable columns never calls get_object
            self._remember(request, self.model._base_manager.get(pk=obj.pk))
        if change:
            _reasons(request)[target_of(obj)] = form.cleaned_data.get(REASON, "")  # such a list asks for none either
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, _message: Any) -> Any:
        return self._record(request, registry.ADDED, obj, None, self._now(request, obj))

    def log_change(self, request: HttpRequest, obj: Any, _message: Any) -> Any:
        return self._record(request, registry.CHANGED, obj, _remembered(request).pop(target_of(obj), None), self._now(request, obj))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [self._record(request, registry.DELETED, row, self._now(request, row), None) for row in queryset]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        with transaction.atomic():  # Django records before it deletes: if the deletion fails, the entry goes too
            return super().response_action(request, queryset)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the entries about the row in place of Django's log."""
        row = self.get_object(request, unquote(object_id))
        if row is not None and not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        entries = Paginator(entries_of(target_of(row)) if row else Entry.objects.none(), per_page=100)
        page = entries.get_page(request.GET.get(PAGE_VAR, 1))
        page.object_list = [HistoryLine(entry) for entry in page.object_list]  # type: ignore[misc]  # any sequence will do
        shown = {
            "action_list": page,
            "page_range": entries.get_elided_page_range(page.number),
            "pagination_required": entries.num_pages > 1,
        }
        return super().history_view(request, object_id, shown | (extra_context or {}))

    def _remember(self, request: HttpRequest, row: Model) -> None:
        _remembered(request)[target_of(row)] = everything_of(row, self.get_inline_instances(request, row))

    def _now(self, request: HttpRequest, row: Model) -> Snapshot:
        """Return the state in the database: what a form's object holds may not have been converted or saved."""
        stored = self.model._base_manager.get(pk=row.pk)
        return everything_of(stored, self.get_inline_instances(request, stored))

    def _record(self, request: HttpRequest, verb: str, row: Model, before: Snapshot | None, after: Snapshot | None) -> Entry:
        hide(before, after, getattr(self, "audit_hidden", ()))
        action, by = registry.model_code(type(row), verb), cast(User, request.user)
        reason = _reasons(request).pop(target_of(row), "")
        return record(action=action, by=by, target=target_of(row), before=before, after=after, reason=reason)


class AuditedModelAdmin(AuditedAdminMixin):
    """Base of the registers' admin."""

    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields nobody edits: a code, once given, is what other rows, fixtures and addresses know the row by."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "code") if obj is not None and hasattr(obj, "code") else fields


class ReadOnlyAdmin(AuditedModelAdmin):
    """Shows rows that only actions write."""

    actions = None

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


class HistoryLine:
    """An entry under the names Django's history template knows."""

    def __init__(self, entry: Entry) -> None:
        self.action_time = entry.at
        self.user = entry.actor
        self._entry = entry

    def get_change_message(self) -> str:
        done, why = registry.sentence(self._entry.action), self._entry.reason
        return f"{done}：{why}" if why else done


def _reason_field(is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("変更の理由"),
        required=is_required,
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("変更した理由と、確認した資料。操作記録に残ります。個人の氏名は入力しないでください。"),
        error_messages={"required": _("変更の理由を入力してください。")},
    )


def _remembered(request: HttpRequest) -> dict[str, Snapshot]:
    """Return the states of rows before this request changes them, by target."""
    return request.__dict__.setdefault("_audit_before", {})  # type: ignore[no-any-return]


def _reasons(request: HttpRequest) -> dict[str, str]:
    """Return why rows are changed by this request, by target."""
    return request.__dict__.setdefault("_audit_reasons", {})  # type: ignore[no-any-return]
