"""The companies that came out of the research, their funding, and the rights they work with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward
from iconm.lib.registers import Register
from ledger.models import Item, Sourced
from programs.models import FundingProgram, Organization
from ventures.choices import FundingKind, PatentStatus, TrialKind, VentureStatus, YearKind

DATASET = "ventures"


class Venture(Sourced, Register):
    """A company founded on iCONM's research. founded_year is the western year as printed; founded_kind says which kind of year it is.

    merged_into: the company that absorbed it, and merged_on the day, where it is known. note: what a reader has to know of the entry, such
    as how a paper was read.
    """

    organization = models.OneToOneField(Organization, models.PROTECT, related_name="venture", verbose_name=_("団体"))
    program = models.ForeignKey(
        FundingProgram, models.PROTECT, null=True, blank=True, related_name="ventures", verbose_name=_("由来の事業")
    )
    founded_year = models.PositiveSmallIntegerField(_("創設年（西暦）"))
    founded_kind = models.CharField(_("創設年の種別"), max_length=8, choices=YearKind, default=YearKind.UNSTATED)
    technology = models.CharField(_("技術"), max_length=200, blank=True)
    status = models.CharField(_("状態"), max_length=10, choices=VentureStatus, default=VentureStatus.UNSTATED)
    merged_into = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="absorbed_ventures", verbose_name=_("吸収合併した企業")
    )
    merged_on = models.DateField(_("合併日"), null=True, blank=True)
    ended_on = models.DateField(_("解散・売却日"), null=True, blank=True)
    note = models.CharField(_("説明"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta(Register.Meta):
        verbose_name = _("ベンチャー企業")
        verbose_name_plural = _("ベンチャー企業")
        ordering = ["order", "founded_year", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(status=VentureStatus.MERGED) & Q(merged_into__isnull=False))
                | (~Q(status=VentureStatus.MERGED) & Q(merged_into=None, merged_on=None)),
                name="ventures_venture_merger_is_whole",
                violation_error_message=_("状態を「吸収合併」とした場合に限り、吸収合併した企業を指定してください。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(status__in=[VentureStatus.DISSOLVED, VentureStatus.EXITED]),
                name="ventures_venture_end_is_stated",
                violation_error_message=_("解散・売却日は、状態を「解散」または「売却・上場」とした場合に限り入力できます。"),
            ),
        ]


class FundingRound(Sourced, Register):
    """Money a venture raised, or its sale. The amount is a figure of the ledger."""

    venture = models.ForeignKey(Venture, models.PROTECT, related_name="funding", verbose_name=_("ベンチャー企業"))
    kind = models.CharField(_("種別"), max_length=8, choices=FundingKind)
    dated_on = models.DateField(_("日付"), null=True, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("金額の項目"))
    note = models.CharField(_("説明"), max_length=400, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("資金調達")
        verbose_name_plural = _("資金調達")
        ordering = ["-dated_on", "code"]


class Patent(Sourced, Register):
    """A patent application or patent. is_basic: a first application (基礎出願), no divisional and no foreign one."""

    number = models.CharField(_("出願・登録番号"), max_length=60, blank=True)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="patents", verbose_name=_("権利者"))
    status = models.CharField(_("状態"), max_length=8, choices=PatentStatus, default=PatentStatus.FILED)
    is_basic = models.BooleanField(_("基礎出願"), default=False)
    applied_on = models.DateField(_("出願日"), null=True, blank=True)
    granted_on = models.DateField(_("登録日"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("特許")
        verbose_name_plural = _("特許")
        ordering = ["-applied_on", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=forward("applied_on", "granted_on"),
                name="ventures_patent_forward",
                violation_error_message=_("登録日は、出願日を入力したうえで、出願日以後の日付にしてください。"),
            ),
        ]


class Licence(Sourced, Register):
    """A licence granted to a company. ended_on is the first day without it."""

    licensee = models.ForeignKey(Organization, models.PROTECT, related_name="licences", verbose_name=_("実施先"))
    patent = models.ForeignKey(Patent, models.PROTECT, null=True, blank=True, related_name="licences", verbose_name=_("特許"))
    signed_on = models.DateField(_("契約日"), null=True, blank=True)
    ended_on = models.DateField(_("終了日"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("ライセンス")
        verbose_name_plural = _("ライセンス")
        ordering = ["-signed_on", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=forward("signed_on", "ended_on", strict=True),
                name="ventures_licence_forward",
                violation_error_message=_("終了日は、契約日を入力したうえで、契約日より後の日付にしてください。"),
            ),
        ]


class Trial(Sourced, Register):
    """A clinical trial or clinical study. registry_number: of the public registry (jRCT)."""

    kind = models.CharField(_("種別"), max_length=6, choices=TrialKind)
    sponsor = models.ForeignKey(Organization, models.PROTECT, related_name="trials", verbose_name=_("実施主体"))
    phase = models.CharField(_("相"), max_length=40, blank=True)
    target = models.CharField(_("対象疾患"), max_length=200, blank=True)
    registry_number = models.CharField(_("登録番号"), max_length=60, blank=True)
    started_on = models.DateField(_("開始日"), null=True, blank=True)
    ended_on = models.DateField(_("終了日"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("治験・臨床研究")
        verbose_name_plural = _("治験・臨床研究")
        ordering = ["-started_on", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=forward("started_on", "ended_on"),
                name="ventures_trial_forward",
                violation_error_message=_("終了日は、開始日を入力したうえで、開始日以後の日付にしてください。"),
            ),
        ]
