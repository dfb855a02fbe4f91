"""What somebody typed as the target of a year: a number, a range, or in words why there is none. Read as the ledger reads numbers."""

from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError
from kpis.choices import TargetType
from ledger.grid.reading import Reading, ReasonWantedError, understand


class TargetError(UnreadableError):
    """A text that is a number or a dash, but no target of the kind the indicator has."""


def read_target(typed: str, *, unit: str, decimals: int, target_type: str) -> Reading:
    """Read 20, ２０件, 20件以上, 4億円 where the unit is 千円, 80～95 for a range, 未確定 and 該当なし.

    Raises UnreadableError for anything else, and where the kind of target and the number do not go together.
    """
    try:
        reading = understand(_bare(typed), unit=unit, decimals=decimals, allow_range=True)
    except ReasonWantedError as error:
        raise TargetError(_("目標を定めない年度には「未確定」又は「該当なし」と入力してください。")) from error
    if target_type == TargetType.RANGE and reading.value is not None and reading.upper is None:
        raise TargetError(_("範囲の目標です。「80～95」のように、下限と上限を入力してください。"))
    if target_type != TargetType.RANGE and reading.upper is not None:
        raise TargetError(_("範囲で定める場合は、目標の種類で「範囲」を選択してください。"))
    return reading


def _bare(typed: str) -> str:
    """Return the text without the condition the kind of target already says."""
    return typed.strip().removesuffix(str(TargetType.AT_LEAST.label)).removesuffix(str(TargetType.AT_MOST.label))
