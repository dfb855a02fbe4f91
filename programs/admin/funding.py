from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import FundingProgram, GrantApplication, Participation, ProgramItem, ProgramOutline, Theme


class ProgramItemInline(admin.StackedInline):
    model = ProgramItem
    autocomplete_fields = ("item",)
    extra = 0


class ProgramOutlineInline(admin.StackedInline):
    model = ProgramOutline
    extra = 0


class ThemeInline(admin.StackedInline):
    model = Theme
    fields = ("order", "number", "code", "name", "reading", "target", "outline", "is_open_list")
    extra = 0
    show_change_link = True


@admin.register(FundingProgram)
class FundingProgramAdmin(AuditedModelAdmin):
    list_display = ("name", "short_name", "kind", "relation", "funder", "first_year", "last_year")
    list_filter = ("kind", "relation")
    search_fields = ("name", "search_key", "short_name", "code")
    autocomplete_fields = ("parent",)
    inlines = [ProgramItemInline, ThemeInline, ProgramOutlineInline]


@admin.register(Theme)
class ThemeAdmin(AuditedModelAdmin):
    list_display = ("name", "number", "program", "target", "order")
    list_filter = ("program",)
    list_select_related = ("program",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("program",)


@admin.register(Participation)
class ParticipationAdmin(AuditedModelAdmin):
    list_display = ("organization", "program", "theme", "role", "order", "valid_from", "valid_until")
    list_filter = ("role", "program")
    list_select_related = ("organization", "program", "theme")
    search_fields = ("organization__name", "organization__search_key", "organization__names__name", "printed")
    autocomplete_fields = ("program", "theme", "organization", "item")


@admin.register(GrantApplication)
class GrantApplicationAdmin(AuditedModelAdmin):
    list_display = ("name", "program", "applicant", "applied_on", "decided_on", "result")
    list_filter = ("result", "program")
    list_select_related = ("program", "applicant")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("program", "applicant", "item")
