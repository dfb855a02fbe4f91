"""What the city contributes each year beside what research support costs in personnel."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.calculations import share_pct
from finance.charts import marks
from finance.charts.marks import Line
from finance.headline import CITY, SUPPORT_PERSONNEL
from finance.queries import BUDGET_BASES, FinanceFigures
from iconm.lib.chart import ChartSpec, Series
from iconm.lib.choices import Basis, Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from iconm.lib.table import Table


def coverage(figures: FinanceFigures, years: Sequence[int], *, year: int | None = None) -> ChartSpec | None:
    """Return personnel cost of research support as columns, each crossed by the city's contribution of its year.

    year: of which the title speaks; the latest without it.
    """
    years = [each for each in marks.statement_years(figures, years) if marks.value(marks.amount(figures, CITY, each)) is not None]
    if not years:
        return None
    table = _table(figures, years)
    given, spent = ([marks.point(figure) for figure in marks.amounts(figures, item, years)] for item in (CITY, SUPPORT_PERSONNEL))
    return ChartSpec(
        name="city-coverage",
        title=_title(figures, marks.told_years(years, year)),
        kind="column",
        unit=table.unit,
        axis=marks.ticks(figures, years),
        series=(
            Series(name=personnel_label(figures), points=tuple(spent)),
            Series(name=marks.label(figures, CITY), points=tuple(given), role="target"),
        ),
        table=table,
        notes=(*_next_year(figures), *marks.left_out(table.figures(), table.unit)),
        source=marks.printed_in(table),
    )


def personnel_label(figures: FinanceFigures) -> str:
    """Return 研究支援事業支出の人件費: the account with the one it stands under."""
    above = next((total for total, parts in figures.parts.items() if SUPPORT_PERSONNEL in dict(parts)), "")
    own = marks.label(figures, SUPPORT_PERSONNEL)
    return f"{marks.label(figures, above)}の{own}" if above else own


def _coverage(figures: FinanceFigures, year: int) -> Decimal | None:
    given, spent = (marks.value(marks.amount(figures, item, year)) for item in (CITY, SUPPORT_PERSONNEL))
    return share_pct(given, spent)


def _table(figures: FinanceFigures, years: Sequence[int]) -> Table:
    found = [[marks.amount(figures, item, year) for item in (CITY, SUPPORT_PERSONNEL)] for year in years]
    cells = [marks.pct_cell(_coverage(figures, year), marks.state_of(pair)) for year, pair in zip(years, found, strict=True)]
    lines = (
        marks.line(figures, CITY, years),
        Line(personnel_label(figures), marks.line(figures, SUPPORT_PERSONNEL, years).cells),
        Line("人件費に対する割合", cells, kind="total"),
    )
    unit = figures.statement_unit
    title = "川崎市負担金と研究支援事業の人件費"
    return marks.year_table("city-coverage", title, heads=marks.year_heads(figures, years), lines=lines, unit=unit)


def _title(figures: FinanceFigures, years: Sequence[int]) -> str:
    pct = _coverage(figures, years[-1])
    words = {
        "year": marks.year_words(figures, years[-1]),
        "given": marks.money(marks.amount(figures, CITY, years[-1])),
        "cost": personnel_label(figures),
        "pct": pct,
    }
    if pct is None:
        return _("川崎市負担金は%(year)sで%(given)sです") % words
    said = _("川崎市負担金は%(year)sで%(given)s、%(cost)sの%(pct)s%%に当たります") % words
    before = _coverage(figures, years[-2]) if len(years) > 1 else None
    if before is None:
        return said
    return said + _("（%(year)sは%(amount)s）") % {"year": marks.year_words(figures, years[-2]), "amount": f"{before}%"}


def _next_year(figures: FinanceFigures) -> Iterator[str]:
    """Yield what the city means to give in the year to come."""
    for figure in budgets(figures):
        if figure.fiscal_year and any(policy.item == figure.item_code and policy.is_for(figure.fiscal_year) for policy in figures.policies):
            words = {"year": FiscalYear(figure.fiscal_year).header, "amount": figure_text(figure), "basis": budget_word(figure.basis)}
            yield _("%(year)s年度の負担額は、%(basis)sで%(amount)sです。") % words


def budgets(figures: FinanceFigures) -> list[Figure]:
    """Return what is asked for or voted for the year to come, else for this one; items of which more is known are left out."""
    this_year = int(FiscalYear.containing(figures.known.on))
    items = list(dict.fromkeys(figure.item_code for figure in figures.known.figures))
    by_year = ([found for item in items if (found := _budget(figures, item, year))] for year in (this_year + 1, this_year))
    return next((found for found in by_year if found), [])


def _budget(figures: FinanceFigures, item: str, year: int) -> Figure | None:
    figure = figures.amount(item, year, bases=BUDGET_BASES)
    return figure if figure and figure.value is not None and not figures.known.best(item, year, Measure.AMOUNT) else None


def budget_word(basis: str) -> str:
    """Return the word for a budget; before the assembly's vote it is nothing but a proposal."""
    return _("予算案（議決前）") if basis == Basis.PROPOSED else str(Basis(basis).label)
