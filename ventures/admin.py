from django.contrib import admin

from ledger.register_admin import RegisterAdmin, RegisterStacked, RegisterTabular
from ventures import models


class FundingRoundInline(RegisterStacked):
    model = models.FundingRound
    fields = ("code", "name", "kind", "dated_on", "item", "note", "document", "section")


@admin.register(models.Venture)
class VentureAdmin(RegisterAdmin):
    list_display = ("name", "founded_year", "founded_kind", "technology", "status", "program")
    list_filter = ("status", "program")
    search_fields = ("search_key", "code", "technology")
    inlines = [FundingRoundInline]


@admin.register(models.FundingRound)
class FundingRoundAdmin(RegisterAdmin):
    list_display = ("name", "venture", "kind", "dated_on")
    list_filter = ("kind",)
    search_fields = ("search_key", "code", "venture__name")


@admin.register(models.Patent)
class PatentAdmin(RegisterAdmin):
    list_display = ("name", "number", "owner", "status", "is_basic", "applied_on", "granted_on")
    list_filter = ("status", "is_basic")
    search_fields = ("search_key", "code", "number")


@admin.register(models.Licence)
class LicenceAdmin(RegisterAdmin):
    list_display = ("name", "licensee", "patent", "signed_on", "ended_on")


@admin.register(models.Trial)
class TrialAdmin(RegisterAdmin):
    list_display = ("name", "kind", "sponsor", "phase", "target", "started_on", "ended_on")
    list_filter = ("kind",)
    search_fields = ("search_key", "code", "target", "registry_number")


class ConsortiumActivityInline(RegisterTabular):
    model = models.ConsortiumActivity
    fields = ("order", "name", "document", "section")


@admin.register(models.Consortium)
class ConsortiumAdmin(RegisterAdmin):
    list_display = ("name", "founded_year", "founded_month", "program")
    inlines = [ConsortiumActivityInline]


class FeeClassInline(RegisterTabular):
    model = models.FeeClass
    fields = ("order", "label", "employees_from", "employees_to", "item", "document", "section")


@admin.register(models.MemberTier)
class MemberTierAdmin(RegisterAdmin):
    list_display = ("name", "consortium", "item", "order")
    inlines = [FeeClassInline]


@admin.register(models.Membership)
class MembershipAdmin(RegisterAdmin):
    list_display = ("name", "tier", "organization", "joined_on", "left_on")
    list_filter = ("tier",)


@admin.register(models.CareSite)
class CareSiteAdmin(RegisterAdmin):
    list_display = ("name", "consortium", "organization", "order")
