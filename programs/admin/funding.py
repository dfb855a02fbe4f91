from django.contrib import admin

from ledger.register_admin import ExchangeAdmin, InForceFilter, RegisterAdmin, RegisterStacked
from programs.models import FundingProgram, GrantApplication, Participation, ProgramItem, ProgramOutline, Theme


class ProgramItemInline(RegisterStacked):
    model = ProgramItem


class ProgramOutlineInline(RegisterStacked):
    model = ProgramOutline


class ThemeInline(RegisterStacked):
    model = Theme
    fields = ("order", "number", "code", "name", "reading", "target", "outline", "is_open_list")
    show_change_link = True


@admin.register(FundingProgram)
class FundingProgramAdmin(RegisterAdmin):
    list_display = ("name", "short_name", "kind", "relation", "funder", "parent", "first_year", "last_year")
    list_filter = ("kind", "relation", "funder")
    search_fields = ("search_key", "short_name", "code")
    inlines = [ProgramItemInline, ThemeInline, ProgramOutlineInline]


@admin.register(Theme)
class ThemeAdmin(RegisterAdmin):
    list_display = ("name", "number", "program", "target", "order")
    list_filter = ("program",)


@admin.register(Participation)
class ParticipationAdmin(ExchangeAdmin):
    list_display = ("organization", "program", "theme", "role", "order", "valid_from", "valid_until")
    list_filter = ("role", "program", InForceFilter)
    search_fields = ("organization__search_key", "organization__names__search_key", "printed")


@admin.register(GrantApplication)
class GrantApplicationAdmin(RegisterAdmin):
    list_display = ("name", "program", "applicant", "applied_on", "decided_on", "result")
    list_filter = ("result", "program")
