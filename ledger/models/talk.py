"""What people add to a sheet or to one of its cells: files that prove a value, and what they have to say about it.

Both belong to the sheet, not to a revision: a correction keeps the proof and the talk of what it corrects.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.models.figures import Sheet


class Evidence(models.Model):
    """A file that shows where a value comes from. Its content lies in the file store under its digest (`ledger.evidence.files`).

    cell: `ledger.cells.CellKey` as text; empty for the whole sheet. A removed file keeps its row and its content.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="evidence", verbose_name=_("年度報告"))
    cell = models.CharField(_("欄"), max_length=160, blank=True)
    name = models.CharField(_("ファイル名"), max_length=200)
    sha256 = models.CharField(_("ハッシュ値"), max_length=64)
    size = models.PositiveIntegerField(_("大きさ（バイト）"))
    content_type = models.CharField(_("形式"), max_length=100)
    note = models.CharField(_("説明"), max_length=400, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("添付者"))
    added_at = models.DateTimeField(_("添付日時"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("取下げ者")
    )
    removed_at = models.DateTimeField(_("取下げ日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("根拠資料")
        verbose_name_plural = _("根拠資料")
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["sheet", "cell"], name="ledger_evidence_cell")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="ledger_evidence_removed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """One line of the talk about a sheet or a cell. Never edited; resolved when what it asks for is settled."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="comments", verbose_name=_("年度報告"))
    cell = models.CharField(_("欄"), max_length=160, blank=True)
    text = models.TextField(_("内容"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("投稿者"))
    at = models.DateTimeField(_("投稿日時"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("解決者")
    )
    resolved_at = models.DateTimeField(_("解決日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("コメント")
        verbose_name_plural = _("コメント")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["sheet", "cell"], name="ledger_comment_cell")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="ledger_comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="ledger_comment_resolved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
