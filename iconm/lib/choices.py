"""Words with a fixed meaning, shared by the ledger, the tables and the exports: stored code, Japanese label (docs/glossary.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    """What a value says of its item."""

    TARGET = "target", _("目標")
    ACTUAL = "actual", _("実績")
    AMOUNT = "amount", _("金額")
    COUNT = "count", _("件数等")
    PEOPLE = "people", _("人数")


class Basis(TextChoices):
    """On what a value stands."""

    PLAN = "plan", _("計画")
    PROPOSED = "proposed", _("予算案")
    INITIAL = "initial", _("当初予算")
    REVISED = "revised", _("補正後予算")
    FORECAST = "forecast", _("見込")
    SETTLED = "settled", _("決算")
    ACTUAL = "actual", _("実績")


class Missing(TextChoices):
    """Why there is no number. None of these is zero."""

    PENDING = "pending", _("未確定")
    NOT_APPLICABLE = "not_applicable", _("該当なし")
    UNKNOWN = "unknown", _("不詳")
    NOT_COMPARABLE = "not_comparable", _("比較不能")
    WITHHELD = "withheld", _("非公開")


class State(TextChoices):
    """How far a figure can be relied on: the kind of its number, or why it has none."""

    FINAL = "final", _("確定")
    INTERIM = "interim", _("年度途中")
    FORECAST = "forecast", _("見込")
    BUDGET = "budget", _("予算")
    PLANNED = "planned", _("計画")
    PENDING = "pending", _("未確定")
    NOT_APPLICABLE = "not_applicable", _("該当なし")
    UNKNOWN = "unknown", _("不詳")
    NOT_COMPARABLE = "not_comparable", _("比較不能")
    WITHHELD = "withheld", _("非公開")
    ABSENT = "absent", _("未登録")
