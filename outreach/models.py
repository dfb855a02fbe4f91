"""What reaches people: metrics with yearly totals in the ledger, the names listed under them, school programmes, single events, media."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import needs
from iconm.lib.registers import Register
from ledger.models import Item, MeasureManager, Sourced, Value
from outreach.choices import EventKind, Field, MediaKind
from programs.models import Organization

DATASET = "outreach"


class Metric(Sourced, Register):
    """A line of the achievements that is counted each year. mark and order: its place; parent: the line it is part of (うち…).

    The item holds both its counts (件, 回) and its people (名). is_open_list: the names listed under it are followed by など.
    bears_month: its sentence heads a value from within a year R7.12, as most do; some lines of the papers say R7.
    """

    item = models.OneToOneField(Item, models.PROTECT, related_name="metric", verbose_name=_("台帳の項目"))
    field = models.CharField(_("区分"), max_length=10, choices=Field)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上位の実績"))
    mark = models.CharField(_("項番"), max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), unique=True)
    is_open_list = models.BooleanField(_("一覧に「など」が付く"), default=False)
    bears_month = models.BooleanField(_("年度途中の値に月を付ける"), default=True)

    class Meta(Register.Meta):
        verbose_name = _("実績の項目")
        verbose_name_plural = _("実績の項目")
        ordering = ["order"]


class Listed(Sourced):
    """A name the paper lists under a metric: a country of interns, a school that visited."""

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="listed", verbose_name=_("実績の項目"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    name = models.CharField(_("名称"), max_length=100)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("団体"))

    class Meta:
        verbose_name = _("列挙された名称")
        verbose_name_plural = _("列挙された名称")
        ordering = ["metric", "order"]
        constraints = [models.UniqueConstraint(fields=["metric", "order"], name="outreach_listed_order")]

    def __str__(self) -> str:
        return self.name


class Activity(Sourced, Register):
    """A kind of activity that is described and not counted each year. parent: the activity it belongs to."""

    field = models.CharField(_("区分"), max_length=10, choices=Field)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上位の取組"))
    mark = models.CharField(_("項番"), max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), unique=True)
    school = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("学校"))
    grade = models.CharField(_("学年・学科"), max_length=60, blank=True)
    contents = models.CharField(_("内容"), max_length=200, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("台帳の項目"))

    class Meta(Register.Meta):
        verbose_name = _("広報・人材育成の取組")
        verbose_name_plural = _("広報・人材育成の取組")
        ordering = ["order"]


class Event(Sourced, Register):
    """One event. A month is known of most, a day of some: a day fills in year and month.

    participants: how many came, where they were counted; never a list of persons (docs/decisions/0010-numbers-in-registers.md).
    """

    kind = models.CharField(_("種別"), max_length=10, choices=EventKind)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("実績の項目"))
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("取組"))
    year = models.PositiveSmallIntegerField(_("年（西暦）"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("月"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)])
    held_on = models.DateField(_("開催日"), null=True, blank=True)
    place = models.CharField(_("場所"), max_length=200, blank=True)
    note = models.CharField(_("説明"), max_length=400, blank=True)
    participants = models.PositiveIntegerField(_("参加者数"), null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("催し")
        verbose_name_plural = _("催し")
        ordering = [F("year").desc(nulls_last=True), F("month").desc(nulls_last=True), "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=Q(month=None) | Q(year__isnull=False, month__range=(1, 12)), name="outreach_event_month"),
            models.CheckConstraint(condition=needs("held_on", "month"), name="outreach_event_day_has_month"),
        ]
        indexes = [models.Index(fields=["kind", "held_on"], name="outreach_event_kind_day")]

    def clean(self) -> None:
        if self.held_on is None:
            return
        if self.year is None and self.month is None:
            self.year, self.month = self.held_on.year, self.held_on.month
        if (self.year, self.month) != (self.held_on.year, self.held_on.month):
            raise ValidationError({"held_on": _("開催日は、年と月に合う日付にしてください。")})


class MediaItem(Sourced, Register):
    """A publication or a report in the media. name: its title."""

    kind = models.CharField(_("種別"), max_length=10, choices=MediaKind)
    outlet = models.CharField(_("媒体"), max_length=100)
    published_on = models.DateField(_("掲載日"))
    url = models.URLField(_("URL"), blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="media", verbose_name=_("催し"))

    class Meta(Register.Meta):
        verbose_name = _("メディア掲載・論文")
        verbose_name_plural = _("メディア掲載・論文")
        ordering = ["-published_on", "code"]


class Total(Value):
    """The yearly totals of the metrics: counts and people."""

    objects: ClassVar[MeasureManager] = MeasureManager([DATASET])  # type: ignore[assignment]  # its own slice

    class Meta:
        proxy = True
        verbose_name = _("広報ほか実績値")
        verbose_name_plural = _("広報ほか実績値")
