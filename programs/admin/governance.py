from django.contrib import admin

from ledger.register_admin import ExchangeAdmin, RegisterAdmin, RegisterStacked, RegisterTabular
from programs.models import Body, BodyCharter, BodyMember, Commitment, Conclusion, Meeting


class BodyCharterInline(RegisterStacked):
    model = BodyCharter
    fk_name = "body"
    show_change_link = True


class BodyMemberInline(RegisterTabular):
    model = BodyMember


@admin.register(Body)
class BodyAdmin(RegisterAdmin):
    list_display = ("name", "host_label", "order")
    inlines = [BodyCharterInline]


@admin.register(BodyCharter)
class BodyCharterAdmin(ExchangeAdmin):
    list_display = ("body", "document", "times_a_year", "times_qualifier")
    list_filter = ("body", "document")
    inlines = [BodyMemberInline]


@admin.register(Meeting)
class MeetingAdmin(RegisterAdmin):
    list_display = ("name", "body", "held_on")
    list_filter = ("body",)


@admin.register(Conclusion)
class ConclusionAdmin(RegisterAdmin):
    list_display = ("name", "kind", "dated_on", "first_year", "last_year", "verdict")
    list_filter = ("kind",)
    search_fields = ("search_key", "code", "verdict")


@admin.register(Commitment)
class CommitmentAdmin(RegisterAdmin):
    list_display = ("name", "made_on", "due_year", "is_yearly", "evaluation", "decision")
    list_filter = ("is_yearly", "due_year")
