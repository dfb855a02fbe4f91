"""What one revision says otherwise than another. Pure: figures in, lines out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from iconm.lib.choices import Basis, Measure, Missing
from iconm.lib.figure import Figure
from iconm.lib.present import figure_text, figure_years
from iconm.lib.wareki import as_of_short
from ledger.cells import CellKey

Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True)
class Difference:
    """One value that was changed, added or taken out. old, new: None where the revision has none."""

    key: str
    old: Figure | None
    new: Figure | None

    @property
    def kind(self) -> Kind:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def figure(self) -> Figure:
        """Return the one there is, for its words."""
        return self.new or self.old  # type: ignore[return-value]  # one of the two is there

    @property
    def is_number_changed(self) -> bool:
        """Tell a changed number from a changed note or source."""
        return self.old is None or self.new is None or shown(self.old) != shown(self.new)

    @property
    def old_shown(self) -> str:
        return shown(self.old) if self.old else ""

    @property
    def new_shown(self) -> str:
        return shown(self.new) if self.new else ""


def between(old: Iterable[Figure], new: Iterable[Figure]) -> tuple[Difference, ...]:
    """Return what differs, in the order of the new revision, what was taken out last. Numbers, notes and sources are compared."""
    return tuple(_between(by_key(old), by_key(new)))


def _between(old: Mapping[str, Figure], new: Mapping[str, Figure]) -> Iterator[Difference]:
    for key, figure in new.items():
        former = old.get(key)
        if former is None or _said(former) != _said(figure):
            yield Difference(key, former, figure)
    for key, figure in old.items():
        if key not in new:
            yield Difference(key, figure, None)


def by_key(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {str(key_of(figure)): figure for figure in figures}


def key_of(figure: Figure) -> CellKey:
    return CellKey(figure.item_code, figure.measure, figure.fiscal_year, figure.period_end, figure.basis, figure.as_of)


def shown(figure: Figure) -> str:
    """Return 21件, or 未確定: the reason itself, where a paper prints a dash."""
    return str(Missing(figure.missing).label) if figure.missing else figure_text(figure)


def aside(figure: Figure, *, fiscal_year: int, basis: str, as_of: object) -> str:
    """Return what tells the value from others of its item: the measure, where it is counted otherwise, and what is not the sheet's own."""
    measure = str(Measure(figure.measure).label) if figure.measure in (Measure.PEOPLE, Measure.TARGET) else ""
    is_sheets_year = figure.fiscal_year == fiscal_year and figure.period_end is None
    year = "" if is_sheets_year else figure_years(figure)
    stands_on = str(Basis(figure.basis).label) if figure.basis != basis else ""
    day = as_of_short(figure.as_of) if figure.as_of and figure.as_of != as_of else ""
    return " ".join(part for part in (measure, year, stands_on, day) if part)


def _said(figure: Figure) -> tuple[object, ...]:
    number = (figure.value, figure.upper, figure.missing, figure.qualifier, figure.unit, figure.printed)
    return (*number, figure.note, figure.document, figure.section)
