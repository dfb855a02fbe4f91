"""Words of the ventures app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class YearKind(TextChoices):
    """Whether a printed year is a calendar or a fiscal year; the papers do not say."""

    UNSTATED = "unstated", _("資料に記載なし")
    CALENDAR = "calendar", _("暦年")
    FISCAL = "fiscal", _("年度")


class VentureStatus(TextChoices):
    UNSTATED = "unstated", _("資料に記載なし")
    ACTIVE = "active", _("活動中")
    MERGED = "merged", _("吸収合併")
    EXITED = "exited", _("売却・上場")
    DISSOLVED = "dissolved", _("解散")


class FundingKind(TextChoices):
    ROUND = "round", _("資金調達")
    GRANT = "grant", _("補助金")
    EXIT = "exit", _("売却・上場")


class PatentStatus(TextChoices):
    FILED = "filed", _("出願")
    GRANTED = "granted", _("登録")
    LAPSED = "lapsed", _("消滅")


class TrialKind(TextChoices):
    TRIAL = "trial", _("治験")
    STUDY = "study", _("臨床研究")
