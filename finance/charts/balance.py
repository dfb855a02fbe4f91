"""What each year alone brought in less what it cost, and whether the carry-over is what was left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.calculations import less
from finance.charts import marks
from finance.charts.marks import Line
from finance.headline import CARRIED_FORWARD, CARRIED_OVER, EXPENSE, INCOME, STATEMENT_BASES
from finance.queries import FinanceFigures
from iconm.lib.chart import ChartSpec, Series
from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Table
from ledger.calculations import Footing


def balance(figures: FinanceFigures, years: Sequence[int], *, year: int | None = None) -> ChartSpec | None:
    """Return what each year alone brought in less what it cost. Its table checks the carry-over against income less expenditure.

    year: of which the title speaks; the latest without it.
    """
    found = [_Balance.of(figures, year) for year in marks.statement_years(figures, years)]
    known = [each for each in found if each.alone is not None]
    if not known:
        return None
    table = _balance_table(figures, found)
    return ChartSpec(
        name="balance",
        title=_balance_title(figures, [each for each in known if year is None or each.year <= year] or known),
        kind="column",
        unit=table.unit,
        axis=marks.ticks(figures, [each.year for each in found]),
        series=(Series(name=_("単年度収支"), points=tuple(marks.computed(each.alone, each.state) for each in found)),),
        table=table,
        notes=(
            _("単年度収支は、収入計から繰越充当分と支出計を除いた額です。"),
            *_gap_notes(figures, found),
            *marks.left_out(table.figures(), table.unit),
        ),
        source=marks.printed_in(table),
    )


@dataclass(frozen=True)
class _Balance:
    year: int
    income: Figure | None
    forward: Figure | None
    expense: Figure | None
    over: Figure | None

    @classmethod
    def of(cls, figures: FinanceFigures, year: int) -> "_Balance":
        return cls(year, *(marks.amount(figures, item, year) for item in (INCOME, CARRIED_FORWARD, EXPENSE, CARRIED_OVER)))

    @property
    def own_income(self) -> Decimal | None:
        """Return income without what came from the year before; that is nothing only where it is said not to apply."""
        forward = Decimal(0) if self.forward and self.forward.state == State.NOT_APPLICABLE else marks.value(self.forward)
        return less(marks.value(self.income), forward)

    @property
    def alone(self) -> Decimal | None:
        return less(self.own_income, marks.value(self.expense))

    @property
    def left(self) -> Decimal | None:
        return less(marks.value(self.income), marks.value(self.expense))

    @property
    def gap(self) -> Decimal | None:
        """Return what is carried over less income without expenditure: zero, or what rounding or a mistake makes."""
        return less(marks.value(self.over), self.left)

    @property
    def state(self) -> State:
        return marks.state_of((self.income, self.forward, self.expense))


def _balance_table(figures: FinanceFigures, found: Sequence[_Balance]) -> Table:
    years = [each.year for each in found]
    unit = figures.statement_unit

    def computed(label: str, numbers: Sequence[Decimal | None], *, is_total: bool = False) -> Line:
        cells = [marks.computed_cell(amount, each.state, unit) for amount, each in zip(numbers, found, strict=True)]
        return Line(label, cells, kind="total" if is_total else "body")

    lines = (
        marks.line(figures, INCOME, years),
        marks.line(figures, CARRIED_FORWARD, years),
        computed("繰越充当分を除く収入", [each.own_income for each in found]),
        marks.line(figures, EXPENSE, years),
        computed("単年度収支", [each.alone for each in found], is_total=True),
        computed("収入計－支出計", [each.left for each in found]),
        marks.line(figures, CARRIED_OVER, years),
        computed("差（次年度繰越－（収入計－支出計））", [each.gap for each in found]),
    )
    return marks.year_table("balance", "単年度収支と次年度繰越", heads=marks.year_heads(figures, years), lines=lines, unit=unit)


def _balance_title(figures: FinanceFigures, known: Sequence[_Balance]) -> str:
    def words(each: _Balance) -> dict[str, str]:
        amount = f"{marks.number(each.alone or Decimal(0))}{figures.statement_unit}"
        return {"year": marks.year_words(figures, each.year), "amount": amount}

    said = _("単年度収支は、%(year)sで%(amount)sです") % words(known[-1])
    return said + (_("（%(year)sは%(amount)s）") % words(known[-2]) if len(known) > 1 else "")


def _gap_notes(figures: FinanceFigures, found: Sequence[_Balance]) -> Iterator[str]:
    """Yield what the check of the carry-over says: the years that differ, by what rounding can do or by more."""
    footings = {each.year: figures.footings(each.year, bases=STATEMENT_BASES).get(CARRIED_OVER) for each in found}
    gaps = {year: footing for year, footing in footings.items() if footing and footing.gap}
    unit = figures.statement_unit
    rounded = [year for year, footing in gaps.items() if footing.is_rounding()]
    if rounded:
        yield _("%(years)sは、収入計－支出計と次年度繰越に%(gaps)sの差があります。端数処理の範囲内です。") % _gap_words(rounded, gaps, unit)
    if others := [year for year in gaps if year not in rounded]:
        yield _("%(years)sは、収入計－支出計と次年度繰越が一致しません（差%(gaps)s）。") % _gap_words(others, gaps, unit)


def _gap_words(years: Sequence[int], gaps: Mapping[int, Footing], unit: str) -> dict[str, str]:
    return {
        "years": _("、").join(FiscalYear(year).short for year in years),
        "gaps": _("、").join(f"{marks.number(gaps[year].gap)}{unit}" for year in years),
    }
