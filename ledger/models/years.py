"""The year as a book that is opened and closed, and who may write in it after it was closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear


class YearBook(models.Model):
    """A fiscal year that was opened for entry. A year without one is open: what came before the portal needs no opening."""

    fiscal_year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("開始者"))
    opened_at = models.DateTimeField(_("開始日時"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("締切者")
    )
    closed_at = models.DateTimeField(_("締切日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度の開始と締切")
        verbose_name_plural = _("年度の開始と締切")
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="ledger_yearbook_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return FiscalYear(self.fiscal_year).header


class LockException(models.Model):
    """Leave to correct one dataset of a closed year until (exclusive) a day, with the reason on record."""

    book = models.ForeignKey(YearBook, models.PROTECT, related_name="exceptions", verbose_name=_("年度"))
    dataset = models.SlugField(_("データ区分"), max_length=40)
    reason = models.TextField(_("理由"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("承認者"))
    granted_at = models.DateTimeField(_("承認日時"))
    valid_until = models.DateField(_("有効終了日（この日を含まない）"))

    class Meta:
        verbose_name = _("締切後の訂正の承認")
        verbose_name_plural = _("締切後の訂正の承認")
        ordering = ["-granted_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ledger_lockexception_reason")]

    def __str__(self) -> str:
        return f"{self.book} {self.dataset}"
