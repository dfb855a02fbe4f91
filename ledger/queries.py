"""Reads: everything in force on a day, in two queries whatever the number of years, and lookups in it that cost nothing more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import F, QuerySet

from iconm.lib.choices import Basis, State
from iconm.lib.figure import Figure
from iconm.lib.text import search_key
from ledger.models import Item, Revision, Sheet, SourceDocument, Value

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

    def of(self, item_code: str, measure: str | None = None) -> tuple[Figure, ...]:
        """Return every figure of an item, oldest year first."""
        return tuple(figure for figure in self._by_item.get(item_code, ()) if measure in (None, figure.measure))

    def one(
        self, item_code: str, measure: str, fiscal_year: int | None, *, basis: str | None = None, as_of: date | None = None
    ) -> Figure | None:
        """Return the single figure of a year that a printed column names; of several as-of days the latest. Spanning facts never count."""
        matching = [
            figure
            for figure in self._by_item.get(item_code, ())
            if (figure.measure, figure.fiscal_year, figure.period_end) == (measure, fiscal_year, None)
            and basis in (None, figure.basis)
            and as_of in (None, figure.as_of)
        ]
        return max(matching, key=lambda figure: figure.as_of or date.min, default=None)

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
        yearly = [
            figure
            for figure in self.of(item_code, measure)
            if (figure.fiscal_year, figure.period_end) == (fiscal_year, None) and figure.basis in _MEASURED
        ]
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


def _reliability(figure: Figure) -> tuple[int, int, date]:
    return _RANK.get(figure.state, 0), int(figure.basis == Basis.SETTLED), figure.as_of or date.min


def known(*, on: date) -> Known:
    """Return every figure in force on that day. Two queries: the revisions in force, then their values with items and documents."""
    # Sorted here, because the two databases sort text and NULL differently.
    in_force = sorted(Revision.objects.in_force(on).select_related("sheet"), key=lambda revision: _sheet_order(revision.sheet))
    revisions = {revision.pk: revision for revision in in_force}
    values = Value.objects.filter(revision__in=list(revisions)).select_related("item", "item__parent", "document")
    ordered = sorted(values, key=lambda value: (*_reading_order(value), *_sheet_order(revisions[value.revision_id].sheet)))
    return Known(
        on=on,
        figures=tuple(_figure(value, revisions[value.revision_id].number) for value in ordered),
        sheets=tuple(_sheets(revisions.values())),
    )


def known_of(item_codes: Iterable[str], *, on: date) -> Known:
    """Return what is known of a few items only. One query."""
    values = Value.objects.in_force(on).filter(item__code__in=list(item_codes))
    loaded = values.select_related("item__parent", "document", "revision__sheet")
    ordered = sorted(loaded, key=lambda value: (*_reading_order(value), *_sheet_order(value.revision.sheet)))
    return Known(on=on, figures=tuple(figure_of(value) for value in ordered))


def _reading_order(value: Value) -> tuple[str, int, str, str, int, int, date, str]:
    item = value.item
    return (
        item.dataset,
        item.order,
        item.code,
        value.measure,
        value.fiscal_year or 0,
        value.period_end or 0,
        value.as_of or date.min,
        value.basis,
    )


def _sheet_order(sheet: Sheet) -> tuple[str, int, date, str]:
    return sheet.dataset, sheet.fiscal_year, sheet.as_of, sheet.basis


def _sheets(revisions: Iterable[Revision]) -> Iterator[SheetInForce]:
    for revision in revisions:
        sheet = revision.sheet
        yield SheetInForce(
            dataset=sheet.dataset,
            fiscal_year=sheet.fiscal_year,
            basis=sheet.basis,
            as_of=sheet.as_of,
            revision=revision.number,
            known_on=revision.known_on or date.min,
            is_history=revision.source == "history",
        )


def _figure(value: Value, revision: int) -> Figure:
    item: Item = value.item
    return Figure(
        dataset=item.dataset,
        item_code=item.code,
        item_label=item.name,
        group=item.parent.name if item.parent else "",
        measure=value.measure,
        fiscal_year=value.fiscal_year,
        period_end=value.period_end,
        basis=value.basis,
        as_of=value.as_of,
        value=plain(value.value),
        upper=plain(value.upper),
        missing=value.missing,
        qualifier=value.qualifier,
        unit=value.unit,
        decimals=item.decimals,
        printed=value.printed,
        note=value.note,
        revision=revision,
        document=value.document.citation if value.document else "",
        section=value.section,
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
    return _figure(value, value.revision.number)


def listed_years(*, on: date) -> list[int]:
    """Return the fiscal years that have values in force, newest first."""
    years = Value.objects.in_force(on).exclude(fiscal_year=None).values_list("fiscal_year", flat=True).distinct()
    return sorted((year for year in years if year is not None), reverse=True)


def items_named(text: str) -> QuerySet[Item]:
    """Return the items whose name, in either language or in kana, contains the text; none for an empty text."""
    key = search_key(text)
    return (
        Item.objects.filter(search_key__contains=key).select_related("parent").order_by("dataset", "order", "code")
        if key
        else Item.objects.none()
    )


def open_revisions() -> QuerySet[Revision]:
    """Return what is being worked on: every revision that is not approved, the nearest due date first."""
    return Revision.objects.open().select_related("sheet", "submitted_by").order_by(F("sheet__due_on").asc(nulls_last=True), "pk")
