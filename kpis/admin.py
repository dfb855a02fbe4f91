from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import has_role, today
from accounts.choices import Role
from accounts.models import User
from audit.admin_base import AuditedModelAdmin
from iconm.lib.fiscal_year import FiscalYear
from kpis import models
from kpis.actions.grading import withdraw_grading
from kpis.calculations import grade_text
from kpis.forms.grading import GradingForm, WithdrawalForm
from kpis.forms.rules import BandFormSet
from kpis.models.indicators import RULE_HAS_BEGUN
from kpis.queries.wordings import places_worded
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
    ordering = ("-plan__first_year", "order")  # what is looked for in other pages, to grade it, is most often of the plan that runs
    search_fields = ("indicator__name", "indicator__search_key")
    autocomplete_fields = ("indicator",)
    inlines = [WordingInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.PlanIndicator]:
        return super().get_queryset(request).select_related("plan", "indicator")  # a place is called by their names, where it is chosen too

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find a place by what any paper calls it, too: the pages of entry show the wording in force."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(pk__in=places_worded(search_term)), has_duplicates


class AssessmentBandInline(admin.StackedInline):
    """The steps of a rule; read only once it grades by them."""

    model = models.AssessmentBand
    formset = BandFormSet
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.is_settled = _is_settled(obj)
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_settled(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_settled(obj)


def _told(fieldsets: Any, text: Promise) -> Any:
    """Return the fieldsets under a sentence that says why they are read only."""
    (name, options), *others = fieldsets
    return [(name, {**options, "description": text}), *others]


def _is_settled(rule: models.AssessmentRule | None) -> bool:
    return rule is not None and rule.is_settled(today())


@admin.register(models.AssessmentRule)
class AssessmentRuleAdmin(AuditedModelAdmin):
    """Rules in versions. One in force keeps what it grades by and can only be ended: a change is a new version."""

    list_display = ("name", "scheme", "version", "valid_from", "valid_until")
    inlines = [AssessmentBandInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *models.AssessmentRule.KEPT) if obj is not None and obj.has_begun(today()) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return _told(fieldsets, RULE_HAS_BEGUN) if _is_settled(obj) else fieldsets


SETTLED = _(
    "確定した評価は変更できません。改める場合は、後の確定日で新しく登録してください。誤って確定した場合は、確定を取り消してください。"
)
WITHDRAWN = _("この評価の確定は取り消されています。取消日からは、評価として数えません。")


@admin.register(models.Grading)
class GradingAdmin(AuditedModelAdmin):
    """Grades that people gave, each a decision of its own: not read from files, and never changed. A later one is a new row.

    One given by mistake is withdrawn, with a reason.
    """

    form = GradingForm
    change_form_template = "kpis/grading_change_form.html"
    list_display = ("plan_indicator", "fiscal_year_header", "step", "decided_on", "withdrawn_on")
    list_filter = ("plan_indicator__plan", "fiscal_year")
    autocomplete_fields = ("plan_indicator",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Grading]:
        return super().get_queryset(request).select_related("plan_indicator__plan", "plan_indicator__indicator")  # what each is called by

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and has_role(request.user, Role.CLERK, dataset=models.DATASET, on=today())

    def has_change_permission(self, _request: HttpRequest, _grading: models.Grading | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:pk>/withdraw/", withdraw, name="kpis_grading_withdraw"), *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why the decision is taken back, and do it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        grading = self.get_queryset(request).filter(pk=pk).first()
        if grading is None:
            raise Http404(gettext("この評価の確定は登録されていません。"))
        if request.method != "POST" and grading.withdrawn_on:  # an address kept open, or somebody else was quicker: its page says so
            return redirect(reverse("admin:kpis_grading_change", args=[grading.pk]))
        form = WithdrawalForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _withdrawn(request, grading, form):
            return redirect(reverse("admin:kpis_grading_change", args=[grading.pk]))
        shown = {"title": gettext("評価の確定の取消し"), "opts": self.model._meta, "list": reverse("admin:kpis_grading_changelist")}
        context = (
            self.admin_site.each_context(request)
            | shown
            | {"form": form, "grading": grading, "step": self.step(grading), "year": FiscalYear(grading.fiscal_year).header}
        )
        return render(request, "kpis/grading_withdraw.html", context, status=422 if form.errors else 200)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        row: models.Grading | None = context.get("original")
        context["may_withdraw"] = row is not None and row.withdrawn_on is None and self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *self._as_read(obj)) if obj is not None else fields

    def get_fields(self, _request: HttpRequest, obj: Any = None) -> Any:
        return GradingForm.Meta.fields if obj is None else self._as_read(obj)

    def _as_read(self, grading: models.Grading) -> tuple[str, ...]:
        """Return what the page of a decision shows: the year and the step as people write them."""
        shown = {"fiscal_year": "fiscal_year_header", "grade": "step"}
        withdrawal = ("withdrawn_on", "withdrawal_reason") if grading.withdrawn_on else ()
        return (*(shown.get(name, name) for name in GradingForm.Meta.fields), "recorded_on", *withdrawal)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None else _told(fieldsets, WITHDRAWN if obj.withdrawn_on else SETTLED)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.on = today()
        return form

    def response_add(self, request: HttpRequest, obj: models.Grading, post_url_continue: str | None = None) -> HttpResponse:
        """Go on as always, and say where the grade stands among the others of its year."""
        response = super().response_add(request, obj, post_url_continue)
        where = f"{reverse('dashboards:assessments')}?period={obj.plan_indicator.plan.code}&year={obj.fiscal_year}"
        told = gettext("確定した評価は、{link}に表示されます。")
        messages.info(request, format_html(told, link=format_html('<a href="{}">{}</a>', where, gettext("評価の一覧"))))
        return response

    @admin.display(description=_("年度"), ordering="fiscal_year")
    def fiscal_year_header(self, grading: models.Grading) -> str:
        return FiscalYear(grading.fiscal_year).header

    @admin.display(description=_("段階"))
    def step(self, grading: models.Grading) -> str:
        return grade_text(grading.grade, grading.label)


def _withdrawn(request: HttpRequest, grading: models.Grading, form: WithdrawalForm) -> bool:
    """Take the decision back, or put beside the field why that cannot be done."""
    try:
        withdraw_grading(grading=grading, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, gettext("評価の確定を取り消しました。"))
    return True


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
