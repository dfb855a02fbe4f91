"""How it runs: the businesses and their funds, the facility, what flows between the parties, and who rents which room."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward
from iconm.lib.registers import Register
from ledger.models import Item, Sourced
from programs.choices import FlowKind, LineKind
from programs.models.funding import FundingProgram
from programs.models.organizations import Organization


class Business(Sourced, Register):
    """One of the three businesses iCONM consists of. Income is pooled: funds are named here, never allocated."""

    mark = models.CharField(_("項番"), max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), unique=True)

    class Meta(Register.Meta):
        verbose_name = _("事業区分")
        verbose_name_plural = _("事業区分")
        ordering = ["order"]


class BusinessLine(Sourced):
    """What a business is in one sentence, one of its activities, or a source of its funds."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="lines", verbose_name=_("事業区分"))
    kind = models.CharField(_("種別"), max_length=8, choices=LineKind)
    order = models.PositiveSmallIntegerField(_("並び順"))
    mark = models.CharField(_("項番"), max_length=8, blank=True)
    name = models.CharField(_("名称"), max_length=200)
    detail = models.CharField(_("説明"), max_length=400, blank=True)
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("事業"))

    class Meta:
        verbose_name = _("事業の活動・財源")
        verbose_name_plural = _("事業の活動・財源")
        ordering = ["business", "kind", "order"]
        constraints = [models.UniqueConstraint(fields=["business", "kind", "order"], name="programs_businessline_order")]

    def __str__(self) -> str:
        return f"{self.business} {self.name}"


class Facility(Sourced, Register):
    """A building and where it stands. Areas are figures of the ledger."""

    site = models.CharField(_("所在地"), max_length=200, blank=True)
    owner = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("施設所有者"))
    land_owner = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("土地所有者"))
    opened_year = models.PositiveSmallIntegerField(_("運営開始年（西暦）"), null=True, blank=True)
    opened_month = models.PositiveSmallIntegerField(_("運営開始月"), null=True, blank=True)
    note = models.CharField(_("説明"), max_length=400, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("施設")
        verbose_name_plural = _("施設")
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opened_month=None) | Q(opened_year__isnull=False, opened_month__range=(1, 12)), name="programs_facility_opened"
            ),
        ]


class FacilityItem(Sourced):
    """A figure of the facility. label as printed: 延床面積."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="items", verbose_name=_("施設"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("台帳の項目"))
    label = models.CharField(_("表記"), max_length=60)
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta:
        verbose_name = _("施設の数値")
        verbose_name_plural = _("施設の数値")
        ordering = ["facility", "order"]
        constraints = [models.UniqueConstraint(fields=["facility", "item"], name="programs_facilityitem_once")]

    def __str__(self) -> str:
        return f"{self.facility} {self.label}"


class Flow(Sourced, Register):
    """What one party gives another: land, rent, a subsidy, a loan. scheme: which arrangement it belongs to, planned or carried out.

    Years are fiscal, both inclusive. The labels are the parties as printed; is_open_list: the receiver's list ends with 等.
    """

    scheme = models.SlugField(_("仕組み"), max_length=40)
    kind = models.CharField(_("種別"), max_length=12, choices=FlowKind)
    giver = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="given", verbose_name=_("出し手"))
    giver_label = models.CharField(_("出し手の表記"), max_length=60)
    receiver = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="received", verbose_name=_("受け手"))
    receiver_label = models.CharField(_("受け手の表記"), max_length=60)
    is_open_list = models.BooleanField(_("一覧に「等」が付く"), default=False)
    terms = models.CharField(_("条件"), max_length=400, blank=True)
    program = models.ForeignKey(FundingProgram, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("事業"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("金額の項目"))
    first_year = models.PositiveSmallIntegerField(_("開始年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta(Register.Meta):
        verbose_name = _("土地・賃料・資金の流れ")
        verbose_name_plural = _("土地・賃料・資金の流れ")
        ordering = ["scheme", "order"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=forward("first_year", "last_year"), name="programs_flow_forward"),
        ]


class Tenant(Sourced, Register):
    """A lease of rooms. leased_area in square metres; moved_out is the first day without it. name: the room or bench."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="tenants", verbose_name=_("施設"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="tenancies", verbose_name=_("入居者"))
    leased_area = models.DecimalField(_("貸付面積（㎡）"), max_digits=9, decimal_places=2, null=True, blank=True)
    moved_in = models.DateField(_("入居日"), null=True, blank=True)
    moved_out = models.DateField(_("退去日"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("入居")
        verbose_name_plural = _("入居")
        ordering = ["facility", "sort_key", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(leased_area=None) | Q(leased_area__gt=0), name="programs_tenant_area"),
            models.CheckConstraint(condition=forward("moved_in", "moved_out", strict=True), name="programs_tenant_forward"),
        ]
