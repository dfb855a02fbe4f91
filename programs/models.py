"""Who funds and runs what. For now the funding programmes that the figures name."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.registers import Register


class FundingProgram(Register):
    """A programme that gives money. Years are fiscal, both inclusive; the papers give adoption by month only."""

    short_name = models.CharField(_("略称"), max_length=40, blank=True)
    funder = models.CharField(_("所管・配分機関"), max_length=100, blank=True)
    adopted_year = models.PositiveSmallIntegerField(_("採択年（西暦）"), null=True, blank=True)
    adopted_month = models.PositiveSmallIntegerField(
        _("採択月"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    first_year = models.PositiveSmallIntegerField(_("開始年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("終了年度"), null=True, blank=True)

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
            models.CheckConstraint(condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="programs_fundingprogram_forward"),
        ]
