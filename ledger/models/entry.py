"""What stands beside the values of a draft: what was typed, why a doubtful value is right, what other sheets say, unfinished forms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models.figures import Item, Revision


class Cell(models.Model):
    """What somebody typed into one cell of the entry grid and said about it. Its value, if it has one, is a Value of the same revision.

    key: `ledger.cells.CellKey` as text. typed: as typed; it stays where no number could be read from it, so that nothing is lost.
    reason answers a doubt of the guards; cause and response explain a missed target. note becomes that of the value once there is one.
    All are approved with the value. said_of: the value, as text, that reason, cause and response were given for: they answer no other.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="cells", verbose_name=_("版"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("項目"))
    key = models.CharField(_("欄"), max_length=160)
    typed = models.CharField(_("入力した文字"), max_length=200, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    cause = models.TextField(_("要因"), blank=True)
    response = models.TextField(_("今後の対応"), blank=True)
    note = models.CharField(_("注記"), max_length=400, blank=True)
    said_of = models.CharField(_("理由・説明の対象の値"), max_length=60, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("入力者"))
    updated_at = models.DateTimeField(_("入力日時"))

    class Meta:
        verbose_name = _("入力欄")
        verbose_name_plural = _("入力欄")
        constraints = [models.UniqueConstraint(fields=["revision", "key"], name="ledger_cell_once")]

    def __str__(self) -> str:
        return self.key


class CrossCheck(models.Model):
    """What the checks across sheets and registers found about one state of a revision: its lock_version tells which.

    findings: a list of {rule, weight, cell, message}, as `ledger.grid.findings` writes them.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="cross_check", verbose_name=_("版"))
    lock_version = models.PositiveIntegerField(_("確認した版"))
    checked_at = models.DateTimeField(_("確認日時"))
    findings = models.JSONField(_("指摘"), default=list)

    class Meta:
        verbose_name = _("他の表との照合")
        verbose_name_plural = _("他の表との照合")

    def __str__(self) -> str:
        return f"{self.revision_id} v{self.lock_version}"


class Draft(models.Model):
    """The unfinished form of something larger than a sheet: a new plan period. Whoever has the role goes on with it.

    kind: which form. key: which of them. content: what was entered so far, as that form stores it.
    """

    kind = models.SlugField(_("種類"), max_length=40)
    key = models.SlugField(_("対象"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    content = models.JSONField(_("内容"), default=dict)
    updated_at = models.DateTimeField(_("更新日時"))

    class Meta:
        verbose_name = _("作成途中の様式")
        verbose_name_plural = _("作成途中の様式")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="ledger_draft_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
