"""照会と回答: the clerk asks the foundation for values; what it answers becomes a figure only when the clerk takes it over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Missing
from ledger.choices import Decision, InquiryState
from ledger.models.figures import Item, Sheet


class Inquiry(models.Model):
    """One 照会票: which items of a sheet, asked by whom, to be answered by when."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="inquiries", verbose_name=_("年度報告"))
    number = models.PositiveSmallIntegerField(_("照会番号"))
    title = models.CharField(_("件名"), max_length=200)
    message = models.TextField(_("照会文"), blank=True)
    due_on = models.DateField(_("回答期限"))
    state = models.CharField(_("状態"), max_length=10, choices=InquiryState, default=InquiryState.OPEN)
    lock_version = models.PositiveIntegerField(default=1, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("照会者"))
    sent_at = models.DateTimeField(_("照会日時"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回答者")
    )
    answered_at = models.DateTimeField(_("回答日時"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("完了者")
    )
    closed_at = models.DateTimeField(_("完了日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("照会")
        verbose_name_plural = _("照会")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="ledger_inquiry_number"),
            models.CheckConstraint(condition=Q(state__in=InquiryState.values), name="ledger_inquiry_state"),
            models.CheckConstraint(
                condition=~Q(state=InquiryState.ANSWERED) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="ledger_inquiry_answered_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.title}"


class InquiryLine(models.Model):
    """One cell that is asked for, and its answer. key: `ledger.cells.CellKey` as text. typed: as the respondent typed it.

    value, missing: what was read from it; neither where nothing can be read, or nothing was answered yet.
    """

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="lines", verbose_name=_("照会"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("項目"))
    key = models.CharField(_("欄"), max_length=160)
    typed = models.CharField(_("入力した文字"), max_length=200, blank=True)
    value = models.DecimalField(_("値"), max_digits=15, decimal_places=3, null=True, blank=True)
    missing = models.CharField(_("値がない理由"), max_length=16, choices=Missing, blank=True)
    note = models.TextField(_("回答の説明"), blank=True)
    decision = models.CharField(_("取扱い"), max_length=8, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("取扱者")
    )
    decided_at = models.DateTimeField(_("取扱日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("照会項目")
        verbose_name_plural = _("照会項目")
        ordering = ["inquiry", "order"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "key"], name="ledger_inquiryline_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(missing=""), name="ledger_inquiryline_value_or_missing"),
            models.CheckConstraint(condition=Q(missing="") | Q(missing__in=Missing.values), name="ledger_inquiryline_missing"),
            models.CheckConstraint(condition=Q(decision="") | Q(decision__in=Decision.values), name="ledger_inquiryline_decision"),
        ]

    def __str__(self) -> str:
        return self.key
