"""The consortium: its tiers of members and their fees, its activities, its members, and the places of care it works with."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward
from iconm.lib.registers import Register
from ledger.models import Item, Sourced
from programs.models import FundingProgram, Organization


class Consortium(Sourced, Register):
    """industries: the members' branches, one a line; meanings: what its name stands for, one a line.

    efforts: what its activities work towards; from_sites, to_sites: what passes between the places of care and the members.
    """

    program = models.ForeignKey(
        FundingProgram, models.PROTECT, null=True, blank=True, related_name="consortia", verbose_name=_("関連する事業")
    )
    founded_year = models.PositiveSmallIntegerField(_("創設年（西暦）"))
    founded_month = models.PositiveSmallIntegerField(_("創設月"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    purpose = models.TextField(_("目的"), blank=True)
    industries = models.TextField(_("業種（1行に1項目）"), blank=True)
    is_open_list = models.BooleanField(_("業種の一覧に「等」が付く"), default=False)
    meanings = models.TextField(_("名称の由来（1行に1項目）"), blank=True)
    efforts = models.CharField(_("取組"), max_length=200, blank=True)
    from_sites = models.CharField(_("看護の現場から"), max_length=200, blank=True)
    to_sites = models.CharField(_("看護の現場へ"), max_length=200, blank=True)
    sites_item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("連携先の数の項目"))

    class Meta(Register.Meta):
        verbose_name = _("コンソーシアム")
        verbose_name_plural = _("コンソーシアム")


class MemberTier(Sourced, Register):
    """A class of membership. The number of members is a figure of the ledger."""

    consortium = models.ForeignKey(Consortium, models.PROTECT, related_name="tiers", verbose_name=_("コンソーシアム"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("会員数の項目"))
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta(Register.Meta):
        verbose_name = _("会員の区分")
        verbose_name_plural = _("会員の区分")
        ordering = ["consortium", "order"]


class FeeClass(Sourced):
    """The yearly fee of a tier for companies of some size. Both bounds are inclusive; none means without bound."""

    tier = models.ForeignKey(MemberTier, models.CASCADE, related_name="fees", verbose_name=_("会員の区分"))
    label = models.CharField(_("区分の表記"), max_length=60)
    employees_from = models.PositiveIntegerField(_("社員数（以上）"), null=True, blank=True)
    employees_to = models.PositiveIntegerField(_("社員数（以下）"), null=True, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("会費の項目"))
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta:
        verbose_name = _("会費の区分")
        verbose_name_plural = _("会費の区分")
        ordering = ["tier", "order"]
        constraints = [
            models.UniqueConstraint(fields=["tier", "order"], name="ventures_feeclass_order"),
            models.CheckConstraint(
                condition=Q(employees_to=None) | Q(employees_from=None) | Q(employees_to__gte=F("employees_from")),
                name="ventures_feeclass_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.label}"


class ConsortiumActivity(Sourced):
    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="activities", verbose_name=_("コンソーシアム"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    name = models.CharField(_("名称"), max_length=200)

    class Meta:
        verbose_name = _("コンソーシアムの取組")
        verbose_name_plural = _("コンソーシアムの取組")
        ordering = ["consortium", "order"]
        constraints = [models.UniqueConstraint(fields=["consortium", "order"], name="ventures_consortiumactivity_order")]

    def __str__(self) -> str:
        return self.name


class CareSite(Sourced, Register):
    """A place of care the consortium works with. examples: places of it that the paper names; is_open_list: they are followed by など."""

    consortium = models.ForeignKey(Consortium, models.PROTECT, related_name="sites", verbose_name=_("コンソーシアム"))
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="care_sites", verbose_name=_("団体"))
    examples = models.CharField(_("例示"), max_length=200, blank=True)
    is_open_list = models.BooleanField(_("「など」が付く"), default=False)
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta(Register.Meta):
        verbose_name = _("看護の現場")
        verbose_name_plural = _("看護の現場")
        ordering = ["consortium", "order"]


class Membership(Sourced, Register):
    """A member from when to when; left_on is the first day without it. name: the member as the list prints it."""

    tier = models.ForeignKey(MemberTier, models.PROTECT, related_name="memberships", verbose_name=_("会員の区分"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships", verbose_name=_("団体"))
    joined_on = models.DateField(_("入会日"), null=True, blank=True)
    left_on = models.DateField(_("退会日"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("会員")
        verbose_name_plural = _("会員")
        ordering = ["tier", "sort_key", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=forward("joined_on", "left_on", strict=True),
                name="ventures_membership_forward",
                violation_error_message=_("退会日は、入会日を入力したうえで、入会日より後の日付にしてください。"),
            ),
            models.UniqueConstraint("tier", "organization", Coalesce("joined_on", date(1, 1, 1)), name="ventures_membership_once"),
        ]
