"""Numbers that two datasets state about one thing: a draft of either is compared with what is known of the other.

Declared as data, and held against the four papers by the tests: a pair that did not agree there would be no rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.units import UnitError, convert, round_half_up
from ledger import registry
from ledger.choices import Weight
from ledger.grid.checks import about
from ledger.grid.findings import Finding
from ledger.grid.rows import Grid, Row
from ledger.queries import Known, known_of


@dataclass(frozen=True)
class Side:
    """The items of one dataset whose sum is the number. also: items that ended or began in between, counted where they have a value."""

    dataset: str
    items: tuple[str, ...]
    measure: str
    also: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        return (*self.items, *self.also)


@dataclass(frozen=True)
class Same:
    left: Side
    right: Side

    def seen_from(self, dataset: str) -> Iterator[tuple[Side, Side]]:
        """Yield the dataset's own side with the other one."""
        if self.left.dataset == dataset:
            yield self.left, self.right
        if self.right.dataset == dataset:
            yield self.right, self.left


SAME = (
    Same(Side("kpi", ("kpi-media",), "actual"), Side("outreach", ("outreach-media",), "count")),
    Same(Side("statement", ("income-city",), "amount"), Side("city-support", ("support-contribution",), "amount")),
    Same(Side("statement", ("income-joint-research",), "amount"), Side("research-funding", ("research-joint-research",), "amount")),
    Same(
        Side("statement", ("income-research",), "amount"),
        Side("research-funding", ("research-coi-next", "research-grants"), "amount", also=("research-coi-stream",)),
    ),
)
COMPARED = frozenset(item for pair in SAME for side in (pair.left, pair.right) for item in side.every)
DATASETS = tuple(dict.fromkeys(side.dataset for pair in SAME for side in (pair.left, pair.right)))


@dataclass(frozen=True)
class Total:
    """A sum with the unit and decimals of its parts, and what they are called."""

    value: Decimal
    unit: str
    decimals: int
    name: str

    def __str__(self) -> str:
        return format_number(self.value, self.decimals, NumberStyle()) + self.unit


def other_datasets(grid: Grid, on: date) -> Iterator[Finding]:
    """Compare the draft with the figures of other datasets about the same year and day. One query."""
    pairs = [each for pair in SAME for each in pair.seen_from(grid.sheet.dataset)]
    known = known_of([item for _own, other in pairs for item in other.every], on=on)
    for own, other in pairs:
        row = next((row for row in grid.rows if row.key.item == own.items[0] and row.key.measure == own.measure), None)
        if row is None:
            continue
        mine, theirs = _entered(grid, own, row), _known(known, other, row)
        if mine and theirs and not _agree(mine, theirs):
            message = _("「%(dataset)s」の%(name)s（%(number)s）と一致しません。正しい場合は理由を入力してください。")
            said = message % {"dataset": registry.label(other.dataset), "name": theirs.name, "number": theirs}
            yield about(row, "across", Weight.WARNING, said, wants="reason")


def _entered(grid: Grid, side: Side, first: Row) -> Total | None:
    rows = [
        row
        for row in grid.rows
        if row.key.item in side.every and (row.key.measure, row.key.fiscal_year) == (side.measure, first.key.fiscal_year)
    ]
    figures = [row.number for row in rows]
    return _sum(side, figures)


def _known(known: Known, side: Side, row: Row) -> Total | None:
    """Return what the other dataset says of the same year, on the same day, on as firm a footing."""
    return _sum(side, [_one(known, item, side.measure, row) for item in side.every])


def _one(known: Known, item: str, measure: str, row: Row) -> Figure | None:
    bases = (Basis.FORECAST,) if row.key.basis == Basis.FORECAST else (Basis.ACTUAL, Basis.SETTLED)
    day = (row.key.fiscal_year, row.key.as_of, None)
    matching = (
        figure
        for figure in known.of(item, measure)
        if figure.basis in bases and (figure.fiscal_year, figure.as_of, figure.period_end) == day
    )
    return next(matching, None)


def _sum(side: Side, figures: Sequence[Figure | None]) -> Total | None:
    """Return the sum; None as long as one of the numbers is missing."""
    numbers = {figure.item_code: figure for figure in figures if figure and figure.value is not None}
    if not numbers or any(item not in numbers for item in side.items):
        return None
    name = "・".join(f"「{figure.item_label}」" for figure in numbers.values())
    total = sum((figure.value for figure in numbers.values() if figure.value is not None), Decimal(0))
    return Total(total, numbers[side.items[0]].unit, max(figure.decimals for figure in numbers.values()), name)


def _agree(one: Total, other: Total) -> bool:
    """Tell whether the two are one number, in whichever of their units is the coarser."""
    try:
        in_theirs = round_half_up(convert(one.value, one.unit, other.unit), other.decimals)
        in_mine = round_half_up(convert(other.value, other.unit, one.unit), one.decimals)
    except UnitError:
        return one.value == other.value
    return in_theirs == other.value or in_mine == one.value
