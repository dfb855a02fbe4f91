from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import Business, BusinessLine, Facility, FacilityItem, Flow, Tenant


class BusinessLineInline(admin.StackedInline):
    model = BusinessLine
    autocomplete_fields = ("program",)
    extra = 0


class FacilityItemInline(admin.TabularInline):
    model = FacilityItem
    autocomplete_fields = ("item",)
    extra = 0


@admin.register(Business)
class BusinessAdmin(AuditedModelAdmin):
    list_display = ("mark", "name", "order")
    list_display_links = ("name",)
    search_fields = ("name", "search_key", "code")
    inlines = [BusinessLineInline]


@admin.register(Facility)
class FacilityAdmin(AuditedModelAdmin):
    list_display = ("name", "site", "owner", "land_owner", "opened_year")
    list_select_related = ("owner", "land_owner")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("owner", "land_owner")
    inlines = [FacilityItemInline]


@admin.register(Flow)
class FlowAdmin(AuditedModelAdmin):
    list_display = ("name", "scheme", "kind", "giver_label", "receiver_label", "first_year", "last_year")
    list_filter = ("scheme", "kind")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("giver", "receiver", "program", "item")


@admin.register(Tenant)
class TenantAdmin(AuditedModelAdmin):
    list_display = ("name", "facility", "organization", "leased_area", "moved_in", "moved_out")
    list_filter = ("facility",)
    list_select_related = ("facility", "organization")
    search_fields = ("name", "search_key", "code", "organization__search_key")
    autocomplete_fields = ("facility", "organization")
