"""More years than there are: the last settled year again and again, through the ledger's own loader."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ledger.actions import Line
from ledger.history import PastSheet, load_sheet, read_figures

MODEL_YEAR = 2024  # R6: the last year whose accounts are settled and whose indicators are final
FIRST_YEAR = 2030  # after the last target of the papers, so that nothing is stored twice


def add(count: int) -> None:
    """Add `count` years, each with the sheets and targets of R6."""
    now = timezone.now()
    for past in _sheets_of_model_year():
        for year in range(FIRST_YEAR, FIRST_YEAR + count):
            load_sheet(past=_moved(past, year - MODEL_YEAR), at=now)


def _sheets_of_model_year() -> Iterator[PastSheet]:
    for path in sorted(Path(settings.FIXTURES_DIR, "figures").glob("*.csv")):
        for past in read_figures(path):
            lines = tuple(line for line in past.lines if _year(line, past) == MODEL_YEAR and line.period_end is None)
            if lines:
                yield PastSheet(past.dataset, MODEL_YEAR, past.basis, date(MODEL_YEAR + 1, 3, 31), past.known_on, lines)


def _year(line: Line, past: PastSheet) -> int | None:
    return past.fiscal_year if line.fiscal_year is None and not line.undated else line.fiscal_year


def _moved(past: PastSheet, by: int) -> PastSheet:
    lines = tuple(
        replace(
            line,
            fiscal_year=None if line.fiscal_year is None else line.fiscal_year + by,
            as_of=None if line.as_of is None else line.as_of.replace(year=line.as_of.year + by),
        )
        for line in past.lines
    )
    as_of = past.as_of.replace(year=past.as_of.year + by)
    return PastSheet(past.dataset, past.fiscal_year + by, past.basis, as_of, past.known_on, lines)
