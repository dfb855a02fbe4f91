from django.contrib import admin

from audit.admin_base import AuditedModelAdmin
from programs.models import Body, BodyCharter, BodyMember, Commitment, Conclusion, Meeting


class BodyCharterInline(admin.StackedInline):
    model = BodyCharter
    fk_name = "body"
    extra = 0
    show_change_link = True


class BodyMemberInline(admin.TabularInline):
    model = BodyMember
    autocomplete_fields = ("side",)
    extra = 0


@admin.register(Body)
class BodyAdmin(AuditedModelAdmin):
    list_display = ("name", "host_label", "order")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("host",)
    inlines = [BodyCharterInline]


@admin.register(BodyCharter)
class BodyCharterAdmin(AuditedModelAdmin):
    list_display = ("body", "document", "times_a_year", "times_qualifier")
    list_filter = ("body", "document")
    list_select_related = ("body", "document")
    inlines = [BodyMemberInline]


@admin.register(Meeting)
class MeetingAdmin(AuditedModelAdmin):
    list_display = ("name", "body", "held_on")
    list_filter = ("body",)
    list_select_related = ("body",)
    search_fields = ("name", "search_key", "code")


@admin.register(Conclusion)
class ConclusionAdmin(AuditedModelAdmin):
    list_display = ("name", "kind", "dated_on", "first_year", "last_year", "verdict")
    list_filter = ("kind",)
    search_fields = ("name", "search_key", "code", "verdict")
    autocomplete_fields = ("meeting",)


@admin.register(Commitment)
class CommitmentAdmin(AuditedModelAdmin):
    list_display = ("name", "made_on", "due_year", "is_yearly", "evaluation", "decision")
    list_filter = ("is_yearly", "due_year")
    list_select_related = ("evaluation", "decision")
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("agreement", "evaluation", "decision")
