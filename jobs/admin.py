from django.contrib import admin

from audit.admin_base import ReadOnlyAdmin
from jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "state", "progress", "message", "attempt", "requested_by", "created_at", "finished_at")
    list_filter = ("state", "is_scheduled", "name")
    list_select_related = ("requested_by",)
    date_hierarchy = "created_at"
