"""Reading tables back from files, into the notation of tests/papers: `<` covered from the left, `^` covered from above."""

import csv
import io
import re
from pathlib import Path

from lxml import html
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.worksheet.worksheet import Worksheet

Grid = list[list[str]]
PAPERS = Path(__file__).resolve().parent.parent / "papers"
LEFT, ABOVE = "<", "^"
_LITERAL_FORMAT = re.compile(r'^"([^"]*)"$')  # the paper's own spelling over the number
_NUMBER_FORMAT = re.compile(r'^(?P<before>"[^"]*")?#,##0(?P<decimals>\.0+)?(?P<after>("[^"]*")*)(;.*)?$')


def paper(name: str) -> Grid:
    with (PAPERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def filled(grid: Grid) -> Grid:
    """Return the grid with every covered cell holding the text that covers it, as a format without merged cells has to."""
    full: Grid = []
    for row in grid:
        full.append([])
        for column, text in enumerate(row):
            full[-1].append(full[-1][column - 1] if text == LEFT else full[-2][column] if text == ABOVE else text)
    return full


def without_underlines(grid: Grid) -> Grid:
    return [[re.sub(r"</?u>", "", text) for text in row] for row in grid]


def from_html(page: bytes, title: str) -> Grid:
    """Read the table with this caption from a page, spans unfolded, what only a screen reader hears left out."""
    (table,) = [table for table in html.fromstring(page.decode()).iter("table") if _caption(table) == title]
    grid: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("th", "td"):
            while (row, column) in grid:
                column += 1
            height, width = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            for below in range(height):
                for beside in range(width):
                    grid[row + below, column + beside] = LEFT if beside else ABOVE if below else _html_text(cell)
    rows, columns = max(row for row, _ in grid) + 1, max(column for _, column in grid) + 1
    return [[grid[row, column] for column in range(columns)] for row in range(rows)]


def from_xlsx(content: bytes, sheet_name: str, *, height: int, first_row: int = 3) -> Grid:
    """Read `height` rows of a sheet as Excel would show them: numbers under their number format, merges unfolded."""
    sheet: Worksheet = load_workbook(io.BytesIO(content))[sheet_name]
    covered = {}
    for merged in sheet.merged_cells.ranges:
        for row, column in merged.cells:
            covered[row, column] = LEFT if column > merged.min_col else ABOVE if row > merged.min_row else ""
    return [
        [covered.get((row, column)) or shown(sheet.cell(row, column)) for column in range(1, sheet.max_column + 1)]
        for row in range(first_row, first_row + height)
    ]


def shown(cell: ExcelCell) -> str:
    """Return what Excel displays. A figure written as text would come back without its unit from here, so it cannot pass for a number."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return f"<u>{cell.value.removesuffix('※')}</u>{'※' if cell.value.endswith('※') else ''}" if cell.font.underline else cell.value
    if literal := _LITERAL_FORMAT.match(cell.number_format):
        return literal[1]
    form = _NUMBER_FORMAT.match(cell.number_format)
    assert form, f"{cell.coordinate}: a number without one of our number formats: {cell.number_format}"
    decimals = len(form["decimals"] or ".") - 1
    return (form["before"] or "").strip('"') + f"{cell.value:,.{decimals}f}" + form["after"].replace('"', "")


def _caption(table: html.HtmlElement) -> str:
    titles = table.xpath(".//caption//*[contains(@id, '-title')]")
    return titles[0].text_content().strip() if titles else ""


def _html_text(cell: html.HtmlElement) -> str:
    parts = []
    for node in cell.iter():
        if any("visually-hidden" in (parent.get("class") or "") for parent in (node, *node.iterancestors())):
            parts.append(_tail(node, cell))
            continue
        text = node.text or ""
        parts.append(f"<u>{text}</u>" if node.get("class") == "changed" else text)
        parts.append(_tail(node, cell))
    return "".join(parts).strip()


def _tail(node: html.HtmlElement, cell: html.HtmlElement) -> str:
    return "" if node is cell else (node.tail or "").strip()
