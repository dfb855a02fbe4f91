from django.contrib import admin
from django.db.models import URLField

from ledger.admin import FigureAdmin
from ledger.register_admin import RegisterAdmin, RegisterTabular
from outreach import models


class ListedInline(RegisterTabular):
    model = models.Listed
    fields = ("order", "name", "organization", "document", "section")


@admin.register(models.Metric)
class MetricAdmin(RegisterAdmin):
    list_display = ("mark", "name", "field", "parent", "order")
    list_display_links = ("name",)
    list_filter = ("field",)
    inlines = [ListedInline]


@admin.register(models.Activity)
class ActivityAdmin(RegisterAdmin):
    list_display = ("mark", "name", "field", "school", "grade", "order")
    list_display_links = ("name",)
    list_filter = ("field",)


@admin.register(models.Event)
class EventAdmin(RegisterAdmin):
    list_display = ("name", "kind", "year", "month", "held_on", "place", "participants")
    list_filter = ("kind", "year")
    told_apart_by = ("year", "month", "held_on")
    search_fields = ("search_key", "code", "place")


@admin.register(models.MediaItem)
class MediaItemAdmin(RegisterAdmin):
    list_display = ("name", "kind", "outlet", "published_on")
    list_filter = ("kind",)
    date_hierarchy = "published_on"
    search_fields = ("search_key", "code", "outlet")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(models.Total)
class TotalAdmin(FigureAdmin):
    list_filter = ("fiscal_year", "measure")
