from django.contrib import admin

from ledger.register_admin import RegisterAdmin, RegisterStacked, RegisterTabular
from programs.models import Business, BusinessLine, Facility, FacilityItem, Flow, Tenant


class BusinessLineInline(RegisterStacked):
    model = BusinessLine


class FacilityItemInline(RegisterTabular):
    model = FacilityItem


@admin.register(Business)
class BusinessAdmin(RegisterAdmin):
    list_display = ("mark", "name", "order")
    list_display_links = ("name",)
    inlines = [BusinessLineInline]


@admin.register(Facility)
class FacilityAdmin(RegisterAdmin):
    list_display = ("name", "site", "owner", "land_owner", "opened_year")
    inlines = [FacilityItemInline]


@admin.register(Flow)
class FlowAdmin(RegisterAdmin):
    list_display = ("name", "scheme", "kind", "giver_label", "receiver_label", "first_year", "last_year")
    list_filter = ("scheme", "kind")


@admin.register(Tenant)
class TenantAdmin(RegisterAdmin):
    list_display = ("name", "facility", "organization", "leased_area", "moved_in", "moved_out")
    list_filter = ("facility",)
    search_fields = ("search_key", "code", "organization__search_key")
