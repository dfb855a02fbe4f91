"""How achievement is said on a dashboard: drawing, word, reason and tone. Never colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpis.choices import Achievement


@dataclass(frozen=True)
class StateWords:
    icon: str
    word: str | Promise
    reason: str | Promise = ""
    tone: str = ""


STATES = {
    Achievement.MET: StateWords("done", _("達成"), tone="good"),
    Achievement.MISSED: StateWords("missed", _("未達"), tone="bad"),
    Achievement.REACHED: StateWords("reached", _("目標到達"), _("年度途中"), tone="good"),
    Achievement.UNDER_WAY: StateWords("running", _("年度途中"), _("判定対象外")),
    Achievement.PENDING: StateWords("pending", _("未確定")),
    Achievement.NOT_COMPARABLE: StateWords("break", _("比較不能"), _("定義変更")),
    Achievement.NOT_APPLICABLE: StateWords("none", _("該当なし")),
}
WITHOUT_TARGET = StateWords("none", _("目標なし"))
