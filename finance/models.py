"""Money: the accounts of the yearly statement, research funding by source, and what the city gives. Amounts are ledger values."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from finance.choices import Side, SupportKind
from iconm.lib.choices import Measure
from iconm.lib.registers import Register
from ledger.models import Item, MeasureManager, Sourced, Value
from programs.models import FundingProgram
from programs.models.funding import refuse_neighbour

STATEMENT, RESEARCH_FUNDING, CITY_SUPPORT = "statement", "research-funding", "city-support"
DATASETS = (STATEMENT, RESEARCH_FUNDING, CITY_SUPPORT)


class Account(Register):
    """A line of the statement of revenue and expenditure, in the tree and order the paper prints."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="account", verbose_name=_("台帳の項目"))
    side = models.CharField(_("収支の別"), max_length=8, choices=Side)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上位の科目"))
    order = models.PositiveSmallIntegerField(_("並び順"), unique=True)
    is_total = models.BooleanField(_("計"), default=False)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name=_("前年度から繰り越す科目")
    )

    class Meta(Register.Meta):
        verbose_name = _("科目")
        verbose_name_plural = _("科目")
        ordering = ["order"]


class ResearchSource(Register):
    """A line of 研究費獲得: a source of research money, or a count of grants under one."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="research_source", verbose_name=_("台帳の項目"))
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("事業"))
    ceiling = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上限額の項目"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上位の区分"))
    mark = models.CharField(_("項番"), max_length=8)
    measure = models.CharField(_("種類"), max_length=8, choices=Measure, default=Measure.AMOUNT)
    order = models.PositiveSmallIntegerField(_("並び順"), unique=True)

    class Meta(Register.Meta):
        verbose_name = _("研究費の区分")
        verbose_name_plural = _("研究費の区分")
        ordering = ["order"]

    def clean(self) -> None:
        refuse_neighbour(self.program, field="program")


class SupportScheme(Sourced, Register):
    """Something the city gives for a term: cost sharing, a contribution, a loan, free land. Years are fiscal, both inclusive."""

    kind = models.CharField(_("種別"), max_length=12, choices=SupportKind)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("台帳の項目"))
    first_year = models.PositiveSmallIntegerField(_("開始年度"))
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    term_printed = models.CharField(_("期間の表記"), max_length=40, blank=True)
    note = models.CharField(_("説明"), max_length=400, blank=True)
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("事業"))
    mark = models.CharField(_("項番"), max_length=8, blank=True)
    purpose = models.TextField(_("支援の内容"), blank=True)
    result = models.TextField(_("取組結果"), blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta(Register.Meta):
        verbose_name = _("市の支援")
        verbose_name_plural = _("市の支援")
        ordering = ["order", "first_year", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="finance_supportscheme_forward"),
        ]

    def clean(self) -> None:
        refuse_neighbour(self.program, field="program")


class ContributionPolicy(Sourced, Register):
    """How the city's yearly contribution is set for a term; last_year empty while it has no end."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("台帳の項目"))
    first_year = models.PositiveSmallIntegerField(_("開始年度"))
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    covers = models.CharField(_("対象経費"), max_length=100)
    is_wage_linked = models.BooleanField(_("賃金上昇率を反映"), default=False)
    terms = models.TextField(_("考え方"), blank=True)

    class Meta(Register.Meta):
        verbose_name = _("負担金の考え方")
        verbose_name_plural = _("負担金の考え方")
        ordering = ["first_year"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="finance_contributionpolicy_forward"
            ),
            models.UniqueConstraint(fields=["item", "first_year"], name="finance_contributionpolicy_once"),
        ]


class Amount(Value):
    """The amounts and counts of the finance datasets."""

    objects: ClassVar[MeasureManager] = MeasureManager(DATASETS)  # type: ignore[assignment]  # its own slice

    class Meta:
        proxy = True
        verbose_name = _("金額")
        verbose_name_plural = _("金額")
