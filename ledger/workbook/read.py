"""A file that came back: its columns found by their labels, each line with what was entered, nothing judged yet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.text import search_key
from iconm.lib.uploads import Cell, Rows, Sheet, UploadError
from iconm.lib.workbook_parts import Place
from ledger.workbook.layout import BY_NAME, ENTRIES, IDS_SHEET, names_by_label

_HEAD_WITHIN = 50  # rows: whoever adds lines above the table adds fewer


@dataclass(frozen=True, kw_only=True)
class Entered:
    """One line of the file.

    number: of its row, from 0. texts, seen: by the names in ENTRIES, as far as the file has the column. faults: why a cell cannot be taken.
    """

    number: int
    key: str = ""
    label: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is entered: a heading, an empty line, a remark somebody wrote elsewhere."""
        return not any(self.texts.values()) and not self.faults


@dataclass(frozen=True)
class Filled:
    """sheet: its name. places: the columns found. ids: of the hidden sheet; empty where there is none, as in CSV."""

    sheet: str
    places: Mapping[str, int]
    lines: tuple[Entered, ...]
    ids: Mapping[str, str]

    @property
    def has_seen(self) -> bool:
        """Tell whether the file says what its cells held when it was made."""
        return all(f"seen_{name}" in self.places for name in ENTRIES if name in self.places)

    def place(self, line: Entered, name: str) -> Place:
        """Return where a field of a line stands; for a column the file does not have, where its value stands."""
        return line.number, self.places.get(name, self.places["typed"])


def read_filled(rows: Rows) -> Filled:
    """Find the table in what `read_upload` read. Raises UploadError where there is none, or where a column is there twice."""
    for sheet in rows.sheets:
        if not sheet.is_hidden and (head := _head(sheet)) is not None:
            places = _places(sheet, head)
            lines = tuple(_line(sheet, number, places) for number in range(head + 1, len(sheet.rows)))
            return Filled(sheet.name, places, lines, _ids(rows.sheet(IDS_SHEET)))
    raise UploadError(gettext_lazy("見出し（「項目」「値」など）が見つかりません。この年度報告から出力したExcel様式を選択してください。"))


def _head(sheet: Sheet) -> int | None:
    """Return the row of the labels: the first with a column of values and one that says of what."""
    for number, cells in enumerate(sheet.rows[:_HEAD_WITHIN]):
        names = {name for name in map(_name, cells) if name}
        if "typed" in names and names & {"key", "label"}:
            return number
    return None


def _name(cell: Cell) -> str | None:
    return names_by_label().get(search_key(cell)) if isinstance(cell, str) and cell.strip() else None


def _places(sheet: Sheet, head: int) -> dict[str, int]:
    named = [(name, place) for place, cell in enumerate(sheet.rows[head]) if (name := _name(cell))]
    for name, times in Counter(name for name, _place in named).items():
        if times > 1:
            message = gettext_lazy("「%(label)s」の列が%(times)s列あります。1列にしてください。")
            raise UploadError(message, label=BY_NAME[name].label, times=times)
    return dict(named)


def _line(sheet: Sheet, number: int, places: Mapping[str, int]) -> Entered:
    read = _Cells(sheet, number, places)
    return Entered(
        number=number,
        key=read.text("key").strip(),
        label=read.text("label").strip(),
        texts={name: read.typed(name) for name in ENTRIES if name in places},
        seen={name: read.text(f"seen_{name}").strip() for name in ENTRIES if f"seen_{name}" in places},
        faults=dict(read.faults()),
    )


@dataclass(frozen=True)
class _Cells:
    """The cells of one row by column."""

    sheet: Sheet
    number: int
    places: Mapping[str, int]

    def at(self, name: str) -> Cell:
        cells: Sequence[Cell] = self.sheet.rows[self.number]
        place = self.places.get(name)
        return None if place is None or place >= len(cells) else cells[place]

    def text(self, name: str) -> str:
        """Return a cell as text: a number without separators, a day as in 2026-03-31, line ends as the portal stores them."""
        cell = self.at(name)
        if cell is None:
            return ""
        if isinstance(cell, Decimal):
            return _digits(cell)
        return cell.isoformat() if isinstance(cell, date) else cell.replace("\r\n", "\n")

    def typed(self, name: str) -> str:
        """Return what people see in an entry cell: 0.9 under a format in per cent is 90%."""
        cell = self.at(name)
        if isinstance(cell, Decimal) and (self.number, self.places[name]) in self.sheet.per_cent:
            return f"{_digits(cell.scaleb(2))}%"
        return self.text(name).strip()

    def faults(self) -> Iterator[tuple[str, str]]:
        for name in ENTRIES:
            if name in self.places and (fault := self.sheet.faults.get((self.number, self.places[name]))):
                yield name, fault
        if isinstance(self.at("typed"), date):
            yield "typed", _("日付として入力されています。セルの書式を「標準」に戻し、数値を入力してください。")


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ids(sheet: Sheet | None) -> dict[str, str]:
    if sheet is None:
        return {}
    texts = ([cell if isinstance(cell, str) else "" for cell in row[:2]] for row in sheet.rows)
    return {row[0]: row[1] for row in texts if len(row) == 2 and row[0]}
