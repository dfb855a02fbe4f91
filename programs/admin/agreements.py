from django.contrib import admin

from ledger.register_admin import RegisterAdmin, RegisterStacked
from programs.models import Agreement, AgreementParty, JointResearch, Milestone


class AgreementPartyInline(RegisterStacked):
    model = AgreementParty


@admin.register(Agreement)
class AgreementAdmin(RegisterAdmin):
    list_display = ("name", "kind", "signed_year", "signed_month", "first_year", "last_year")
    list_filter = ("kind",)
    told_apart_by = ("signed_year", "first_year")
    inlines = [AgreementPartyInline]


@admin.register(JointResearch)
class JointResearchAdmin(RegisterAdmin):
    list_display = ("name", "partner", "starts_on", "ends_on", "place")
    search_fields = ("search_key", "code", "partner__search_key")


@admin.register(Milestone)
class MilestoneAdmin(RegisterAdmin):
    list_display = ("name", "series", "year", "month", "day", "part", "is_planned")
    list_filter = ("series", "is_planned")
