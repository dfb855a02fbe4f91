"""What is doubtful about a draft, and whether somebody has answered it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from ledger.choices import Weight

Answer = Literal["", "reason", "explanation"]
# The last of several sentences, in either language. A dot within a number ends none.
_ASKING = re.compile(r"(?:(?<=。)|(?<=\.)\s+)(?:(?!\. )[^。])+[。.]$")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One doubt. rule: a code that stays when the words change. cell: `CellKey` as text; empty for the whole sheet.

    message: where something answers it, its last sentence asks for that. wants: what answers it, a reason or the explanation of a missed
    target (cause and response); empty where only another value does. suggestion: a text that would settle it when typed. fact: the other
    number and where it stands, for who wants to see both.
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
    def said(self) -> str:
        """Return what is to be read: once it is answered, the message without the sentence that asks for the answer."""
        return _ASKING.sub("", self.message) if self.is_answered else self.message

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
