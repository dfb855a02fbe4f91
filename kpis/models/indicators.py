"""Indicators and the plans they serve.

An indicator is the stable concept; its wording, objective, order and targets belong to a plan period.
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Measure
from iconm.lib.registers import Register
from kpis.choices import Direction, Scheme, SuccessionKind, TargetType
from ledger.models import Item, MeasureManager, SourceDocument, Value

DATASET = "kpi"
RULE_HAS_BEGUN = _("この版は既に適用しているため、評価の基準は変更できません。有効開始日を定めた新しい版を登録してください。")


class PlanPeriod(Register):
    """A plan with its own targets, such as 第3期実施計画 R4–R7. Years are fiscal, both inclusive."""

    first_year = models.PositiveSmallIntegerField(_("開始年度"))
    last_year = models.PositiveSmallIntegerField(_("終了年度"))
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("前の計画期間")
    )
    goals_note = models.CharField(_("直接目標の注記"), max_length=200, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("計画期間")
        verbose_name_plural = _("計画期間")
        ordering = ["first_year"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="kpis_planperiod_runs_forward"),
        ]


class Goal(Register):
    """A direct goal (KGI) of a plan: what is to be true in its target year."""

    plan = models.ForeignKey(PlanPeriod, models.PROTECT, related_name="+", verbose_name=_("計画期間"))
    target_year = models.PositiveSmallIntegerField(_("目標年度"))
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta(Register.Meta):
        verbose_name = _("直接目標（KGI）")
        verbose_name_plural = _("直接目標（KGI）")
        ordering = ["plan", "order"]
        constraints = [
            *Register.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "order"], name="kpis_goal_order"),
        ]


class Objective(Register):
    """What the institute is to achieve as a leading facility; indicators are grouped under it."""

    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta(Register.Meta):
        verbose_name = _("実現する目標")
        verbose_name_plural = _("実現する目標")
        ordering = ["order"]


class Indicator(Register):
    """A thing that is measured, with one definition for its whole life. A new definition is a new indicator with a Succession."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="indicator", verbose_name=_("台帳の項目"))
    direction = models.CharField(_("方向"), max_length=4, choices=Direction, default=Direction.UP)
    definition = models.TextField(_("定義"), blank=True)
    counted_from = models.CharField(_("数える台帳"), max_length=80, blank=True, help_text=_("台帳の件数と照合する場合"))
    formula = models.CharField(_("計算式"), max_length=200, blank=True, help_text=_("他の項目から求める場合（例：a + b）"))
    numerator = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分子"))
    denominator = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分母"))

    class Meta(Register.Meta):
        verbose_name = _("指標")
        verbose_name_plural = _("指標")
        ordering = ["item__order"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None) | Q(numerator__isnull=False, denominator__isnull=False),
                name="kpis_indicator_ratio_is_whole",
                violation_error_message=_("分子と分母は両方を指定するか、両方とも空欄にしてください。"),
            ),
        ]


class IndicatorStep(models.Model):
    """A step of an indicator that is judged in words: the score the ledger holds, and what it means."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="steps", verbose_name=_("指標"))
    score = models.SmallIntegerField(_("点数"))
    label = models.CharField(_("意味"), max_length=100)

    class Meta:
        verbose_name = _("定性指標の段階")
        verbose_name_plural = _("定性指標の段階")
        ordering = ["indicator", "score"]
        constraints = [models.UniqueConstraint(fields=["indicator", "score"], name="kpis_indicatorstep_once")]

    def __str__(self) -> str:
        return f"{self.score} {self.label}"


class PlanIndicator(models.Model):
    """An indicator in one plan: under which objective, in which place, against what kind of target, and with which footnote."""

    plan = models.ForeignKey(PlanPeriod, models.PROTECT, related_name="indicators", verbose_name=_("計画期間"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="plans", verbose_name=_("指標"))
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="+", verbose_name=_("実現する目標"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    target_type = models.CharField(_("目標の種類"), max_length=10, choices=TargetType, default=TargetType.AT_LEAST)
    narrative = models.TextField(_("記述による目標"), blank=True)
    scheme = models.CharField(_("評価の方式"), max_length=10, choices=Scheme, default=Scheme.MET)
    significance = models.CharField(_("指標の意義"), max_length=200, blank=True)
    mark = models.CharField(_("注の記号"), max_length=4, blank=True)
    footnote = models.TextField(_("注"), blank=True)

    class Meta:
        verbose_name = _("計画期間の指標")
        verbose_name_plural = _("計画期間の指標")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator"], name="kpis_planindicator_once"),
            models.UniqueConstraint(fields=["plan", "order"], name="kpis_planindicator_order"),
            models.CheckConstraint(
                condition=Q(mark="", footnote="") | (~Q(mark="") & ~Q(footnote="")), name="kpis_planindicator_mark_has_footnote"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.indicator}"


class Wording(models.Model):
    """How one paper words an indicator of a plan. One wording per indicator and plan is the one in force."""

    plan_indicator = models.ForeignKey(PlanIndicator, models.CASCADE, related_name="wordings", verbose_name=_("計画期間の指標"))
    document = models.ForeignKey(SourceDocument, models.PROTECT, related_name="+", verbose_name=_("資料"))
    label = models.CharField(_("表記"), max_length=200)
    is_in_force = models.BooleanField(_("現在の表記"), default=False)

    class Meta:
        verbose_name = _("指標の表記")
        verbose_name_plural = _("指標の表記")
        constraints = [
            models.UniqueConstraint(fields=["plan_indicator", "document"], name="kpis_wording_once"),
            models.UniqueConstraint(fields=["plan_indicator"], condition=Q(is_in_force=True), name="kpis_wording_one_in_force"),
        ]

    def __str__(self) -> str:
        return self.label


class Succession(models.Model):
    """A new indicator that takes the place of an old one. Charts break there; the old verdicts stay."""

    old = models.ForeignKey(Indicator, models.PROTECT, related_name="successors", verbose_name=_("旧指標"))
    new = models.ForeignKey(Indicator, models.PROTECT, related_name="predecessors", verbose_name=_("新指標"))
    kind = models.CharField(_("種別"), max_length=10, choices=SuccessionKind)
    note = models.CharField(_("説明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("指標の継承")
        verbose_name_plural = _("指標の継承")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="kpis_succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="kpis_succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class AssessmentRule(Register):
    """How final values are judged. Changing a rule means a new version with its own validity; verdicts of earlier papers keep theirs.

    Once a version is in force, it keeps what it grades by: scheme, version, first day and steps.
    """

    KEPT = ("scheme", "version", "valid_from")

    scheme = models.CharField(_("方式"), max_length=10, choices=Scheme)
    version = models.PositiveSmallIntegerField(_("版"))

    class Meta(Register.Meta):
        verbose_name = _("評価の規則")
        verbose_name_plural = _("評価の規則")
        ordering = ["scheme", "version"]
        constraints = [
            *Register.Meta.constraints,
            models.UniqueConstraint(fields=["scheme", "version"], name="kpis_assessmentrule_version"),
        ]

    def has_begun(self, on: date) -> bool:
        """Tell whether the version as stored is or was in force by that day, whatever a form has put into this object. One query."""
        return AssessmentRule.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on), pk=self.pk).exists()

    def is_settled(self, on: date) -> bool:
        """Tell whether it has graded by that day: a version without steps grades nothing, and may still be given some. Two queries."""
        return self.has_begun(on) and self.bands.exists()

    def clean(self) -> None:
        if self.pk and self.has_begun(timezone.localdate()):  # Django hands no day to clean()
            if _is_changed(self, self.KEPT):
                raise ValidationError(RULE_HAS_BEGUN)
        elif self.version is not None and self.version > 1 and self.valid_from is None:
            raise ValidationError(
                {"valid_from": _("第2版以後の規則には、有効開始日を入力してください。その前日までの資料の評価は、変わりません。")}
            )


class AssessmentBand(models.Model):
    """A step of a rule's scale; `above` is the percentage (of the target, or of the progress) from which it applies, empty for the last."""

    KEPT = ("rule_id", "grade", "label", "above", "is_exclusive")

    rule = models.ForeignKey(AssessmentRule, models.CASCADE, related_name="bands", verbose_name=_("規則"))
    grade = models.CharField(_("段階"), max_length=4)
    label = models.CharField(_("段階の名称"), max_length=60)
    above = models.DecimalField(_("対目標・進捗（%）"), max_digits=6, decimal_places=1, null=True, blank=True)
    is_exclusive = models.BooleanField(_("超（その値を含まない）"), default=False)

    class Meta:
        verbose_name = _("評価の段階")
        verbose_name_plural = _("評価の段階")
        ordering = ["rule", F("above").desc(nulls_last=True)]
        constraints = [models.UniqueConstraint(fields=["rule", "grade"], name="kpis_assessmentband_once")]

    def __str__(self) -> str:
        return f"{self.grade} {self.label}"

    def clean(self) -> None:
        """Refuse to change a step of a version in force. Whether one may be added depends on its other steps: the form tells."""
        if self.pk and _is_changed(self, self.KEPT) and self.rule.has_begun(timezone.localdate()):
            raise ValidationError(RULE_HAS_BEGUN)


def _is_changed(row: models.Model, names: Sequence[str]) -> bool:
    stored = type(row)._base_manager.filter(pk=row.pk).values_list(*names).first()
    return stored is not None and stored != tuple(getattr(row, name) for name in names)


class Target(Value):
    """The targets: values of the indicators on the basis 計画."""

    objects: ClassVar[MeasureManager] = MeasureManager([DATASET], [Measure.TARGET])  # type: ignore[assignment]  # its own slice

    class Meta:
        proxy = True
        verbose_name = _("目標値")
        verbose_name_plural = _("目標値")


class Actual(Value):
    """The actuals: what was measured, final or part-year."""

    objects: ClassVar[MeasureManager] = MeasureManager([DATASET], [Measure.ACTUAL])  # type: ignore[assignment]  # its own slice

    class Meta:
        proxy = True
        verbose_name = _("実績値")
        verbose_name_plural = _("実績値")
