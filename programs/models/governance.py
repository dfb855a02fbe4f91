"""Who judges: bodies, how each paper describes them, meetings, their conclusions, and what was promised."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iconm.lib.constraints import forward
from iconm.lib.registers import Register
from ledger.models import Sourced
from programs.choices import ConclusionKind
from programs.models.agreements import Agreement
from programs.models.organizations import Organization


class Body(Sourced, Register):
    """A meeting that accompanies iCONM. host: who calls it."""

    host = models.ForeignKey(Organization, models.PROTECT, related_name="bodies", verbose_name=_("主催"))
    host_label = models.CharField(_("主催の表記"), max_length=40)
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta(Register.Meta):
        verbose_name = _("会議体")
        verbose_name_plural = _("会議体")
        ordering = ["order"]


class BodyCharter(Sourced):
    """What one paper says of a body: its aim, how often it meets (about so many times a year), its duties, one a line.

    target, action: the other body it acts upon, and how, in the word of the arrow between the two.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="charters", verbose_name=_("会議体"))
    purpose = models.TextField(_("目的"))
    times_a_year = models.PositiveSmallIntegerField(_("年間の開催回数"))
    times_qualifier = models.CharField(_("回数の修飾語"), max_length=10, blank=True)
    duties = models.TextField(_("内容（1行に1項目）"))
    target = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("相手の会議体"))
    action = models.CharField(_("相手の会議体に対する動き"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("会議体の定め")
        verbose_name_plural = _("会議体の定め")
        ordering = ["body", "document__dated_on"]
        constraints = [
            models.UniqueConstraint(fields=["body", "document"], name="programs_bodycharter_once"),
            models.CheckConstraint(condition=Q(document__isnull=False), name="programs_bodycharter_has_document"),
            models.CheckConstraint(
                condition=Q(target=None, action="") | (Q(target__isnull=False) & ~Q(target=F("body")) & ~Q(action="")),
                name="programs_bodycharter_action_has_target",
                violation_error_message=_("動きと相手の会議体は、両方を指定するか、両方とも空欄にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}（{self.document}）"


class BodyMember(models.Model):
    """The seats of one side in a body, by office; persons are never named. is_open: the paper ends the list with 他."""

    charter = models.ForeignKey(BodyCharter, models.CASCADE, related_name="members", verbose_name=_("会議体の定め"))
    side = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    side_label = models.CharField(_("団体の表記"), max_length=20)
    offices = models.CharField(_("委員（役職）"), max_length=200)
    is_open_list = models.BooleanField(_("「他」が付く"), default=False)
    order = models.PositiveSmallIntegerField(_("並び順"))

    class Meta:
        verbose_name = _("委員")
        verbose_name_plural = _("委員")
        ordering = ["charter", "order"]
        constraints = [models.UniqueConstraint(fields=["charter", "order"], name="programs_bodymember_order")]

    def __str__(self) -> str:
        return f"{self.side_label}：{self.offices}"


class Meeting(Sourced, Register):
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("会議体"))
    held_on = models.DateField(_("開催日"))

    class Meta(Register.Meta):
        verbose_name = _("会議")
        verbose_name_plural = _("会議")
        ordering = ["held_on"]


class Conclusion(Sourced, Register):
    """A dated verdict, decision or report, about which fiscal years (both inclusive). text: in our words; verdict: as it was given."""

    kind = models.CharField(_("種別"), max_length=10, choices=ConclusionKind)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="conclusions", verbose_name=_("会議"))
    dated_on = models.DateField(_("日付"))
    first_year = models.PositiveSmallIntegerField(_("対象の開始年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("対象の終了年度"), null=True, blank=True)
    verdict = models.CharField(_("結論の文言"), max_length=200, blank=True)
    text = models.TextField(_("内容"), blank=True)

    class Meta(Register.Meta):
        verbose_name = _("検証結果・決定")
        verbose_name_plural = _("検証結果・決定")
        ordering = ["dated_on", "code"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(condition=forward("first_year", "last_year"), name="programs_conclusion_forward"),
        ]


class Commitment(Sourced, Register):
    """A promise: what, where it was made, when it falls due, and what answered it. name: in a few words.

    due_year: the fiscal year at whose end it falls due; every_year: due each year until then.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("定めた協定・契約")
    )
    made_on = models.DateField(_("約束の日"), null=True, blank=True)
    text = models.TextField(_("約束の内容"))
    due_year = models.PositiveSmallIntegerField(_("期限の年度"), null=True, blank=True)
    due_printed = models.CharField(_("期限の表記"), max_length=100, blank=True)
    is_yearly = models.BooleanField(_("毎年度"), default=False)
    evaluation = models.ForeignKey(
        Conclusion, models.PROTECT, null=True, blank=True, related_name="evaluated_commitments", verbose_name=_("評価検証")
    )
    decision = models.ForeignKey(
        Conclusion, models.PROTECT, null=True, blank=True, related_name="decided_commitments", verbose_name=_("決定")
    )
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    class Meta(Register.Meta):
        verbose_name = _("約束")
        verbose_name_plural = _("約束")
        ordering = ["order", "code"]
