from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from finance import models
from ledger.admin import FigureAdmin


@admin.register(models.Account)
class AccountAdmin(AuditedModelAdmin):
    list_display = ("name", "side", "parent", "is_total", "order")
    list_filter = ("side",)
    list_select_related = ("parent",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "parent", "carried_from")


@admin.register(models.ResearchSource)
class ResearchSourceAdmin(AuditedModelAdmin):
    list_display = ("mark", "name", "measure", "program", "order")
    list_display_links = ("name",)
    list_select_related = ("program",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "program", "ceiling")


@admin.register(models.SupportScheme)
class SupportSchemeAdmin(AuditedModelAdmin):
    list_display = ("mark", "name", "kind", "term_printed", "first_year", "last_year")
    list_display_links = ("name",)
    list_filter = ("kind",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "program")


@admin.register(models.ContributionPolicy)
class ContributionPolicyAdmin(AuditedModelAdmin):
    list_display = ("name", "first_year", "last_year", "covers", "is_wage_linked")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item",)


@admin.register(models.Amount)
class AmountAdmin(FigureAdmin):
    list_filter = ("item__dataset", "fiscal_year", "basis")
