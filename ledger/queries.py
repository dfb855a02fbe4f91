"""Reads: everything in force on a day, in two queries whatever the number of years, and lookups in it that cost nothing more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from iconm.lib.choices import Basis, State
from iconm.lib.common_unit import own_decimals
from iconm.lib.figure import Figure
from iconm.lib.registers import every_word
from iconm.lib.text import search_key, word_keys
from ledger import registry
from ledger.choices import Origin
from ledger.models import Item, Revision, SourceDocument, Value

# Settled accounts and final actuals before forecasts before the latest interim value; docs/ledger.md says why.
_RANK = {State.FINAL: 3, State.FORECAST: 2, State.INTERIM: 1}
_MEASURED = (Basis.SETTLED, Basis.ACTUAL, Basis.FORECAST)


@dataclass(frozen=True)
class SheetInForce:
    """Which revision of a sheet the figures were read from."""

    dataset: str
    fiscal_year: int
    basis: str
    as_of: date
    revision: int
    known_on: date
    is_history: bool


@dataclass(frozen=True)
class Known:
    """All figures known on one day. Lookups return None or an empty tuple where nothing is registered."""

    on: date
    figures: tuple[Figure, ...]
    sheets: tuple[SheetInForce, ...] = ()

    @cached_property
    def _by_item(self) -> Mapping[str, list[Figure]]:
        index: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            index[figure.item_code].append(figure)
        return index

    @cached_property
    def _yearly(self) -> Mapping[tuple[str, str, int | None], list[Figure]]:
        """Return by item, measure and year what does not span several of them: pages ask for single years a thousand times."""
        index: dict[tuple[str, str, int | None], list[Figure]] = defaultdict(list)
        for figure in self.figures:
            if figure.period_end is None:
                index[figure.item_code, figure.measure, figure.fiscal_year].append(figure)
        return index

    def of(self, item_code: str, measure: str | None = None) -> tuple[Figure, ...]:
        """Return every figure of an item, oldest year first."""
        return tuple(figure for figure in self._by_item.get(item_code, ()) if measure in (None, figure.measure))

    def one(
        self, item_code: str, measure: str, fiscal_year: int | None, *, basis: str | None = None, as_of: date | None = None
    ) -> Figure | None:
        """Return the single figure of a year that a printed column names; of several as-of days the latest. Spanning facts never count."""
        matching = [
            figure
            for figure in self._yearly.get((item_code, measure, fiscal_year), ())
            if basis in (None, figure.basis) and as_of in (None, figure.as_of)
        ]
        return max(matching, key=_as_of, default=None) if len(matching) > 1 else next(iter(matching), None)

    def spanning(self, item_code: str, measure: str, *, until: date | None = None) -> Figure | None:
        """Return the fact that spans several years; of several the latest. until: leaves out those that describe a later day."""
        spanning = (figure for figure in self.of(item_code, measure) if figure.period_end is not None)
        matching = [figure for figure in spanning if until is None or (figure.as_of or until) <= until]
        return max(matching, key=lambda figure: (figure.period_end or 0, figure.as_of or date.min), default=None)

    def latest(self, item_code: str, measure: str | None = None, *, basis: str | None = None) -> Figure | None:
        """Return the figure that describes the latest day, else the latest year, whether it belongs to one, to several or to none."""
        matching = (figure for figure in self.of(item_code, measure) if basis in (None, figure.basis))
        return max(matching, key=lambda figure: (figure.as_of or date.min, figure.period_end or figure.fiscal_year or 0), default=None)

    def best(self, item_code: str, fiscal_year: int, measure: str, *, until: date | None = None) -> Figure | None:
        """Return the most reliable number of a year: settled, then final actual, then forecast, then the latest interim one.

        Plans and budgets never count, missing values only where nothing else is known: then the value returned says why there is none.
        until: leaves out actuals and settled values that describe a later day, as a paper of that day could not have had them; what was
        registered for that day, be it a reason for having no number, then stands before any forecast.
        """
        yearly = [figure for figure in self._yearly.get((item_code, measure, fiscal_year), ()) if figure.basis in _MEASURED]
        if until is not None:
            counted = [figure for figure in yearly if figure.basis != Basis.FORECAST and (figure.as_of or until) <= until]
            yearly = counted or [figure for figure in yearly if figure.basis == Basis.FORECAST]
        return max(yearly, key=_reliability, default=None)

    def years(self, item_codes: Iterable[str], *bases: str) -> tuple[int, ...]:
        """Return the fiscal years for which any of the items has a yearly figure on one of the bases."""
        found = {
            figure.fiscal_year
            for code in item_codes
            for figure in self._by_item.get(code, ())
            if figure.fiscal_year is not None and figure.period_end is None and (not bases or figure.basis in bases)
        }
        return tuple(sorted(found))


def _as_of(figure: Figure) -> date:
    return figure.as_of or date.min


def _reliability(figure: Figure) -> tuple[int, int, date]:
    return _RANK.get(figure.state, 0), int(figure.basis == Basis.SETTLED), figure.as_of or date.min


@dataclass(frozen=True)
class Scope:
    """Which figures are wanted; what is empty does not narrow. years: fiscal, both inclusive; facts without a year always come."""

    datasets: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    years: tuple[int, int] | None = None

    def of(self, values: QuerySet[Value]) -> QuerySet[Value]:
        if self.datasets:
            values = values.filter(item__dataset__in=self.datasets)
        if self.items:
            values = values.filter(item__code__in=self.items)
        if self.years:
            first, last = self.years
            begins = Q(fiscal_year=None) | Q(fiscal_year__lte=last)
            values = values.filter(begins, Q(fiscal_year=None) | Q(fiscal_year__gte=first) | Q(period_end__gte=first))
        return values


def known(*, on: date) -> Known:
    """Return every figure in force on that day. Two queries: the revisions in force, then their values with items and documents."""
    revisions = list(Revision.objects.in_force(on).values_list("pk", flat=True))
    return _known(Value.objects.filter(revision__in=revisions), on)


def known_within(scope: Scope, *, on: date) -> Known:
    """Return what is known of a part of the ledger, for pages that need no more than that. One query."""
    return _known(scope.of(Value.objects.in_force(on)), on)


def known_of(item_codes: Iterable[str], *, on: date) -> Known:
    """Return what is known of a few items only. One query; none for no items."""
    codes = tuple(item_codes)
    return known_within(Scope(items=codes), on=on) if codes else Known(on=on, figures=())


# Rows instead of models: thousands of values, and two thirds of the time would go into making objects nobody keeps.
_ITEM = ("item__dataset", "item__order", "item__code", "item__name", "item__unit", "item__decimals", "item__parent__name")
_OWN = (
    "measure",
    "fiscal_year",
    "period_end",
    "basis",
    "as_of",
    "value",
    "upper",
    "missing",
    "qualifier",
    "unit",
    "printed",
    "note",
    "section",
)
_PAPER = ("document_id", "document__name", "document__occasion", "document__dated_on")
_SHEET = ("dataset", "fiscal_year", "basis", "as_of")
_REVISION = ("revision_id", "revision__number", "revision__known_on", "revision__source", *(f"revision__sheet__{name}" for name in _SHEET))


class _Row(NamedTuple):
    """A value with its item, paper, revision and sheet, in the order of the columns above."""

    dataset: str
    order: int
    item: str
    label: str
    of_item: str
    decimals: int
    group: str | None
    measure: str
    fiscal_year: int | None
    period_end: int | None
    basis: str
    as_of: date | None
    value: Decimal | None
    upper: Decimal | None
    missing: str
    qualifier: str
    unit: str
    printed: str
    note: str
    section: str
    paper: int | None
    paper_name: str
    paper_occasion: str
    paper_dated_on: date
    revision: int
    number: int
    known_on: date | None
    source: str
    sheet_dataset: str
    sheet_year: int
    sheet_basis: str
    sheet_as_of: date


def _known(values: QuerySet[Value], on: date) -> Known:
    rows = [_Row(*row) for row in values.values_list(*_ITEM, *_OWN, *_PAPER, *_REVISION)]
    rows.sort(key=_reading_order)  # here, because the two databases sort text and NULL differently
    papers = {row.paper: row for row in rows if row.paper}
    citations = {key: _citation(row) for key, row in papers.items()}
    figures = tuple(_figure(row, citations.get(row.paper or 0, "")) for row in rows)
    return Known(on=on, figures=figures, sheets=tuple(_sheets(rows)))


def _citation(row: _Row) -> str:
    return SourceDocument(name=row.paper_name, occasion=row.paper_occasion, dated_on=row.paper_dated_on).citation


def _reading_order(row: _Row) -> tuple[Any, ...]:
    own = (row.dataset, row.order, row.item, row.measure, row.fiscal_year or 0, row.period_end or 0, row.as_of or date.min, row.basis)
    return (*own, row.sheet_dataset, row.sheet_year, row.sheet_as_of, row.sheet_basis)


def _sheets(rows: Iterable[_Row]) -> Iterator[SheetInForce]:
    """Yield each sheet the values came from, by dataset, year and day."""
    found = {row.revision: row for row in rows}
    for row in sorted(found.values(), key=lambda row: (row.sheet_dataset, row.sheet_year, row.sheet_as_of, row.sheet_basis)):
        yield SheetInForce(
            dataset=row.sheet_dataset,
            fiscal_year=row.sheet_year,
            basis=row.sheet_basis,
            as_of=row.sheet_as_of,
            revision=row.number,
            known_on=row.known_on or date.min,
            is_history=row.source == Origin.HISTORY,
        )


def _figure(row: _Row, citation: str) -> Figure:
    return Figure(
        dataset=row.dataset,
        item_code=row.item,
        item_label=row.label,
        group=row.group or "",
        measure=row.measure,
        fiscal_year=row.fiscal_year,
        period_end=row.period_end,
        basis=row.basis,
        as_of=row.as_of,
        value=plain(row.value),
        upper=plain(row.upper),
        missing=row.missing,
        qualifier=row.qualifier,
        unit=row.unit,
        decimals=row.decimals if row.unit == row.of_item else own_decimals(row.unit, row.of_item, row.decimals, (row.value, row.upper)),
        printed=row.printed,
        note=row.note,
        revision=row.number,
        document=citation,
        section=row.section,
    )


def plain(value: Decimal | None) -> Decimal | None:
    """Return the number without the zeros its column adds: 12.000 is 12, 1.300 is 1.3, and 4E+1 is 40."""
    if value is None:
        return None
    shortest = value.normalize()
    return shortest.quantize(Decimal(1)) if shortest == shortest.to_integral_value() else shortest


def listed(
    *,
    on: date,
    dataset: str = "",
    year: int | None = None,
    basis: str = "",
    text: str = "",
    document: SourceDocument | None = None,
    item: Item | None = None,
) -> QuerySet[Value]:
    """Return the values in force on that day that match every filter, in the order of items and years; for a paginator."""
    values = Value.objects.in_force(on).select_related("item__parent", "document", "revision")
    filters = {
        "item__dataset": dataset,
        "fiscal_year": year,
        "basis": basis,
        "item__search_key__contains": search_key(text),
        "document": document,
        "item": item,
    }
    return values.filter(**{name: wanted for name, wanted in filters.items() if wanted}).order_by(
        "item__dataset",
        "item__order",
        "item__code",
        "measure",
        F("fiscal_year").asc(nulls_first=True),  # where PostgreSQL would put them last
        F("as_of").asc(nulls_first=True),
        "pk",
    )


def figure_of(value: Value) -> Figure:
    """Return the figure of a value whose item, document and revision are loaded."""
    item: Item = value.item
    own = {name: getattr(value, name) for name in _OWN} | {"value": plain(value.value), "upper": plain(value.upper)}
    return Figure(
        dataset=item.dataset,
        item_code=item.code,
        item_label=item.name,
        group=item.parent.name if item.parent else "",
        decimals=own_decimals(value.unit, item.unit, item.decimals, (value.value, value.upper)),
        revision=value.revision.number,
        document=value.document.citation if value.document else "",
        **own,
    )


def listed_years(*, on: date) -> list[int]:
    """Return the fiscal years that have values in force, newest first."""
    years = Value.objects.in_force(on).exclude(fiscal_year=None).values_list("fiscal_year", flat=True).distinct()
    return sorted((year for year in years if year is not None), reverse=True)


def items_named(text: str) -> QuerySet[Item]:
    """Return the items whose name, in either language or in kana, has every word, some perhaps in its parent's; none for no word.

    What papers call an item finds it too. One query beside that of the rows.
    """
    keys = word_keys(text)
    if not keys:
        return Item.objects.none()
    named = every_word(keys, own=lambda key: Q(search_key__contains=key), near=lambda key: Q(parent__search_key__contains=key))
    found = Item.objects.filter(named | Q(pk__in=registry.items_called(text)))
    return found.select_related("parent").order_by("dataset", "order", "code")


def end_of(on: date) -> datetime:
    """Return the moment at which the day ends in Japan; what was written before it was there on that day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))


def open_revisions() -> QuerySet[Revision]:
    """Return what is being worked on: every revision that is not approved, the nearest due date first."""
    return Revision.objects.open().select_related("sheet", "submitted_by").order_by(F("sheet__due_on").asc(nulls_last=True), "pk")
