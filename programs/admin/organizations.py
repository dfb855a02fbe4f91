from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import Organization, OrganizationName


class OrganizationNameInline(admin.StackedInline):
    model = OrganizationName
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "parent", "successor", "valid_from", "valid_until")
    list_filter = ("kind",)
    list_select_related = ("parent", "successor")
    search_fields = ("name", "search_key", "code", "names__name", "names__search_key")
    autocomplete_fields = ("parent", "successor")
    inlines = [OrganizationNameInline]
