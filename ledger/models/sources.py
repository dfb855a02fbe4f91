"""The papers, and where in them something stands."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.registers import Register
from iconm.lib.wareki import date_full


class SourceDocument(Register):
    """A paper that prints figures."""

    body = models.CharField(_("作成者"), max_length=100)
    occasion = models.CharField(_("資料の種別"), max_length=100, blank=True)
    dated_on = models.DateField(_("日付"))

    class Meta(Register.Meta):
        verbose_name = _("出典資料")
        verbose_name_plural = _("出典資料")
        ordering = ["dated_on"]

    @property
    def citation(self) -> str:
        """Return how people cite it: 総務委員会資料（令和8(2026)年2月10日）."""
        return f"{self.occasion or self.name}（{date_full(self.dated_on)}）"


class Sourced(models.Model):
    """A row that a paper states, and where: its principal place. Other places and other spellings are mentions."""

    document = models.ForeignKey(SourceDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("出典資料"))
    section = models.CharField(_("出典箇所"), max_length=60, blank=True)

    class Meta:
        abstract = True


class Mention(Sourced):
    """How one place of one paper prints something that others print differently: a name, a term, a unit.

    subject: `programs.organization:dena`, the register row it is about. aspect: what of it is printed, such as `name` or `term`.
    Of the printings of one aspect one is the reading in force.
    """

    subject = models.CharField(_("対象"), max_length=160, db_index=True, help_text=_("例：programs.organization:kawasaki-city"))
    aspect = models.SlugField(_("観点"), max_length=40, default="name")
    printed = models.CharField(_("資料の表記"), max_length=400)
    is_in_force = models.BooleanField(_("現在の表記"), default=False)
    note = models.CharField(_("説明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("資料の表記")
        verbose_name_plural = _("資料の表記")
        ordering = ["subject", "aspect", "document__dated_on", "section"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "aspect", "document", "section", "printed"], name="ledger_mention_once"),
            models.UniqueConstraint(
                fields=["subject", "aspect"],
                condition=Q(is_in_force=True),
                name="ledger_mention_one_in_force",
                violation_error_message=_("現在の表記は、対象と観点ごとに一つだけです。"),
            ),
            models.CheckConstraint(condition=Q(document__isnull=False), name="ledger_mention_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.printed}（{self.document} {self.section}）"

    def clean(self) -> None:
        if not _exists(self.subject):
            raise ValidationError({"subject": _("「%(subject)s」という対象は台帳にありません。") % {"subject": self.subject}})
        if self.document_id is None:
            raise ValidationError({"document": _("出典資料を選択してください。")})


def _exists(subject: str) -> bool:
    label, _colon, code = subject.partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    # Whoever looks for the mentions of a row asks for this very text.
    is_register = issubclass(model, Register) and label == model._meta.label_lower
    return is_register and model._default_manager.filter(code=code).exists()
