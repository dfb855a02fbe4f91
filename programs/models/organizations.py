"""Who: organizations and the other names they go by."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.registers import Register
from iconm.lib.text import search_key
from ledger.models import Sourced
from programs.choices import NameKind, OrganizationKind


class Organization(Sourced, Register):
    """A body that takes part in something. name is the one in force; successor: the body it became part of, or was renamed into."""

    kind = models.CharField(_("種別"), max_length=16, choices=OrganizationKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("上位の団体"))
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("承継した団体"))
    note = models.CharField(_("説明"), max_length=400, blank=True)

    class Meta(Register.Meta):
        verbose_name = _("団体")
        verbose_name_plural = _("団体")
        ordering = ["sort_key", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="programs_organization_not_its_successor"),
        ]


class OrganizationName(Sourced):
    """A name besides the one in force. valid_until is exclusive."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names", verbose_name=_("団体"))
    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("種別"), max_length=8, choices=NameKind)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)
    valid_from = models.DateField(_("有効開始日"), null=True, blank=True)
    valid_until = models.DateField(_("有効終了日（この日を含まない）"), null=True, blank=True)

    class Meta:
        verbose_name = _("団体の別名・旧称")
        verbose_name_plural = _("団体の別名・旧称")
        ordering = ["organization", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="programs_organizationname_once"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="programs_organizationname_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(self.name)[:400]
        super().save(*args, **kwargs)
