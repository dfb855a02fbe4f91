"""How much is generated, and how what is generated is called."""

from dataclasses import dataclass
from datetime import date
from math import ceil

FULL_YEARS = 30
PLAN_YEARS = 4
MARK = "試験データ"
READING = "しけんでーた"
PREFIX = "generated-"
DOCUMENT = f"{PREFIX}data"
KNOWN_ON = date(2026, 2, 11)  # the day after the latest paper, which is printed as it was


@dataclass(frozen=True)
class Size:
    """How many fiscal years, indicators and events are generated."""

    years: int = FULL_YEARS
    indicators: int = 300
    events: int = 1_000_000

    @property
    def plans(self) -> int:
        return ceil(self.years / PLAN_YEARS)

    @property
    def name(self) -> str:
        """Return how the document of the generated data is called. Years and indicators hang together, events can be added to."""
        return f"{MARK}（{self.years}年度・{self.indicators}指標）"

    def rows(self, full: int) -> int:
        """Return how many rows a register gets that gets `full` in the full number of years."""
        return ceil(full * self.years / FULL_YEARS)


def code(kind: str, number: int) -> str:
    return f"{PREFIX}{kind}-{number:03}"


def named(word: str, reading: str, number: int) -> dict[str, str]:
    """Return the name and the reading of a row: 試験データ団体001."""
    return {"name": f"{MARK}{word}{number:03}", "reading": f"{READING}{reading}{number:03}"}


def sourced(section: str) -> dict[str, str]:
    return {"document": DOCUMENT, "section": section}
