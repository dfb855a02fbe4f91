"""What a plan sets out to do, the objectives it serves, and which indicators a conclusion judged.

They stand here and not beside agreements and meetings, because plans, objectives and indicators are this app's.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iconm.lib.registers import Register
from kpis.choices import InitiativeSeries
from kpis.models.indicators import Objective, PlanIndicator, PlanPeriod
from ledger.models import Sourced
from programs.models import Conclusion


class Initiative(Sourced, Register):
    """An item of 主な取組 in one plan."""

    plan = models.ForeignKey(PlanPeriod, models.PROTECT, related_name="initiatives", verbose_name=_("計画期間"))
    series = models.CharField(_("一覧"), max_length=8, choices=InitiativeSeries, default=InitiativeSeries.SUPPORT)
    order = models.PositiveSmallIntegerField(_("並び順"))
    mark = models.CharField(_("項番"), max_length=8, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("主な取組")
        verbose_name_plural = _("主な取組")
        ordering = ["plan", "series", "order"]
        constraints = [
            *Register.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "series", "order"], name="kpis_initiative_order"),
        ]


class InitiativeContent(models.Model):
    """One line of what an initiative consists of."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="contents", verbose_name=_("主な取組"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    text = models.CharField(_("取組内容"), max_length=400)
    is_new = models.BooleanField(_("新規"), default=False)

    class Meta:
        verbose_name = _("取組内容")
        verbose_name_plural = _("取組内容")
        ordering = ["initiative", "order"]
        constraints = [models.UniqueConstraint(fields=["initiative", "order"], name="kpis_initiativecontent_order")]

    def __str__(self) -> str:
        return self.text


class InitiativeObjective(models.Model):
    """An outcome an initiative is to achieve (獲得を目指す成果)."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="objectives", verbose_name=_("主な取組"))
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="initiatives", verbose_name=_("獲得を目指す成果"))

    class Meta:
        verbose_name = _("獲得を目指す成果")
        verbose_name_plural = _("獲得を目指す成果")
        ordering = ["initiative", "objective__order"]
        constraints = [models.UniqueConstraint(fields=["initiative", "objective"], name="kpis_initiativeobjective_once")]

    def __str__(self) -> str:
        return f"{self.initiative} → {self.objective}"


class Judgement(models.Model):
    """An indicator of a plan that a conclusion judged."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="judgements", verbose_name=_("検証結果・決定"))
    plan_indicator = models.ForeignKey(PlanIndicator, models.PROTECT, related_name="judgements", verbose_name=_("計画期間の指標"))

    class Meta:
        verbose_name = _("検証した指標")
        verbose_name_plural = _("検証した指標")
        constraints = [models.UniqueConstraint(fields=["conclusion", "plan_indicator"], name="kpis_judgement_once")]

    def __str__(self) -> str:
        return f"{self.conclusion} {self.plan_indicator}"
