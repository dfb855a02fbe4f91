"""Document to CSV: UTF-8 with BOM and CRLF, as Excel reads it. A merged head repeats in every line and column it covers."""

from collections.abc import Iterable, Iterator

from iconm.lib.chart import Picture
from iconm.lib.delimited import encode, safe
from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks
from iconm.lib.figure import OPEN_COLUMNS, Figure
from iconm.lib.present import cell_text, front, legend
from iconm.lib.table import Cell, Head, Table


def committee(document: Document) -> bytes:
    """Return the paper as printed: numbers with separators and units, one table after the other."""
    return encode(_lines(document))


def open_data(figures: Iterable[Figure]) -> bytes:
    """Return one line a figure under the open-data header."""
    return encode(
        [
            list(OPEN_COLUMNS),
            *([_safe_field(column, text) for column, text in zip(OPEN_COLUMNS, figure.open_row(), strict=True)] for figure in figures),
        ]
    )


def _lines(document: Document) -> Iterator[list[str]]:
    yield [safe(document.title)]
    if front(document):
        yield [safe(front(document))]
    for block in document.blocks:
        if isinstance(block, Heading):
            yield [safe(f"{block.number} {block.text}".strip())]
        elif isinstance(block, Paragraph):
            yield [safe(block.text)]
        elif isinstance(block, Table | Picture):
            yield from _table_lines(block if isinstance(block, Table) else block.table)
            yield []
        elif isinstance(block, Remarks):
            yield from ([safe(f"{note.mark}{note.text}")] for note in block.notes)
        elif isinstance(block, Listing):
            yield from ([safe(line)] for line in _entry_lines(block.entries))


def _entry_lines(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry.mark} {entry.text}".strip()
        yield from _entry_lines(entry.entries)


def _table_lines(table: Table) -> Iterator[list[str]]:
    if table.unit:
        yield [""] * (table.width - 1) + [f"（{table.unit}）"]
    grid = [[""] * table.width for _ in range(table.height)]
    for slot in table.slots():
        text = _content_text(slot.content, table.unit)
        for row in range(slot.row, slot.row + slot.rowspan):
            grid[row][slot.column : slot.column + slot.colspan] = [text] * slot.colspan
    yield from grid
    yield from ([safe(f"{note.mark}{note.text}")] for note in table.notes)
    yield from ([f"{sign}：{state.label}"] for sign, state in legend(table))


def _content_text(content: Head | Cell, unit: str) -> str:
    if isinstance(content, Head):
        return safe(content.text + content.mark)
    text = cell_text(content, unit=unit)
    return safe(text) if content.text or content.printed else text


def _safe_field(column: str, text: str) -> str:
    return text if column == "value" else safe(text)
