from django.contrib import admin

from ledger.register_admin import RegisterAdmin, RegisterStacked
from programs.models import Organization, OrganizationName


class OrganizationNameInline(RegisterStacked):
    model = OrganizationName


@admin.register(Organization)
class OrganizationAdmin(RegisterAdmin):
    list_display = ("name", "kind", "parent", "successor", "valid_from", "valid_until")
    list_filter = ("kind",)
    search_fields = ("search_key", "code", "names__search_key")
    inlines = [OrganizationNameInline]
