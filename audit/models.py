"""Who did what, and the chain that shows whether anyone touched it since. Both tables only grow (`audit.guards`)."""

from datetime import UTC
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import registry
from audit.calculations import Json, link_digest


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, target: str) -> Self:
        return self.filter(target=target)

    def unsealed(self) -> Self:
        return self.filter(link=None)


class Entry(models.Model):
    """One action. Holds ids, no names of people: the chain cannot be erased.

    action: a code of `audit.registry`. target: `app.model:id`. difference: {field: [old, new]}.
    """

    at = models.DateTimeField(_("日時"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("利用者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("空欄は、システムです。"),
    )
    action = models.CharField(_("操作"), max_length=100, db_index=True)
    target = models.CharField(_("対象"), max_length=200, blank=True)
    difference = models.JSONField(_("変更内容"), default=dict)
    reason = models.TextField(_("理由"), blank=True)
    address = models.GenericIPAddressField(_("接続元"), null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作記録")
        verbose_name_plural = _("操作記録")
        ordering = ["-id"]
        indexes = [models.Index(fields=["target", "-id"], name="audit_entry_target")]
        constraints = [models.CheckConstraint(condition=~Q(action=""), name="audit_entry_action")]

    def __str__(self) -> str:
        return registry.sentence(self.action)

    def material(self) -> dict[str, Json]:
        """Return everything the entry says, as the chain hashes it; the same on both databases."""
        return {
            "id": self.pk,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "action": self.action,
            "target": self.target,
            "difference": self.difference,
            "reason": self.reason,
            "address": self.address,
        }


class Link(models.Model):
    """The seal of one entry: its place in the chain and the digest over it and the link before."""

    sequence = models.PositiveBigIntegerField(_("連番"), unique=True)
    entry = models.OneToOneField(Entry, verbose_name=_("操作記録"), on_delete=models.PROTECT)
    sealed_at = models.DateTimeField(_("封印日時"))
    previous = models.CharField(_("前のハッシュ値"), max_length=64)
    digest = models.CharField(_("ハッシュ値"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("操作記録の連鎖")
        verbose_name_plural = _("操作記録の連鎖")
        ordering = ["sequence"]
        constraints = [models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_link_sequence")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest[:12]}"

    def expected_digest(self, entry: Entry) -> str:
        sealed_at = self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
        return link_digest(sequence=self.sequence, previous=self.previous, sealed_at=sealed_at, entry=entry.material())
