from django.contrib import admin
from django.db.models import URLField

from audit.admin_base import AuditedModelAdmin
from ledger.admin import FigureAdmin
from outreach import models


class ListedInline(admin.TabularInline):
    model = models.Listed
    fields = ("order", "name", "organization", "document", "section")
    autocomplete_fields = ("organization",)
    extra = 0


@admin.register(models.Metric)
class MetricAdmin(AuditedModelAdmin):
    list_display = ("mark", "name", "field", "parent", "order")
    list_display_links = ("name",)
    list_filter = ("field",)
    list_select_related = ("parent",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "parent")
    inlines = [ListedInline]


@admin.register(models.Activity)
class ActivityAdmin(AuditedModelAdmin):
    list_display = ("mark", "name", "field", "school", "grade", "order")
    list_display_links = ("name",)
    list_filter = ("field",)
    list_select_related = ("school",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "parent", "school")


@admin.register(models.Event)
class EventAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "year", "month", "held_on", "place", "participants")
    list_filter = ("kind", "year")
    search_fields = ("name", "search_key", "code", "place")
    autocomplete_fields = ("metric", "activity")


@admin.register(models.MediaItem)
class MediaItemAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "outlet", "published_on")
    list_filter = ("kind",)
    date_hierarchy = "published_on"
    search_fields = ("name", "search_key", "code", "outlet")
    autocomplete_fields = ("event",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(models.Total)
class TotalAdmin(FigureAdmin):
    list_filter = ("fiscal_year", "measure")
