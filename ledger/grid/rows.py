"""The grid of one revision: each row with what was entered and what it is compared with. Three queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.translation import override

from iconm.lib.choices import Basis, Measure
from iconm.lib.common_unit import own_decimals
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.units import is_money
from ledger.cells import CellKey
from ledger.grid.layout import Place, places_of
from ledger.grid.reading import Reading
from ledger.models import Cell, Revision, Sheet, Value
from ledger.queries import Known, figure_of, plain

MOST_DECIMALS = 3  # those the ledger keeps, whatever an item prints


@dataclass(frozen=True)
class Row:
    """One cell to be entered, in its context.

    value, cell: what this revision holds of it. before: what the approved revision it corrects says. target, last: of its year and the best
    of the year before. previous: the latest other value of its own year. last_response: what was to be done about last year's miss.
    """

    key: CellKey
    place: Place
    unit: str
    value: Value | None = None
    cell: Cell | None = None
    before: Figure | None = None
    target: Figure | None = None
    last: Figure | None = None
    previous: Figure | None = None
    last_response: str = ""

    @property
    def decimals(self) -> int:
        """Return with how many decimals the row is read and shown: the item's, in another unit as many as its values have."""
        item = self.place.item
        stated = (self.value, self.before, self.last, self.previous)
        values = (number for each in stated if each and each.unit == self.unit for number in (each.value, each.upper))
        return own_decimals(self.unit, item.unit, item.decimals, values)

    @property
    def allows_range(self) -> bool:
        return self.key.measure == Measure.TARGET

    @property
    def number(self) -> Figure | None:
        """Return the value as every other layer sees figures; None where nothing was read."""
        return figure_of(self.value) if self.value else None

    @property
    def text(self) -> str:
        """Return what the cell shows: as typed, else the value as papers print it."""
        if self.cell and self.cell.typed:
            return self.cell.typed
        return reading_of(self.value).text(self.decimals) if self.value else ""

    @property
    def said(self) -> Cell | None:
        """Return the cell where what it says is said of the value the row has; None where nothing is, or of another value."""
        return self.cell if self.cell and is_said_of(self.cell, self.value) else None

    @property
    def is_said_of_another(self) -> bool:
        """Tell whether a reason or an explanation stands there that was given for a value the row has no more."""
        return self.cell is not None and self.said is None and any((self.cell.reason, self.cell.cause, self.cell.response))

    @property
    def is_removed(self) -> bool:
        """Tell whether a correction takes away what the approved revision has."""
        return self.before is not None and self.value is None and not self.text

    @property
    def is_expected(self) -> bool:
        """Tell whether the year needs a value: it has a target, or the year before was counted."""
        return self.target is not None or (self.last is not None and self.last.missing != "not_applicable")

    @property
    def is_final(self) -> bool:
        """Tell whether the value speaks of a whole year that is over: only then is it judged."""
        year, as_of = self.key.fiscal_year, self.key.as_of
        is_counted = self.key.basis in (Basis.ACTUAL, Basis.SETTLED)
        return is_counted and year is not None and as_of is not None and as_of >= FiscalYear(year).end


@dataclass(frozen=True)
class Grid:
    """revision.sheet is loaded. rows: in the order of the layout. known: the figures of the years concerned."""

    revision: Revision
    rows: tuple[Row, ...]
    known: Known

    @property
    def sheet(self) -> Sheet:
        return self.revision.sheet

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        return {str(row.key): row for row in self.rows}

    @cached_property
    def by_item(self) -> Mapping[tuple[int, str, int | None], Row]:
        return {(row.place.item.pk, row.key.measure, row.key.fiscal_year): row for row in self.rows}


def reading_of(value: Value) -> Reading:
    return Reading(value=plain(value.value), upper=plain(value.upper), missing=value.missing)


def said_text(stated: Value | Figure | None) -> str:
    """Return the value as what is said of it remembers it, in whatever language the page is; empty without one."""
    if stated is None:
        return ""
    with override("ja"):
        return Reading(value=plain(stated.value), upper=plain(stated.upper), missing=stated.missing).text(MOST_DECIMALS)


def is_said_of(cell: Cell, stated: Value | Figure | None) -> bool:
    """Tell whether the reason and the explanation in the cell were given for this value."""
    return cell.said_of == said_text(stated)


def load_grid(revision: Revision, *, on: date) -> Grid:
    """Return the grid of a revision whose sheet is loaded, compared with what is known on that day. Three queries."""
    places = places_of(revision.sheet)
    own, others = _values(revision, on)
    cells, responses = _cells(revision, others, on)
    known = Known(on=on, figures=tuple(figure_of(value) for value in others))
    approved = [value for value in others if value.revision.sheet_id == revision.sheet_id]
    build = _Build(revision.sheet, own, approved, cells, known, responses)
    return Grid(revision=revision, rows=tuple(build.rows(places)), known=known)


def years_concerned(sheet: Sheet) -> range:
    """Return the years a sheet speaks of, and the one before them."""
    return range(sheet.fiscal_year - 1, max(sheet.fiscal_year, FiscalYear.containing(sheet.as_of)) + 1)


def _values(revision: Revision, on: date) -> tuple[list[Value], list[Value]]:
    """Return the values of the revision, and those in force it is compared with."""
    sheet = revision.sheet
    years = years_concerned(sheet)
    of_years = Q(item__dataset=sheet.dataset, fiscal_year__in=list(years), period_end=None)
    compared = Q(revision__in=Revision.objects.in_force(on)) & (of_years | Q(revision__sheet=sheet))
    found = Value.objects.filter(Q(revision=revision) | compared).select_related("item__parent", "revision", "document").order_by("pk")
    own: list[Value] = []
    others: list[Value] = []
    for value in found:
        (own if value.revision_id == revision.pk else others).append(value)
    return own, others


def _cells(revision: Revision, others: Iterable[Value], on: date) -> tuple[dict[str, Cell], dict[tuple[int, str], str]]:
    """Return the cells of the revision by key, and by item and measure what was to be done about the year before, as its values stand."""
    sheet = revision.sheet
    in_force = Revision.objects.in_force(on).filter(sheet__dataset=sheet.dataset, sheet__fiscal_year=sheet.fiscal_year - 1)
    earlier = Q(revision__in=in_force) & ~Q(response="")
    stated = {(value.revision_id, str(CellKey.of(value))): value for value in others}
    own, responses = {}, {}
    for cell in Cell.objects.filter(Q(revision=revision) | earlier).select_related("updated_by").order_by("pk"):
        if cell.revision_id == revision.pk:
            own[cell.key] = cell
        elif is_said_of(cell, stated.get((cell.revision_id, cell.key))):
            responses[cell.item_id, CellKey.parse(cell.key).measure] = cell.response
    return own, responses


class _Build:
    def __init__(  # noqa: PLR0917  (made in one place)
        self,
        sheet: Sheet,
        own: Sequence[Value],
        approved: Sequence[Value],
        cells: Mapping[str, Cell],
        known: Known,
        responses: Mapping[tuple[int, str], str],
    ) -> None:
        self.sheet, self.cells, self.known, self.responses = sheet, cells, known, responses
        self.own: dict[int, list[Value]] = defaultdict(list)
        for value in own:
            self.own[value.item_id].append(value)
        # A cell that was emptied, or cannot be read, has no value any more: cell and approved revision still know its key.
        self.keys: dict[tuple[str, str], set[CellKey]] = defaultdict(set)
        for key in (*map(CellKey.of, own), *map(CellKey.of, approved), *map(CellKey.parse, cells)):
            self.keys[key.item, key.measure].add(key)

    def rows(self, places: Iterable[Place]) -> Iterator[Row]:
        laid_out = set()
        for place in places:
            laid_out.add(place.item.pk)
            yield from self._rows_of(place)
        for item_id, values in self.own.items():
            if item_id not in laid_out:  # entered when the item was still in force, or by another program
                yield from self._rows_of(Place(item=values[0].item, label=values[0].item.name))

    def _rows_of(self, place: Place) -> Iterator[Row]:
        entered = self.own.get(place.item.pk, [])
        by_key = {CellKey.of(value): value for value in entered}
        for measure in self._measures(place, entered):
            keys = self.keys[place.item.code, str(measure)] or {self._default_key(place, measure)}
            for key in sorted(keys, key=_in_order):
                yield self._row(place, key, by_key.get(key))

    def _measures(self, place: Place, entered: Sequence[Value]) -> Sequence[str]:
        """Return the measures of the rows: those laid out, else those the item had so far, else the one its unit suggests."""
        of_sheet = (Measure.TARGET, Measure.AMOUNT, Measure.COUNT) if self.sheet.basis == Basis.PLAN else _COUNTED
        if place.measures:
            return [measure for measure in place.measures if measure in of_sheet]
        seen = {figure.measure for figure in self.known.of(place.item.code)} | {value.measure for value in entered}
        seen |= {measure for item, measure in self.keys if item == place.item.code}
        return [str(measure) for measure in Measure if measure in seen and measure in of_sheet] or [_measure_of_unit(place.item.unit)]

    def _default_key(self, place: Place, measure: str) -> CellKey:
        sheet = self.sheet
        return CellKey(place.item.code, str(measure), sheet.fiscal_year, None, sheet.basis, sheet.as_of)

    def _row(self, place: Place, key: CellKey, value: Value | None) -> Row:
        same = [
            figure
            for figure in self.known.of(key.item, key.measure)
            if (figure.fiscal_year, figure.period_end) == (key.fiscal_year, key.period_end)
        ]
        is_target = key.measure == Measure.TARGET
        year = key.fiscal_year
        return Row(
            key=key,
            place=place,
            unit=self._unit(place, key, value),
            value=value,
            cell=self.cells.get(str(key)),
            before=next((figure for figure in same if (figure.basis, figure.as_of) == (key.basis, key.as_of)), None),
            target=None if year is None or is_target else self.known.one(key.item, Measure.TARGET, year, basis=Basis.PLAN),
            last=None if year is None else self._last(key, year),
            previous=max((figure for figure in same if _is_other(figure, key)), key=lambda figure: figure.as_of or date.min, default=None),
            last_response=self.responses.get((place.item.pk, key.measure), ""),
        )

    def _last(self, key: CellKey, year: int) -> Figure | None:
        if key.measure == Measure.TARGET:
            return self.known.one(key.item, Measure.TARGET, year - 1, basis=Basis.PLAN)
        if key.basis in (Basis.PROPOSED, Basis.INITIAL, Basis.REVISED):
            return self.known.one(key.item, key.measure, year - 1, basis=key.basis) or self.known.best(key.item, year - 1, key.measure)
        return self.known.best(key.item, year - 1, key.measure)

    def _unit(self, place: Place, key: CellKey, value: Value | None) -> str:
        """Return the value's own unit, else the item's where the measure ever bore it, else the last: events in 回 have people in 名."""
        if value:
            return value.unit
        former = [figure.unit for figure in self.known.of(key.item, key.measure)]
        return place.item.unit if not former or place.item.unit in former else former[-1]


_COUNTED = (Measure.ACTUAL, Measure.AMOUNT, Measure.COUNT, Measure.PEOPLE)


def _measure_of_unit(unit: str) -> str:
    if is_money(unit):
        return Measure.AMOUNT
    return Measure.PEOPLE if unit in ("名", "人") else Measure.COUNT


def _is_other(figure: Figure, key: CellKey) -> bool:
    """Tell whether the figure is another statement about the same year: an earlier day, or a forecast."""
    is_same = (figure.basis, figure.as_of) == (key.basis, key.as_of)
    return not is_same and figure.basis != Basis.PLAN and (figure.as_of or date.min) <= (key.as_of or date.max)


def _in_order(key: CellKey) -> tuple[int, int, date, str]:
    return key.fiscal_year or 0, key.period_end or 0, key.as_of or date.min, key.basis
