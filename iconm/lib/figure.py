"""Figure: one number of the ledger as everything above the ledger sees it, frozen and without a database behind it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from iconm.lib.choices import Basis, Missing, State

# The open-data header, column by column. docs/open-data.md defines each; the order is a promise to whoever reads the files by machine.
OPEN_COLUMNS = (
    "dataset",
    "item_code",
    "item_label",
    "group",
    "measure",
    "fiscal_year",
    "period_end",
    "basis",
    "as_of",
    "value",
    "qualifier",
    "unit",
    "state",
    "revision",
    "note",
    "source",
)

_BUDGETS = (Basis.PROPOSED, Basis.INITIAL, Basis.REVISED)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """An approved value with what is needed to print, compare and trace it.

    fiscal_year: western starting year; None for a fact without a year. period_end: the last fiscal year, for a fact that spans several.
    as_of: the day the value describes; 31 March is the full year. value: in `unit`; None exactly when `missing` says why.
    upper: the other end of a range target. decimals: how many the unit is printed with. printed: the paper's own text where it differs.
    revision: number of the sheet's revision it was read from. document, section: where it was printed, as people cite it.
    """

    dataset: str
    item_code: str
    item_label: str
    measure: str
    basis: str
    unit: str
    group: str = ""
    fiscal_year: int | None = None
    period_end: int | None = None
    as_of: date | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    missing: str = ""
    qualifier: str = ""
    decimals: int = 0
    printed: str = ""
    note: str = ""
    revision: int = 0
    document: str = ""
    section: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.missing):
            raise ValueError(f"{self.item_code}: a figure has a value or a reason for having none, never both or neither")

    @property
    def state(self) -> State:
        """Return what kind of number this is; a part-year actual is INTERIM and never judged against a target."""
        if self.missing:
            return State(Missing(self.missing).value)
        if self.basis == Basis.PLAN:
            return State.PLANNED
        if self.basis in _BUDGETS:
            return State.BUDGET
        if self.basis == Basis.FORECAST:
            return State.FORECAST
        return State.INTERIM if self.is_part_year else State.FINAL

    @property
    def source(self) -> str:
        """Return 総務委員会資料（令和8(2026)年2月10日） 6(2); empty for a figure entered without a paper."""
        return f"{self.document} {self.section}".strip()

    @property
    def is_part_year(self) -> bool:
        """Tell whether the value describes a day before its last fiscal year has ended."""
        last = self.period_end or self.fiscal_year
        return last is not None and self.as_of is not None and self.as_of < date(last + 1, 3, 31)

    def open_row(self) -> Iterator[str]:
        """Yield the cells of the open-data layout, in the order of OPEN_COLUMNS; None becomes an empty cell."""
        for column in OPEN_COLUMNS:
            entry = getattr(self, column)
            yield "" if entry is None else f"{entry:f}" if isinstance(entry, Decimal) else str(entry)
