"""What for: funding programmes with their themes, who takes part in what, and the figures that belong to them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward, needs, refuse_impossible_day
from iconm.lib.registers import Register
from ledger.models import Item, Sourced
from programs import income
from programs.choices import ApplicationResult, ItemRole, ParticipationRole, ProgramKind, Relation
from programs.models.organizations import Organization

COUNTED = (ItemRole.RECEIVED, ItemRole.EXPENSE)  # roles by which a figure enters iCONM's income or expense


class FundingProgram(Sourced, Register):
    """A programme that gives money, or what was adopted under it. Years are fiscal, both inclusive; adoption is mostly known by month only.

    parent: the scheme a project was adopted under, or the programme a line belongs to. The rate is the share the funder pays, 1/2 or 10/10.
    funder: the office as the paper prints it; the bodies themselves are participations.
    """

    kind = models.CharField(_("種別"), max_length=8, choices=ProgramKind, default=ProgramKind.SCHEME)
    relation = models.CharField(_("位置づけ"), max_length=14, choices=Relation, default=Relation.OWN)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上位の事業"))
    short_name = models.CharField(_("略称"), max_length=40, blank=True)
    funder = models.CharField(_("所管・配分機関"), max_length=100, blank=True)
    adopted_year = models.PositiveSmallIntegerField(_("採択年（西暦）"), null=True, blank=True)
    adopted_month = models.PositiveSmallIntegerField(
        _("採択月"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    adopted_day = models.PositiveSmallIntegerField(
        _("採択日"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    first_year = models.PositiveSmallIntegerField(_("開始年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    rate_numerator = models.PositiveSmallIntegerField(_("補助率（分子）"), null=True, blank=True)
    rate_denominator = models.PositiveSmallIntegerField(_("補助率（分母）"), null=True, blank=True)
    purpose = models.TextField(_("目的"), blank=True)
    eligible = models.CharField(_("対象事業者"), max_length=200, blank=True)
    covers = models.CharField(_("補助対象"), max_length=200, blank=True)
    is_open_list = models.BooleanField(_("団体の一覧に「他」「など」が付く"), default=False)

    class Meta(Register.Meta):
        verbose_name = _("事業")
        verbose_name_plural = _("事業")
        ordering = ["adopted_year", "adopted_month", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                condition=Q(adopted_month=None) | Q(adopted_year__isnull=False, adopted_month__range=(1, 12)),
                name="programs_fundingprogram_adopted",
            ),
            models.CheckConstraint(condition=needs("adopted_day", "adopted_month"), name="programs_fundingprogram_adopted_day"),
            models.CheckConstraint(condition=forward("first_year", "last_year"), name="programs_fundingprogram_forward"),
            models.CheckConstraint(
                condition=Q(rate_numerator=None, rate_denominator=None)
                | Q(
                    rate_numerator__isnull=False,
                    rate_denominator__isnull=False,
                    rate_denominator__gte=F("rate_numerator"),
                    rate_denominator__gt=0,
                ),
                name="programs_fundingprogram_rate",
                violation_error_message=_("補助率は、分母が分子以上になるように、両方を入力してください。"),
            ),
        ]

    def clean(self) -> None:
        refuse_impossible_day(self.adopted_year, self.adopted_month, self.adopted_day, field="adopted_day")
        if self.pk and self.relation == Relation.NEIGHBOURHOOD:
            self._refuse_while_counted()

    def _refuse_while_counted(self) -> None:
        """Raise ValidationError while a row has the programme's money in iCONM's accounts. See refuse_neighbour for the rows themselves."""
        own = self.items.filter(role__in=COUNTED)
        named = str(own.model._meta.verbose_name) if own.exists() else next(income.counted_in(self), "")
        if named:
            message = _(
                "この事業は「%(named)s」でiCONMの収支に使われています。先にそこから外してから、キングスカイフロント関連に変更してください。"
            )
            raise ValidationError({"relation": message % {"named": named}})


def refuse_neighbour(program: FundingProgram | None, *, field: str) -> None:
    """Raise ValidationError for a programme of the neighbourhood: its money is never iCONM's income or expense."""
    if program and program.relation == Relation.NEIGHBOURHOOD:
        message = _("「%(program)s」はキングスカイフロント関連の事業のため、iCONMの収支に含めることはできません。")
        raise ValidationError({field: message % {"program": program}})


class ProgramItem(models.Model):
    """A figure of the ledger that belongs to a programme. share: the part of it, in percent, that an approved allocation gives to it."""

    program = models.ForeignKey(FundingProgram, models.CASCADE, related_name="items", verbose_name=_("事業"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="programs", verbose_name=_("台帳の項目"))
    role = models.CharField(_("内容"), max_length=10, choices=ItemRole)
    share = models.DecimalField(_("配分割合（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta:
        verbose_name = _("事業の数値")
        verbose_name_plural = _("事業の数値")
        ordering = ["program", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "item", "role"], name="programs_programitem_once"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__gt=0, share__lte=100), name="programs_programitem_share"),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.get_role_display()} {self.item}"

    def clean(self) -> None:
        if self.role in COUNTED:
            refuse_neighbour(self.program, field="role")


class Theme(Sourced, Register):
    """A research theme or a component of a programme. number as printed: 1, ①."""

    program = models.ForeignKey(FundingProgram, models.PROTECT, related_name="themes", verbose_name=_("事業"))
    number = models.CharField(_("番号"), max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"))
    target = models.CharField(_("ターゲット"), max_length=200, blank=True)
    outline = models.TextField(_("内容（1行に1項目）"), blank=True)
    is_open_list = models.BooleanField(_("団体の一覧に「など」が付く"), default=False)

    class Meta(Register.Meta):
        verbose_name = _("研究開発課題・取組")
        verbose_name_plural = _("研究開発課題・取組")
        ordering = ["program", "order"]
        constraints = [
            *Register.Meta.constraints,
            models.UniqueConstraint(fields=["program", "order"], name="programs_theme_order"),
        ]


class Participation(Sourced):
    """An organization in a programme or one of its themes: when (valid_until exclusive), in which role, with which amount.

    is_open_list: the list that ends with it goes on with 等.
    """

    program = models.ForeignKey(FundingProgram, models.PROTECT, related_name="participations", verbose_name=_("事業"))
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("課題・取組"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="participations", verbose_name=_("団体"))
    role = models.CharField(_("役割"), max_length=12, choices=ParticipationRole)
    printed = models.CharField(_("資料の表記"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"))
    valid_from = models.DateField(_("参画開始日"), null=True, blank=True)
    valid_until = models.DateField(_("参画終了日（この日を含まない）"), null=True, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("金額の項目"))
    is_open_list = models.BooleanField(_("この団体で一覧が終わり「等」が付く"), default=False)

    class Meta:
        verbose_name = _("参画")
        verbose_name_plural = _("参画")
        ordering = ["program", "theme__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "program",
                Coalesce("theme", 0),
                "organization",
                "role",
                Coalesce("valid_from", date(1, 1, 1)),
                name="programs_participation_once",
                violation_error_message=_("同じ団体・役割・開始日の参画が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="programs_participation_validity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme or self.program} {self.organization}（{self.get_role_display()}）"

    def clean(self) -> None:
        if self.theme and self.theme.program_id != self.program_id:
            raise ValidationError({"theme": _("この課題・取組は、選択した事業のものではありません。")})


class ProgramOutline(Sourced):
    """A list that a paper prints about a programme: a heading, and its items one a line.

    open_word: with which the paper leaves the list open; empty where it is closed.
    """

    program = models.ForeignKey(FundingProgram, models.CASCADE, related_name="outlines", verbose_name=_("事業"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    heading = models.CharField(_("見出し"), max_length=100)
    lines = models.TextField(_("項目（1行に1項目）"))
    open_word = models.CharField(_("一覧の末尾の語"), max_length=4, blank=True, help_text=_("例：など、等"))

    class Meta:
        verbose_name = _("事業の概要")
        verbose_name_plural = _("事業の概要")
        ordering = ["program", "order"]
        constraints = [models.UniqueConstraint(fields=["program", "order"], name="programs_programoutline_order")]

    def __str__(self) -> str:
        return f"{self.program} {self.heading}"


class GrantApplication(Sourced, Register):
    """An application for a grant. name: the title of the proposal; persons are never named."""

    program = models.ForeignKey(FundingProgram, models.PROTECT, related_name="applications", verbose_name=_("事業"))
    applicant = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("申請者"))
    applied_on = models.DateField(_("申請日"), null=True, blank=True)
    decided_on = models.DateField(_("結果の日"), null=True, blank=True)
    result = models.CharField(_("結果"), max_length=10, choices=ApplicationResult, default=ApplicationResult.PENDING)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("金額の項目"))

    class Meta(Register.Meta):
        verbose_name = _("補助金等の申請")
        verbose_name_plural = _("補助金等の申請")
        ordering = ["-applied_on", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=forward("applied_on", "decided_on"), name="programs_grantapplication_forward"),
        ]
