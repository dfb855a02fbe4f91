from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from reporting.forms import BlockForm, BlockFormSet
from reporting.models import Block, ReportTemplate


class BlockInline(admin.StackedInline):
    model = Block
    form = BlockForm
    formset = BlockFormSet
    extra = 0


@admin.register(ReportTemplate)
class ReportTemplateAdmin(AuditedModelAdmin):
    list_display = ("name", "occasion", "organization", "dated_on")
    search_fields = ("name", "search_key", "code")
    inlines = [BlockInline]
