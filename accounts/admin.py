"""Users and roles, for system administrators. `iconm.admin.PortalAdminSite` records every write in the audit trail."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import datasets
from accounts.forms import RoleForm, UserAddForm, UserEditForm
from accounts.models import RoleAssignment, User

admin.site.unregister(Group)  # permissions come from roles alone


class RoleAssignmentInline(admin.StackedInline):
    """A user's roles. Nobody edits their own: the parent object decides."""

    model = RoleAssignment
    form = RoleForm
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user and super().has_delete_permission(request, obj)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserEditForm
    add_form = UserAddForm
    list_display = ("username", "name", "organization", "is_active", "last_login")
    list_filter = ("is_active", "organization", "role_assignments__role")
    search_fields = ("username", "name")
    ordering = ("username",)
    list_per_page = 50
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = [RoleAssignmentInline]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("表示"), {"fields": ("name", "organization", "email")}),
        (_("状態"), {"fields": ("is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "name", "organization", "password1", "password2")}),)
    audit_hidden = ("username", "name", "email", "password")  # a chain that cannot be erased holds user ids, no names

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  (Django passes it by this name)
        with transaction.atomic():  # Django saves and logs here without one: the password and its entry come together
            return super().user_change_password(request, id, form_url)


class DatasetFilter(admin.SimpleListFilter):
    title = _("データ区分")
    parameter_name = "dataset"

    def lookups(self, _request: HttpRequest, _model_admin: admin.ModelAdmin) -> list[datasets.Choice]:
        return datasets.choices()

    def queryset(self, _request: HttpRequest, rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """Keep the roles that count for the dataset: those for all do."""
        return rows.filter(dataset__in=("", self.value())) if self.value() else rows


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(admin.ModelAdmin):
    form = RoleForm
    list_display = ("user", "role", "dataset_label", "valid_from", "valid_until")
    list_filter = ("role", DatasetFilter)
    search_fields = ("user__username", "user__name")
    list_select_related = ("user",)
    list_per_page = 50

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.exclude(pk=request.user.pk or 0)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("データ区分"), ordering="dataset")
    def dataset_label(self, assignment: RoleAssignment) -> str:
        return datasets.label(assignment.dataset) if assignment.dataset else str(_("すべて"))

    def has_change_permission(self, request: HttpRequest, obj: RoleAssignment | None = None) -> bool:
        return not _own(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: RoleAssignment | None = None) -> bool:
        return not _own(request, obj) and super().has_delete_permission(request, obj)


def _own(request: HttpRequest, assignment: RoleAssignment | None) -> bool:
    """Nobody changes their own role."""
    return assignment is not None and assignment.user_id == request.user.pk
