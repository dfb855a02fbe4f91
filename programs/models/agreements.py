"""Under what: agreements with their parties, joint research, and the milestones on the way."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward, needs, refuse_impossible_day
from iconm.lib.registers import Register
from ledger.models import Sourced
from programs.choices import AgreementKind, MonthPart, Series
from programs.models.funding import FundingProgram
from programs.models.organizations import Organization

MONTH = [MinValueValidator(1), MaxValueValidator(12)]
DAY = [MinValueValidator(1), MaxValueValidator(31)]


class Agreement(Sourced, Register):
    """An agreement. Papers give signing by month; the term in fiscal years (both inclusive) and, where printed, as days.

    terms, legal_basis, termination: one a line. is_open_list: the parties besides iCONM end with 等.
    """

    kind = models.CharField(_("種別"), max_length=12, choices=AgreementKind)
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("事業"))
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("前の協定"))
    signed_year = models.PositiveSmallIntegerField(_("締結年（西暦）"), null=True, blank=True)
    signed_month = models.PositiveSmallIntegerField(_("締結月"), null=True, blank=True, validators=MONTH)
    starts_on = models.DateField(_("開始日"), null=True, blank=True)
    ends_on = models.DateField(_("終了日（この日を含む）"), null=True, blank=True)
    first_year = models.PositiveSmallIntegerField(_("開始年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    terms = models.TextField(_("内容（1行に1項目）"), blank=True)
    legal_basis = models.TextField(_("根拠（1行に1項目）"), blank=True)
    termination = models.TextField(_("終了・見直しの条件"), blank=True)
    is_open_list = models.BooleanField(_("相手方の一覧に「等」が付く"), default=False)

    class Meta(Register.Meta):
        verbose_name = _("協定・契約")
        verbose_name_plural = _("協定・契約")
        ordering = ["signed_year", "signed_month", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=forward("first_year", "last_year"), name="programs_agreement_forward"),
            # A paper may name the last day and of the beginning the year alone.
            models.CheckConstraint(
                condition=forward("starts_on", "ends_on") | Q(starts_on=None, first_year__isnull=False),
                name="programs_agreement_days_forward",
            ),
            models.CheckConstraint(condition=needs("signed_month", "signed_year"), name="programs_agreement_signed"),
        ]


class AgreementParty(models.Model):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("協定・契約"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="agreements", verbose_name=_("当事者"))
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta:
        verbose_name = _("協定・契約の当事者")
        verbose_name_plural = _("協定・契約の当事者")
        ordering = ["agreement", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "organization"], name="programs_agreementparty_once")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.organization}"


class JointResearch(Sourced, Register):
    """A joint-research contract with a company: where, from when to when (both inclusive), what for."""

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="joint_research", verbose_name=_("相手方"))
    signed_year = models.PositiveSmallIntegerField(_("締結年（西暦）"), null=True, blank=True)
    signed_month = models.PositiveSmallIntegerField(_("締結月"), null=True, blank=True, validators=MONTH)
    starts_on = models.DateField(_("開始日"), null=True, blank=True)
    ends_on = models.DateField(_("終了日（この日を含む）"), null=True, blank=True)
    place = models.CharField(_("場所"), max_length=200, blank=True)
    aim = models.TextField(_("目的"), blank=True)
    note = models.CharField(_("説明"), max_length=400, blank=True)
    mark = models.CharField(_("項番"), max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta(Register.Meta):
        verbose_name = _("共同研究契約")
        verbose_name_plural = _("共同研究契約")
        ordering = ["order", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=forward("starts_on", "ends_on"), name="programs_jointresearch_forward"),
            models.CheckConstraint(condition=needs("signed_month", "signed_year"), name="programs_jointresearch_signed"),
        ]


class Milestone(Sourced, Register):
    """Something that happened, or is planned, on a day, in a part of a month, or in a month.

    text: what the paper's table says, one a line; {item} and {item/2025} in it stand for figures of the ledger. until: まで.
    """

    series = models.CharField(_("一覧"), max_length=8, choices=Series, default=Series.HISTORY)
    year = models.PositiveSmallIntegerField(_("年（西暦）"))
    month = models.PositiveSmallIntegerField(_("月"), validators=MONTH)
    day = models.PositiveSmallIntegerField(_("日"), null=True, blank=True, validators=DAY)
    part = models.CharField(_("旬"), max_length=6, choices=MonthPart, blank=True)
    is_deadline = models.BooleanField(_("「まで」"), default=False)
    is_planned = models.BooleanField(_("予定"), default=False)
    text = models.TextField(_("文言（1行に1項目）"))
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("事業"))
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("協定・契約"))

    class Meta(Register.Meta):
        verbose_name = _("経緯・予定")
        verbose_name_plural = _("経緯・予定")
        ordering = ["series", "year", "month", "order", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="programs_milestone_month"),
            models.CheckConstraint(condition=Q(day=None) | Q(part=""), name="programs_milestone_day_or_part"),
        ]

    def clean(self) -> None:
        refuse_impossible_day(self.year, self.month, self.day, field="day")
