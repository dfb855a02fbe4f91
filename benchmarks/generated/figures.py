"""The sheets: the last year of the papers again and again, and targets and actuals of the generated indicators."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.generated import registers
from benchmarks.generated.indicators import Generated, indicators
from benchmarks.generated.size import DOCUMENT, KNOWN_ON, MARK, PLAN_YEARS, Size
from iconm.lib.choices import Basis, Measure
from iconm.lib.fiscal_year import FiscalYear
from kpis.choices import TargetType
from kpis.models import DATASET
from ledger.actions import Line
from ledger.history import PastSheet, read_figures
from ventures.models import DATASET as VENTURES

MODEL_YEAR = 2024  # R6: the last year whose accounts are settled and whose indicators are final
LATEST_YEAR = 2025  # R7: what is known of ventures and the consortium
PART_YEAR = (12, 31)


def sheets(size: Size, *, first_year: int) -> Iterator[PastSheet]:
    """Yield every sheet; the last year has part-year values, as the papers of a winter have."""
    found = indicators(size)
    models = list(_models())
    for number in range(size.plans):
        yield _targets(found, number, first_year)
    amounts = defaultdict(list)
    for item, year in registers.funding(size):
        amounts[year].append(Line(item=item, measure=Measure.AMOUNT.value, value=Decimal(1 + year % 9), **_source()))
    for year in range(size.years):
        is_last = year == size.years - 1
        yield _actuals(found, year, first_year, size, is_last=is_last)
        for model in models:
            yield _again(model, first_year + year, is_last=is_last, more=amounts[year] if model.dataset == VENTURES else [])


def _source() -> dict[str, Any]:
    return {"note": MARK, "document": DOCUMENT}


def _models() -> Iterator[PastSheet]:
    """Yield the sheets that are repeated, each with the lines that speak of its year; indicators have numbers of their own."""
    for path in sorted(Path(settings.FIXTURES_DIR, "figures").glob("*.csv")):
        year = LATEST_YEAR if path.stem == VENTURES else MODEL_YEAR
        for past in read_figures(path):
            lines = tuple(line for line in past.lines if _is_of(line, past, year))
            if lines and path.stem != DATASET and past.basis in (Basis.ACTUAL, Basis.SETTLED):
                yield replace(past, fiscal_year=year, lines=lines, places=())


def _is_of(line: Line, past: PastSheet, year: int) -> bool:
    stated = past.fiscal_year if line.fiscal_year is None and not line.undated else line.fiscal_year
    return stated == year and line.period_end is None


def _again(model: PastSheet, year: int, *, is_last: bool, more: list[Line]) -> PastSheet:
    lines = (replace(line, fiscal_year=None, as_of=None, section="", **_source()) for line in model.lines)
    as_of = _as_of(year, is_last=is_last and model.basis == Basis.ACTUAL)
    return PastSheet(model.dataset, year, model.basis, as_of, KNOWN_ON, (*lines, *more))


def _as_of(year: int, *, is_last: bool) -> date:
    return date(year, *PART_YEAR) if is_last else FiscalYear(year).end


def _targets(found: tuple[Generated, ...], plan: int, first_year: int) -> PastSheet:
    """Return the sheet of a plan's targets: it stands on the plan's first year and describes its last day."""
    years = range(plan * PLAN_YEARS, (plan + 1) * PLAN_YEARS)
    lines = tuple(_target(each, year, first_year) for each in found if plan in each.plans for year in years)
    first, last = first_year + years[0], first_year + years[-1]
    return PastSheet(DATASET, first, Basis.PLAN, FiscalYear(last).end, KNOWN_ON, lines)


def _target(each: Generated, year: int, first_year: int) -> Line:
    value = each.target(year)
    upper = value * 2 if each.target_type == TargetType.RANGE else None
    when: dict[str, Any] = {"fiscal_year": first_year + year, "as_of": FiscalYear(first_year + year).end}
    return Line(item=each.item, measure=Measure.TARGET.value, value=value, upper=upper, **when, **_source())


def _actuals(found: tuple[Generated, ...], year: int, first_year: int, size: Size, *, is_last: bool) -> PastSheet:
    lines = tuple(_actual(each, year) for each in found if year in each.years(size))
    return PastSheet(DATASET, first_year + year, Basis.ACTUAL, _as_of(first_year + year, is_last=is_last), KNOWN_ON, lines)


def _actual(each: Generated, year: int) -> Line:
    missing = each.missing(year)
    value = None if missing else each.actual(year)
    return Line(item=each.item, measure=Measure.ACTUAL.value, value=value, missing=missing, **_source())
