"""The yearly statement as charts: income and expenditure, personnel and other cost, the balance of each year alone."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.calculations import share_pct
from finance.charts import marks
from finance.charts.agreement import same_amounts
from finance.charts.marks import Line
from finance.headline import CARRIED_OVER, EXPENSE, INCOME, PERSONNEL
from finance.queries import FinanceFigures
from iconm.lib.chart import ChartSpec, Series
from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.table import Table


def income_and_expenditure(figures: FinanceFigures, years: Sequence[int], *, year: int | None = None) -> ChartSpec | None:
    """Return income by account beside expenditure by business, a pair of columns a year, with what is carried over as a line.

    year: of which the title speaks; the latest without it.
    """
    years = marks.statement_years(figures, years)
    if not years:
        return None
    table = _statement_table(figures, years)
    return ChartSpec(
        name="income-expenditure",
        title=_income_title(figures, marks.told_years(years, year)),
        kind="stacked",
        unit=table.unit,
        axis=marks.ticks(figures, years),
        series=(*_stack(figures, INCOME, years), *_stack(figures, EXPENSE, years), _carried_over(figures, years)),
        table=table,
        notes=(
            _("各年度の左の柱が収入、右の柱が支出です。"),
            *_forecast_note(figures, years),
            *same_amounts(figures, years),
            *marks.left_out(table.figures(), table.unit),
        ),
        source=marks.printed_in(table),
    )


def cost_kinds(figures: FinanceFigures, years: Sequence[int], *, year: int | None = None) -> ChartSpec | None:
    """Return personnel beside other cost, a pair of columns a year, each stacked by business. year: of which the title speaks."""
    years = marks.statement_years(figures, years)
    kinds = _kinds(figures)
    if not years or not any(figure for item in PERSONNEL for figure in marks.amounts(figures, item, years)):
        return None
    table = _kinds_table(figures, kinds, years)
    return ChartSpec(
        name="cost-kinds",
        title=_kinds_title(figures, marks.told_years(years, year)),
        kind="stacked",
        unit=table.unit,
        axis=marks.ticks(figures, years),
        series=tuple(
            _series(figures, item, years, name=f"{kind}（{business}）", stack=kind)
            for kind, rows in kinds.items()
            for business, item in rows
        ),
        table=table,
        notes=(
            _("各年度の柱は、左から%(kinds)sです。") % {"kinds": _("、").join(kinds)},
            *_forecast_note(figures, years),
            *marks.left_out(table.figures(), table.unit),
        ),
        source=marks.printed_in(table),
    )


def _series(figures: FinanceFigures, item: str, years: Sequence[int], *, name: str, stack: str) -> Series:
    return Series(name=name, points=tuple(map(marks.point, marks.amounts(figures, item, years))), stack=stack)


def _stack(figures: FinanceFigures, total: str, years: Sequence[int]) -> Iterator[Series]:
    """Yield the printed parts of a total, each a series, without those that have no number in these years."""
    for item, _sign in figures.parts.get(total, ()):
        if marks.summed(marks.amounts(figures, item, years)) is not None:
            yield _series(figures, item, years, name=marks.label(figures, item), stack=total)


def _carried_over(figures: FinanceFigures, years: Sequence[int]) -> Series:
    points = tuple(map(marks.point, marks.amounts(figures, CARRIED_OVER, years)))
    return Series(name=marks.label(figures, CARRIED_OVER), points=points, role="line")


def _statement_table(figures: FinanceFigures, years: Sequence[int]) -> Table:
    heads = marks.year_heads(figures, years)
    shown = (INCOME, EXPENSE)
    lines = [line for total in shown for line in _with_parts(figures, total, years)]
    lines.append(marks.line(figures, CARRIED_OVER, years, is_total=True))
    return marks.year_table("income-expenditure", "収入・支出・次年度繰越", heads=heads, lines=lines, unit=figures.statement_unit)


def _with_parts(figures: FinanceFigures, total: str, years: Sequence[int]) -> Iterator[Line]:
    for item, _sign in figures.parts.get(total, ()):
        yield marks.line(figures, item, years)
    yield marks.line(figures, total, years, is_total=True)


def _income_title(figures: FinanceFigures, years: Sequence[int]) -> str:
    year = years[-1]
    income, expense, over = (marks.amount(figures, item, year) for item in (INCOME, EXPENSE, CARRIED_OVER))
    if marks.value(income) is None or marks.value(expense) is None:
        return _("収入と支出の推移")
    words = {"year": marks.year_words(figures, year), "income": marks.money(income), "expense": marks.money(expense)}
    if marks.value(over) is None:
        return _("%(year)sは、収入%(income)sに対し支出%(expense)sです") % words
    return _("%(year)sは、収入%(income)sに対し支出%(expense)sで、次年度繰越は%(over)sです") % (
        words | {"over": marks.money(over)}
    ) + _before(figures, years, [marks.amount(figures, CARRIED_OVER, each) for each in years])


def _before(figures: FinanceFigures, years: Sequence[int], found: Sequence[Figure | None]) -> str:
    """Return （R6決算は94,435千円）, the year before the last; nothing where it is not known."""
    if len(years) < 2 or marks.value(found[-2]) is None:
        return ""
    return _("（%(year)sは%(amount)s）") % {"year": marks.year_words(figures, years[-2]), "amount": marks.money(found[-2])}


def _forecast_note(figures: FinanceFigures, years: Sequence[int]) -> Iterator[str]:
    expected = [FiscalYear(year).short for year in years if marks.state_of(marks.amounts(figures, INCOME, [year])) == State.FORECAST]
    if expected:
        yield _("%(years)sは見込で、確定した額ではありません。") % {"years": _("、").join(expected)}


def _kinds(figures: FinanceFigures) -> dict[str, list[tuple[str, str]]]:
    """Return, for each kind of cost by name, the businesses with their account of it."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for business, _sign in figures.parts.get(EXPENSE, ()):
        for item, _part in figures.parts.get(business, ()):
            kinds.setdefault(marks.label(figures, item), []).append((marks.label(figures, business), item))
    return kinds


def _kinds_table(figures: FinanceFigures, kinds: dict[str, list[tuple[str, str]]], years: Sequence[int]) -> Table:
    unit = figures.statement_unit
    lines = [line for kind, rows in kinds.items() for line in _kind_lines(figures, kind, rows, years, unit)]
    lines.append(marks.line(figures, EXPENSE, years, is_total=True))
    return marks.year_table(
        "cost-kinds",
        "人件費と物件費",
        heads=marks.year_heads(figures, years),
        lines=lines,
        unit=unit,
        notes=("「計」と「支出計に対する割合」は、登録された額から計算したものです。",),
    )


def _kind_lines(figures: FinanceFigures, kind: str, rows: Sequence[tuple[str, str]], years: Sequence[int], unit: str) -> Iterator[Line]:
    by_year = [[marks.amount(figures, item, year) for _business, item in rows] for year in years]
    sums = [(marks.summed(found), marks.state_of(found)) for found in by_year]
    spent = [marks.value(figure) for figure in marks.amounts(figures, EXPENSE, years)]
    for business, item in rows:
        yield Line(f"{kind}（{business}）", marks.line(figures, item, years).cells, indent=1)
    yield Line(f"{kind} 計", [marks.computed_cell(amount, state, unit) for amount, state in sums], kind="subtotal")
    shares = [marks.pct_cell(share_pct(amount, whole), state) for (amount, state), whole in zip(sums, spent, strict=True)]
    yield Line(f"{kind}の支出計に対する割合", shares)


def _kinds_title(figures: FinanceFigures, years: Sequence[int]) -> str:
    year = years[-1]
    amount, pct = _personnel(figures, year)
    if amount is None or pct is None:
        return _("人件費と物件費の推移")
    words = {
        "year": marks.year_words(figures, year),
        "amount": f"{marks.number(amount)}{figures.statement_unit}",
        "pct": pct,
    }
    said = _("人件費は%(year)sで%(amount)s、支出計の%(pct)s%%です") % words
    before = _personnel(figures, years[-2])[1] if len(years) > 1 else None
    if before is None:
        return said
    return said + _("（%(year)sは%(amount)s）") % {"year": marks.year_words(figures, years[-2]), "amount": f"{before}%"}


def _personnel(figures: FinanceFigures, year: int) -> tuple[Decimal | None, Decimal | None]:
    """Return personnel cost of a year and its share of expenditure in per cent."""
    amount = marks.summed(marks.amount(figures, item, year) for item in PERSONNEL)
    return amount, share_pct(amount, marks.value(marks.amount(figures, EXPENSE, year)))
