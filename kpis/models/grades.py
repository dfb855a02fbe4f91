"""Grades that people give an indicator, beside those that are computed."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear, term_short
from kpis.calculations import grade_text
from kpis.models.indicators import PlanIndicator
from ledger.models import Sourced


class Grading(Sourced):
    """The grade of one year as it was decided on a day, and why. A later decision counts in its place; the older ones stay.

    grade, label: the step of the rule in force on that day, in its words of that day. recorded_on: the day it was entered; nobody knew it
    before. withdrawn_on: from this day on it counts no more.
    """

    plan_indicator = models.ForeignKey(PlanIndicator, models.PROTECT, related_name="gradings", verbose_name=_("計画期間の指標"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    grade = models.CharField(_("段階"), max_length=4)
    label = models.CharField(_("段階の名称"), max_length=60, editable=False)
    reason = models.CharField(_("理由"), max_length=400)
    decided_on = models.DateField(_("確定日"))
    recorded_on = models.DateField(_("登録日"), editable=False)
    withdrawn_on = models.DateField(_("取消日"), null=True, editable=False)
    withdrawal_reason = models.CharField(_("取消しの理由"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("評価の確定")
        verbose_name_plural = _("評価の確定")
        ordering = ["-fiscal_year", "plan_indicator", "-decided_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_indicator", "fiscal_year", "decided_on"],
                condition=Q(withdrawn_on=None),
                name="kpis_grading_once_a_day",
                violation_error_message=_("この指標と年度の評価は、同じ日付で既に確定しています。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kpis_grading_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawal_reason="") | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
                name="kpis_grading_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_indicator} {FiscalYear(self.fiscal_year).header} {grade_text(self.grade, self.label)}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # No form has the field, and Django leaves out what depends on one it has not.
        super().validate_constraints(exclude=set(exclude or ()) - {"withdrawn_on"})

    def clean(self) -> None:
        plan = self.plan_indicator.plan if self.plan_indicator_id else None
        if plan and self.fiscal_year is not None and not plan.first_year <= self.fiscal_year <= plan.last_year:
            told = {"plan": plan, "term": term_short(plan.first_year, plan.last_year)}
            raise ValidationError({"fiscal_year": _("%(plan)s（%(term)s）の年度を入力してください。") % told})
