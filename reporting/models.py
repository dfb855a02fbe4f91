"""Report templates: which blocks a paper has, in which order. The figures are never stored here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.registers import Register
from iconm.lib.units import MONEY, Rounding
from reporting.choices import BUILT, BlockKind


class ReportTemplate(Register):
    """A paper as an ordered list of blocks. name is its title."""

    subtitle = models.CharField(_("副題"), max_length=200, blank=True)
    occasion = models.CharField(_("資料の種別"), max_length=100, blank=True)
    organization = models.CharField(_("作成者"), max_length=100, blank=True)
    dated_on = models.DateField(_("資料の日付"), null=True, blank=True)
    rounding = models.CharField(_("端数処理"), max_length=10, choices=Rounding, default=Rounding.HALF_UP)
    money_unit = models.CharField(_("金額の表示単位"), max_length=4, choices=[(unit, unit) for unit in MONEY], blank=True)

    class Meta(Register.Meta):
        verbose_name = _("資料の様式")
        verbose_name_plural = _("資料の様式")
        ordering = [models.F("dated_on").desc(nulls_first=True), "code"]


class Block(models.Model):
    """One heading, paragraph, table or list of sentences. table: a name of reporting.catalogue; parameters: what it is built with.

    In the text of a paragraph {item} and {item/2025} stand for figures of the ledger.
    """

    template = models.ForeignKey(ReportTemplate, models.CASCADE, related_name="blocks", verbose_name=_("様式"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    kind = models.CharField(_("種別"), max_length=10, choices=BlockKind)
    level = models.PositiveSmallIntegerField(_("見出しの段"), null=True, blank=True)
    number = models.CharField(_("項番"), max_length=20, blank=True)
    text = models.TextField(_("文言"), blank=True, help_text=_("見出し・文章の本文、表では表題。"))
    table = models.SlugField(_("表"), max_length=60, blank=True)
    parameters = models.JSONField(_("設定"), default=dict, blank=True)

    class Meta:
        verbose_name = _("ブロック")
        verbose_name_plural = _("ブロック")
        ordering = ["template", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=BlockKind.HEADING, level__range=(1, 4)) | (~Q(kind=BlockKind.HEADING) & Q(level=None))),
                name="reporting_block_heading_has_level",
                violation_error_message=_("見出しには1から4の段を指定してください。"),
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=BUILT) & ~Q(table="")) | (~Q(kind__in=BUILT) & Q(table="")),
                name="reporting_block_table_is_named",
                violation_error_message=_("表と箇条書きのブロックには、表の名前を指定してください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()} {self.number} {self.text}".strip()
