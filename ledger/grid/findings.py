"""What is doubtful about a draft, and whether somebody has answered it."""

from dataclasses import dataclass
from typing import Any, Literal

from ledger.choices import Weight

Answer = Literal["", "reason", "explanation"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One doubt. rule: a code that stays when the words change. cell: `CellKey` as text; empty for the whole sheet.

    wants: what answers it, a reason or the explanation of a missed target (cause and response); empty where only another value does.
    suggestion: a text that would settle it when typed. fact: the other number and where it stands, for who wants to see both.
    """

    rule: str
    weight: Weight
    message: str
    cell: str = ""
    wants: Answer = ""
    suggestion: str | None = None
    fact: str = ""
    is_answered: bool = False

    @property
    def blocks(self) -> bool:
        """Tell whether 確認依頼 has to wait for it."""
        return self.weight == Weight.ERROR or (self.weight == Weight.WARNING and not self.is_answered)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it, for `CrossCheck.findings`."""
        return {
            "rule": self.rule,
            "weight": str(self.weight),
            "message": self.message,
            "cell": self.cell,
            "wants": self.wants,
            "suggestion": self.suggestion,
            "fact": self.fact,
        }


def from_plain(row: dict[str, Any]) -> Finding:
    return Finding(**{**row, "weight": Weight(row["weight"])})
