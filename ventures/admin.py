from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from ventures import models


class FundingRoundInline(admin.StackedInline):
    model = models.FundingRound
    fields = ("code", "name", "kind", "dated_on", "item", "note", "document", "section")
    autocomplete_fields = ("item",)
    extra = 0


@admin.register(models.Venture)
class VentureAdmin(AuditedModelAdmin):
    list_display = ("name", "founded_year", "founded_kind", "technology", "status", "program")
    list_filter = ("status", "program")
    list_select_related = ("program",)
    search_fields = ("name", "search_key", "code", "technology")
    autocomplete_fields = ("organization", "program", "merged_into")
    inlines = [FundingRoundInline]


@admin.register(models.FundingRound)
class FundingRoundAdmin(AuditedModelAdmin):
    list_display = ("name", "venture", "kind", "dated_on")
    list_filter = ("kind",)
    list_select_related = ("venture",)
    search_fields = ("name", "search_key", "code", "venture__name")
    autocomplete_fields = ("venture", "item")


@admin.register(models.Patent)
class PatentAdmin(AuditedModelAdmin):
    list_display = ("name", "number", "owner", "status", "is_basic", "applied_on", "granted_on")
    list_filter = ("status", "is_basic")
    list_select_related = ("owner",)
    search_fields = ("name", "search_key", "code", "number")
    autocomplete_fields = ("owner",)


@admin.register(models.Licence)
class LicenceAdmin(AuditedModelAdmin):
    list_display = ("name", "licensee", "patent", "signed_on", "ended_on")
    list_select_related = ("licensee", "patent")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("licensee", "patent")


@admin.register(models.Trial)
class TrialAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "sponsor", "phase", "target", "started_on", "ended_on")
    list_filter = ("kind",)
    list_select_related = ("sponsor",)
    search_fields = ("name", "search_key", "code", "target", "registry_number")
    autocomplete_fields = ("sponsor",)


class ConsortiumActivityInline(admin.TabularInline):
    model = models.ConsortiumActivity
    fields = ("order", "name", "document", "section")
    extra = 0


@admin.register(models.Consortium)
class ConsortiumAdmin(AuditedModelAdmin):
    list_display = ("name", "founded_year", "founded_month", "program")
    list_select_related = ("program",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("program", "sites_item")
    inlines = [ConsortiumActivityInline]


class FeeClassInline(admin.TabularInline):
    model = models.FeeClass
    fields = ("order", "label", "employees_from", "employees_to", "item", "document", "section")
    autocomplete_fields = ("item",)
    extra = 0


@admin.register(models.MemberTier)
class MemberTierAdmin(AuditedModelAdmin):
    list_display = ("name", "consortium", "item", "order")
    list_select_related = ("consortium", "item")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item",)
    inlines = [FeeClassInline]


@admin.register(models.Membership)
class MembershipAdmin(AuditedModelAdmin):
    list_display = ("name", "tier", "organization", "joined_on", "left_on")
    list_filter = ("tier",)
    list_select_related = ("tier", "organization")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("organization",)


@admin.register(models.CareSite)
class CareSiteAdmin(AuditedModelAdmin):
    list_display = ("name", "consortium", "organization", "order")
    list_select_related = ("consortium", "organization")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("organization",)
