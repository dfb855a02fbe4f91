from django.contrib import admin

from finance import models
from ledger.admin import FigureAdmin
from ledger.register_admin import RegisterAdmin


@admin.register(models.Account)
class AccountAdmin(RegisterAdmin):
    list_display = ("name", "side", "parent", "is_total", "order")
    list_filter = ("side",)
    told_apart_by = ("parent",)


@admin.register(models.ResearchSource)
class ResearchSourceAdmin(RegisterAdmin):
    list_display = ("mark", "name", "measure", "program", "order")
    list_display_links = ("name",)


@admin.register(models.SupportScheme)
class SupportSchemeAdmin(RegisterAdmin):
    list_display = ("mark", "name", "kind", "term_printed", "first_year", "last_year")
    list_display_links = ("name",)
    list_filter = ("kind",)


@admin.register(models.ContributionPolicy)
class ContributionPolicyAdmin(RegisterAdmin):
    list_display = ("name", "first_year", "last_year", "covers", "is_wage_linked")


@admin.register(models.Amount)
class AmountAdmin(FigureAdmin):
    list_filter = ("item__dataset", "fiscal_year", "basis")
