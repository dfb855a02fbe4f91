"""The sheet that holds what of a paper is no table, so that the workbook is the whole paper."""

from collections.abc import Iterable, Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks
from iconm.lib.present import front
from iconm.lib.table import Table
from iconm.lib.wareki import date_long
from reporting.renderers.sheet_sizes import LINE_HEIGHT, lines_of
from reporting.renderers.xlsx_styles import Styles

_QUIET = "#4D4D4D"
_WIDTH = 74.0  # what A4 portrait holds at 10 points

Line = tuple[str, dict[str, Any]]  # a text and how it looks


def write_text(sheet: Worksheet, styles: Styles, document: Document) -> None:
    """Write headings, paragraphs, listings and remarks in reading order; where a table stands, the name of its sheet's table."""
    sheet.set_column(0, 0, _WIDTH)
    sheet.write_string(0, 0, document.title, styles.get(bold=True, font_size=14, text_wrap=True))
    sheet.write_string(1, 0, front(document), styles.get(text_wrap=True))
    for number, (text, look) in enumerate(_text_lines(document), start=2):
        sheet.write_string(number, 0, text, styles.get(text_wrap=True, **look))
        room = _WIDTH - 2 * look.get("indent", 0) - 1
        sheet.set_row(number, LINE_HEIGHT * lines_of(text, room))
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{date_long(document.on)}現在の登録値&C&P / &N")


def _text_lines(document: Document) -> Iterator[Line]:
    for block in document.blocks:
        if isinstance(block, Heading):
            yield f"{block.number} {block.text}".strip(), {"bold": True, "font_size": 12 if block.level == 1 else 10}
        elif isinstance(block, Paragraph):
            yield block.text, {}
        elif isinstance(block, Listing):
            yield from _entry_lines(block.entries, 0)
        elif isinstance(block, Remarks):
            yield from ((f"{note.mark}{note.text}", {}) for note in block.notes)
        else:
            table = block if isinstance(block, Table) else block.table
            yield f"［表］{table.title}", {"font_color": _QUIET}


def _entry_lines(entries: Iterable[Entry], depth: int) -> Iterator[Line]:
    for entry in entries:
        yield f"{entry.mark} {entry.text}".strip(), {"indent": depth} if depth else {}
        yield from _entry_lines(entry.entries, depth + 1)
