"""Items, sheets, revisions and values. docs/ledger.md explains the design."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Basis, Measure, Missing
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.registers import Register
from ledger.choices import Kind, Origin, RevisionState
from ledger.models.sources import SourceDocument


class Item(Register):
    """Something that has a value each year. The unit is the default of its values; each value keeps its own.

    dimension: by what an item under a parent breaks the parent down (費目, 対象者). Only TotalPart says that parts make up a whole.
    """

    dataset = models.SlugField(_("データ区分"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("親項目"))
    dimension = models.CharField(_("内訳の観点"), max_length=40, blank=True)
    unit = models.CharField(_("単位"), max_length=20)
    decimals = models.PositiveSmallIntegerField(_("小数桁数"), default=0)
    kind = models.CharField(_("種別"), max_length=12, choices=Kind)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    minimum = models.DecimalField(_("下限"), max_digits=15, decimal_places=3, null=True, blank=True)
    maximum = models.DecimalField(_("上限"), max_digits=15, decimal_places=3, null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("項目")
        verbose_name_plural = _("項目")
        ordering = ["dataset", "order", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(decimals__lte=3), name="ledger_item_decimals"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")), name="ledger_item_bounds_run_up"
            ),
        ]
        indexes = [models.Index(fields=["dataset", "order"], name="ledger_item_dataset_order")]


class TotalPart(models.Model):
    """What a printed total is made of; sign -1 for a part that is taken off."""

    total = models.ForeignKey(Item, models.CASCADE, related_name="parts", verbose_name=_("合計"))
    part = models.ForeignKey(Item, models.PROTECT, related_name="totals", verbose_name=_("内訳"))
    sign = models.SmallIntegerField(_("符号"), default=1)

    class Meta:
        verbose_name = _("合計の内訳")
        verbose_name_plural = _("合計の内訳")
        constraints = [
            models.UniqueConstraint(fields=["total", "part"], name="ledger_totalpart_once"),
            models.CheckConstraint(condition=Q(sign__in=(-1, 1)), name="ledger_totalpart_sign"),
            models.CheckConstraint(condition=~Q(total=F("part")), name="ledger_totalpart_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.total} ← {self.part}"


class Sheet(models.Model):
    """One return: a dataset, a year, a basis and the day it describes. Defaults for its values, which may each differ."""

    dataset = models.SlugField(_("データ区分"), max_length=40)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    basis = models.CharField(_("区分"), max_length=10, choices=Basis)
    as_of = models.DateField(_("時点"))
    due_on = models.DateField(_("提出期限"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度報告")
        verbose_name_plural = _("年度報告")
        ordering = ["dataset", "fiscal_year", "as_of", "basis"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "fiscal_year", "basis", "as_of"],
                name="ledger_sheet_once",
                violation_error_message=_("同じ区分・年度・時点の年度報告が既にあります。"),
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="ledger_sheet_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.year_head} {self.get_basis_display()} {self.as_of:%Y-%m-%d}"

    @property
    def year_head(self) -> str:
        """Return R7(2025)."""
        return FiscalYear(self.fiscal_year).header


class RevisionQuerySet(models.QuerySet["Revision"]):
    def approved(self) -> Self:
        return self.filter(state=RevisionState.APPROVED)

    def open(self) -> Self:
        return self.exclude(state=RevisionState.APPROVED)

    def in_force(self, on: date) -> Self:
        """Keep of each sheet the highest approved revision known on that day."""
        # That none is higher, and not which one is the highest: of the latter PostgreSQL expects a single row and joins all else in loops.
        later = Revision.objects.approved().filter(sheet=OuterRef("sheet"), known_on__lte=on, number__gt=OuterRef("number"))
        return self.approved().filter(~Exists(later), known_on__lte=on)


class Revision(models.Model):
    """A complete copy of a sheet. Approved ones never change: the database itself refuses (ledger/guards.py)."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="revisions", verbose_name=_("年度報告"))
    number = models.PositiveSmallIntegerField(_("版"))
    state = models.CharField(_("状態"), max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    source = models.CharField(_("登録方法"), max_length=10, choices=Origin, default=Origin.ENTRY)
    lock_version = models.PositiveIntegerField(default=1, editable=False)
    known_on = models.DateField(_("登録日"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("作成者")
    )
    started_at = models.DateTimeField(_("作成日時"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確認依頼者")
    )
    submitted_at = models.DateTimeField(_("確認依頼日時"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認日時"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("版")
        verbose_name_plural = _("版")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="ledger_revision_number"),
            models.UniqueConstraint(fields=["sheet"], condition=~Q(state=RevisionState.APPROVED), name="ledger_revision_one_open"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_revision_from_one"),
            models.CheckConstraint(condition=Q(state__in=RevisionState.values), name="ledger_revision_state"),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.APPROVED) | (Q(known_on__isnull=False, approved_at__isnull=False) & ~Q(sha256="")),
                name="ledger_revision_approved_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.APPROVED)
                | Q(source=Origin.HISTORY)
                | (Q(submitted_by__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("submitted_by"))),
                name="ledger_revision_four_eyes",
                violation_error_message=_("自ら入力した報告は承認できません。別の承認者に依頼してください。"),
            ),
        ]
        indexes = [models.Index(fields=["sheet", "state", "known_on"], name="ledger_revision_in_force")]

    def __str__(self) -> str:
        return _("%(sheet)s 第%(number)s版") % {"sheet": self.sheet, "number": self.number}


class ValueQuerySet(models.QuerySet["Value"]):
    def in_force(self, on: date) -> Self:
        return self.filter(revision__in=Revision.objects.in_force(on))


class Value(models.Model):
    """One number of a revision, or the reason why there is none.

    fiscal_year: western starting year; None for a fact without a year. period_end: last fiscal year of a fact that spans several.
    value: in `unit`; 15 digits, which SQLite's numbers hold exactly. printed: the paper's own text where it differs from ours.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="values", verbose_name=_("版"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="values", verbose_name=_("項目"))
    measure = models.CharField(_("種類"), max_length=8, choices=Measure)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    period_end = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)
    basis = models.CharField(_("区分"), max_length=10, choices=Basis)
    as_of = models.DateField(_("時点"), null=True, blank=True)
    value = models.DecimalField(_("値"), max_digits=15, decimal_places=3, null=True, blank=True)
    upper = models.DecimalField(_("上限値"), max_digits=15, decimal_places=3, null=True, blank=True)
    missing = models.CharField(_("値がない理由"), max_length=16, choices=Missing, blank=True)
    qualifier = models.CharField(_("修飾語"), max_length=10, blank=True)
    unit = models.CharField(_("単位"), max_length=20)
    printed = models.CharField(_("資料の表記"), max_length=200, blank=True)
    note = models.CharField(_("注記"), max_length=400, blank=True)
    document = models.ForeignKey(SourceDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("出典資料"))
    section = models.CharField(_("出典箇所"), max_length=60, blank=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("値")
        verbose_name_plural = _("値")
        constraints = [
            models.UniqueConstraint(
                "revision",
                "item",
                "measure",
                "basis",
                Coalesce("fiscal_year", 0),
                Coalesce("period_end", 0),
                Coalesce("as_of", date(1, 1, 1)),
                name="ledger_value_once",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & Q(missing="")) | (Q(value__isnull=True) & ~Q(missing="")),
                name="ledger_value_xor_missing",
                violation_error_message=_("値か、値がない理由のどちらか一方を入力してください。"),
            ),
            models.CheckConstraint(condition=Q(missing="") | Q(missing__in=Missing.values), name="ledger_value_missing"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="ledger_value_measure"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="ledger_value_basis"),
            models.CheckConstraint(
                condition=Q(period_end=None) | Q(fiscal_year__isnull=False, period_end__gte=F("fiscal_year")),
                name="ledger_value_period_runs_forward",
            ),
            models.CheckConstraint(condition=Q(fiscal_year=None) | Q(as_of__isnull=False), name="ledger_value_yearly_has_as_of"),
            models.CheckConstraint(condition=Q(upper=None) | Q(upper__gte=F("value")), name="ledger_value_range_runs_up"),
            models.CheckConstraint(condition=~Q(unit=""), name="ledger_value_has_unit"),
        ]
        indexes = [models.Index(fields=["item", "fiscal_year"], name="ledger_value_item_year")]

    def __str__(self) -> str:
        year = "" if self.fiscal_year is None else FiscalYear(self.fiscal_year).header
        return f"{self.item} {year} {self.get_measure_display()}"

    def clean(self) -> None:
        # The same rules as the constraints above, each of which would cost a query to validate.
        if (self.value is None) == (not self.missing):
            raise ValidationError(_("値か、値がない理由のどちらか一方を入力してください。"))
        if self.period_end is not None and self.fiscal_year is not None and self.period_end < self.fiscal_year:
            raise ValidationError({"period_end": _("終了年度は、開始年度以後の年度にしてください。")})
        if self.upper is not None and self.value is not None and self.upper < self.value:
            raise ValidationError({"upper": _("上限値は、値以上の数にしてください。")})


class MeasureManager(models.Manager["Value"]):
    """The values of one app's datasets and measures, for its proxy model."""

    def __init__(self, datasets: Iterable[str] = (), measures: Iterable[str] = ()) -> None:
        super().__init__()
        self.datasets, self.measures = tuple(datasets), tuple(measures)

    def get_queryset(self) -> models.QuerySet[Any]:
        queryset = super().get_queryset().filter(item__dataset__in=self.datasets)
        return queryset.filter(measure__in=self.measures) if self.measures else queryset
