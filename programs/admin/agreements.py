from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import Agreement, AgreementParty, JointResearch, Milestone


class AgreementPartyInline(admin.StackedInline):
    model = AgreementParty
    autocomplete_fields = ("organization",)
    extra = 0


@admin.register(Agreement)
class AgreementAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "signed_year", "signed_month", "first_year", "last_year")
    list_filter = ("kind",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("program", "predecessor")
    inlines = [AgreementPartyInline]


@admin.register(JointResearch)
class JointResearchAdmin(AuditedModelAdmin):
    list_display = ("name", "partner", "starts_on", "ends_on", "place")
    list_select_related = ("partner",)
    search_fields = ("name", "search_key", "code", "partner__search_key")
    autocomplete_fields = ("partner",)


@admin.register(Milestone)
class MilestoneAdmin(AuditedModelAdmin):
    list_display = ("name", "series", "year", "month", "day", "part", "is_planned")
    list_filter = ("series", "is_planned")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("program", "agreement")
