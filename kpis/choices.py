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
    """What a rule compares: the target itself, the share of it that was reached, or the way from the baseline to the last target."""

    MET = "met", _("達成・未達")
    FIVE_STEP = "five_step", _("5段階")
    LETTERS = "letters", _("S・A・B・C")
    PRO_RATA = "pro_rata", _("経過年数による進捗")


class Achievement(TextChoices):
    MET = "met", _("達成")
    MISSED = "missed", _("未達")
    REACHED = "reached", _("目標到達（年度途中）")
    UNDER_WAY = "under_way", _("年度途中（判定対象外）")
    PENDING = "pending", _("未確定")
    NOT_COMPARABLE = "not_comparable", _("比較不能（定義変更）")
    NOT_APPLICABLE = "not_applicable", _("該当なし")


class Ungraded(TextChoices):
    """Why a year has no computed grade. Never stored."""

    NO_ACTUAL = "no_actual", _("実績の数値がないため、評価していません。")
    PENDING = "pending", _("実績が未確定のため、評価していません。")
    FORECAST = "forecast", _("見込みの値のため、評価していません。")
    PART_YEAR = "part_year", _("年度途中の値のため、評価していません。")
    NOT_COMPARABLE = "not_comparable", _("定義の変更により比較できないため、評価していません。")
    NO_TARGET = "no_target", _("目標値がないため、評価していません。")
    NARRATIVE = "narrative", _("記述による目標のため、段階を算定していません。")
    RANGE = "range", _("範囲による目標のため、割合を計算できません。")
    NO_RATE = "no_rate", _("目標値又は実績値が0以下のため、割合を計算できません。")
    NO_BASELINE = "no_baseline", _("計画の前年度の実績がないため、進捗を計算できません。")
    NO_GOAL = "no_goal", _("計画の最終年度の目標値がないため、進捗を計算できません。")
    NO_WAY = "no_way", _("最終年度の目標が基準値からの前進を求めていないため、進捗を計算できません。")
    OUTSIDE_PLAN = "outside_plan", _("計画期間外の年度のため、評価していません。")
    NO_RULE = "no_rule", _("評価の規則に段階が定められていないため、評価していません。")
