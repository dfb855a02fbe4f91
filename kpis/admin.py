from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import today
from audit.admin_base import AuditedModelAdmin
from iconm.lib.fiscal_year import FiscalYear
from kpis import models
from kpis.calculations import grade_text
from kpis.forms.grading import GradingForm
from ledger.admin import FigureAdmin


class OfferedOnceMixin(InlineModelAdmin):
    """Reads the choices of a foreign key once for a page: each row of an inline would else ask for them again."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)  # type: ignore[arg-type]  # a model's are always an iterator
        return field


class GoalInline(admin.StackedInline):
    model = models.Goal
    fields = ("order", "target_year", "name", "code")
    extra = 0


class PlanIndicatorInline(OfferedOnceMixin, admin.StackedInline):
    model = models.PlanIndicator
    fields = ("order", "objective", "indicator", "target_type", "narrative", "scheme", "significance", "mark", "footnote")
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.PlanIndicator]:
        return super().get_queryset(request).select_related("plan", "indicator")  # each row is headed by their names


@admin.register(models.PlanPeriod)
class PlanPeriodAdmin(AuditedModelAdmin):
    """A plan as it stands. The next one is made by the wizard, which the list leads to."""

    change_list_template = "kpis/plan_change_list.html"
    list_display = ("name", "first_year", "last_year", "predecessor")
    list_select_related = ("predecessor",)
    inlines = [GoalInline, PlanIndicatorInline]


@admin.register(models.Goal)
class GoalAdmin(AuditedModelAdmin):
    list_display = ("name", "plan", "target_year", "order")
    list_filter = ("plan",)
    list_select_related = ("plan",)


@admin.register(models.Objective)
class ObjectiveAdmin(AuditedModelAdmin):
    list_display = ("name", "name_en", "order")


class SuccessionInline(OfferedOnceMixin, admin.StackedInline):
    model = models.Succession
    fk_name = "new"
    verbose_name_plural = _("旧指標")
    extra = 0


@admin.register(models.Indicator)
class IndicatorAdmin(AuditedModelAdmin):
    list_display = ("name", "unit", "kind", "direction")
    list_filter = ("direction", "item__kind")
    list_select_related = ("item",)
    search_fields = ("name", "search_key", "code")
    autocomplete_fields = ("item", "numerator", "denominator")
    inlines = [SuccessionInline]

    @admin.display(description=_("単位"))
    def unit(self, indicator: models.Indicator) -> str:
        return indicator.item.unit

    @admin.display(description=_("種別"))
    def kind(self, indicator: models.Indicator) -> str:
        return indicator.item.get_kind_display()


class WordingInline(OfferedOnceMixin, admin.StackedInline):
    model = models.Wording
    extra = 0


@admin.register(models.PlanIndicator)
class PlanIndicatorAdmin(AuditedModelAdmin):
    list_display = ("indicator", "plan", "objective", "order", "target_type", "scheme")
    list_filter = ("plan", "objective", "scheme")
    list_select_related = ("indicator", "plan", "objective")
    search_fields = ("indicator__name", "indicator__search_key")
    autocomplete_fields = ("indicator",)
    inlines = [WordingInline]


class AssessmentBandInline(admin.StackedInline):
    model = models.AssessmentBand
    extra = 0


@admin.register(models.AssessmentRule)
class AssessmentRuleAdmin(AuditedModelAdmin):
    list_display = ("name", "scheme", "version", "valid_from", "valid_until")
    inlines = [AssessmentBandInline]


@admin.register(models.Grading)
class GradingAdmin(AuditedModelAdmin):
    """Grades that people gave. Not read from files: each is a decision of its own."""

    form = GradingForm
    list_display = ("plan_indicator", "fiscal_year_short", "step", "decided_on")
    list_filter = ("plan_indicator__plan", "fiscal_year")
    list_select_related = ("plan_indicator__plan", "plan_indicator__indicator")
    autocomplete_fields = ("plan_indicator",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.on = today()
        return form

    @admin.display(description=_("年度"), ordering="fiscal_year")
    def fiscal_year_short(self, grading: models.Grading) -> str:
        return FiscalYear(grading.fiscal_year).short

    @admin.display(description=_("段階"))
    def step(self, grading: models.Grading) -> str:
        return grade_text(grading.grade, grading.label)


class InitiativeContentInline(admin.StackedInline):
    model = models.InitiativeContent
    extra = 0


class InitiativeObjectiveInline(OfferedOnceMixin, admin.TabularInline):
    model = models.InitiativeObjective
    extra = 0


@admin.register(models.Initiative)
class InitiativeAdmin(AuditedModelAdmin):
    list_display = ("name", "plan", "series", "order")
    list_filter = ("plan", "series")
    list_select_related = ("plan",)
    search_fields = ("name", "search_key", "code")
    inlines = [InitiativeContentInline, InitiativeObjectiveInline]


@admin.register(models.Judgement)
class JudgementAdmin(AuditedModelAdmin):
    list_display = ("conclusion", "plan_indicator")
    list_filter = ("plan_indicator__plan",)
    list_select_related = ("conclusion", "plan_indicator__plan", "plan_indicator__indicator")
    autocomplete_fields = ("conclusion", "plan_indicator")


@admin.register(models.Target)
class TargetAdmin(FigureAdmin):
    list_filter = ("fiscal_year",)


@admin.register(models.Actual)
class ActualAdmin(FigureAdmin):
    list_filter = ("fiscal_year", "basis")
