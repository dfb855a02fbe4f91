"""Words of the indicator app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Which way is better."""

    UP = "up", _("大きいほど良い")
    DOWN = "down", _("小さいほど良い")


class TargetType(TextChoices):
    AT_LEAST = "at_least", _("以上")
    AT_MOST = "at_most", _("以下")
    RANGE = "range", _("範囲")
    NARRATIVE = "narrative", _("記述")


class SuccessionKind(TextChoices):
    """How an indicator of one plan continues another of the plan before."""

    REDEFINED = "redefined", _("定義変更")
    EXTENDED = "extended", _("対象拡大")


class Change(TextChoices):
    """What happened to an indicator between two plans; derived, never stored."""

    NONE = "none", _("変更なし")
    NEW = "new", _("新規")
    REDEFINED = "redefined", _("定義変更")
    EXTENDED = "extended", _("対象拡大")


class Fate(TextChoices):
    """What becomes of an indicator in the next plan. Where it stands and what it is called follow from it; nothing stores it."""

    KEPT = "kept", _("継続")
    RENAMED = "renamed", _("名称変更")
    MOVED = "moved", _("移動")
    REDEFINED = "redefined", _("再定義")
    ENDED = "ended", _("終了")
    NEW = "new", _("新規")


class InitiativeSeries(TextChoices):
    """Whose initiatives they are."""

    SUPPORT = "support", _("研究支援事業の主な取組")
    ICONM = "iconm", _("iCONMの主な取組")


class Scheme(TextChoices):
    MET = "met", _("達成・未達")
    FIVE_STEP = "five_step", _("5段階")


class Achievement(TextChoices):
    MET = "met", _("達成")
    MISSED = "missed", _("未達")
    REACHED = "reached", _("目標到達（年度途中）")
    UNDER_WAY = "under_way", _("年度途中（判定対象外）")
    PENDING = "pending", _("未確定")
    NOT_COMPARABLE = "not_comparable", _("比較不能（定義変更）")
    NOT_APPLICABLE = "not_applicable", _("該当なし")
