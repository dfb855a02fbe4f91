from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import FundingProgram


@admin.register(FundingProgram)
class FundingProgramAdmin(AuditedModelAdmin):
    list_display = ("name", "short_name", "funder", "first_year", "last_year")
    search_fields = ("name", "search_key", "short_name", "code")
