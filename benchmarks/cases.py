"""What is timed. The first case of each group is its bare limit: the least any code would need for the same result."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.db import connection
from django.urls import reverse

from benchmarks import imports, workbooks, writers
from benchmarks.portal import Databases, get, sign_in
from benchmarks.timing import Case
from iconm.lib.document import Document
from iconm.lib.figure import OPEN_COLUMNS, Figure
from iconm.lib.present import cell_text
from iconm.lib.table import Cell, Table
from reporting import documents, figures
from reporting.choices import Format, Layout
from reporting.exports import export
from reporting.models import ReportTemplate

PAPER = "committee-2026"
ON = date(2026, 2, 10)
# Every value with its item, revision and document: the least a reader of the ledger has to fetch.
_VALUES = (
    "SELECT v.*, i.*, r.*, d.* FROM ledger_value v JOIN ledger_item i ON i.id = v.item_id JOIN ledger_revision r ON r.id = v.revision_id"
    " LEFT JOIN ledger_sourcedocument d ON d.id = v.document_id WHERE r.state = 'approved'"
)


def all_cases(databases: Databases, import_rows: Sequence[int]) -> list[Case]:
    """Return every case, groups together. import_rows: lengths of the files to import."""
    databases.use(databases.papers)
    document = documents.build(_template(), figures.load(on=ON))
    return [
        *_page(databases),
        *_loading(databases),
        *_building(databases),
        *(case for rows in import_rows for case in imports.cases(databases, rows)),
        *workbooks.cases(databases),
        *(case for exports in (_xlsx, _csv, _json) for layout in Layout for case in exports(document, layout)),
    ]


def _template() -> ReportTemplate:
    template = documents.find_template(PAPER)
    if template is None:
        raise LookupError(f"fixtures/ has no report {PAPER}")
    return template


def _page(databases: Databases) -> Iterator[Case]:
    client = sign_in()
    address = f"{reverse('reporting:report-detail', kwargs={'name': PAPER})}?on={ON}"
    prepare = partial(databases.use, databases.papers)
    yield Case("page", "bare limit: empty page, signed in, same middleware", partial(get, client, "/empty/"), prepare)
    yield Case("page", f"report-detail {PAPER}", partial(get, client, address), prepare)


def _loading(databases: Databases) -> Iterator[Case]:
    for path, years in ((databases.papers, 4), (databases.many, 30)):
        group, prepare = f"all figures, {years} years", partial(databases.use, path)
        yield Case(group, "bare limit: one SELECT of the same rows", _select, prepare)
        yield Case(group, f"figures.load ({years} years)", partial(figures.load, on=ON), prepare)


def _select() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_VALUES)
        cursor.fetchall()


def _building(databases: Databases) -> Iterator[Case]:
    prepare = partial(databases.use, databases.papers)
    databases.use(databases.papers)
    template, loaded = _template(), figures.load(on=ON)
    yield Case("document", "bare limit: one SELECT of the same rows", _select, prepare)
    yield Case("document", "documents.build (figures loaded)", partial(documents.build, template, loaded), prepare)
    yield Case("document", "template, figures.load, documents.build", lambda: documents.build(_template(), figures.load(on=ON)), prepare)


def _ours(document: Document, file_format: Format, layout: Layout) -> Case:
    group = f"{file_format.value} {layout.value}"
    return Case(group, f"export {group}", partial(export, document, file_format=file_format, layout=layout))


def _xlsx(document: Document, layout: Layout) -> Iterator[Case]:
    ours = _ours(document, Format.XLSX, layout)
    grids = [_grid(table) if layout == Layout.COMMITTEE else _records(tuple(table.figures())) for table in document.tables()]
    copy = writers.OpenpyxlCopy(export(document, file_format=Format.XLSX, layout=layout).content)
    yield Case(ours.group, "bare limit: XlsxWriter, the same cells alone", partial(writers.xlsxwriter_alone, grids))
    yield ours
    yield Case(ours.group, "openpyxl, the same workbook", copy.write)
    yield Case(ours.group, "pandas DataFrame.to_excel, the same cells", partial(writers.pandas_excel, grids))


def _csv(document: Document, layout: Layout) -> Iterator[Case]:
    ours = _ours(document, Format.CSV, layout)
    text = export(document, file_format=Format.CSV, layout=layout).content.decode("utf-8-sig")
    grid = list(csv.reader(io.StringIO(text, newline="")))
    widest = max(map(len, grid))
    rectangle = [line + [""] * (widest - len(line)) for line in grid]  # pandas takes nothing else
    yield Case(ours.group, "bare limit: csv.writer, the same cells alone", partial(writers.csv_alone, grid))
    yield ours
    yield Case(ours.group, "pandas DataFrame.to_csv, the same cells", partial(writers.pandas_csv, rectangle))


def _json(document: Document, layout: Layout) -> Iterator[Case]:
    ours = _ours(document, Format.JSON, layout)
    content = json.loads(export(document, file_format=Format.JSON, layout=layout).content)
    yield Case(ours.group, "bare limit: json.dumps, the same content", partial(writers.json_alone, content))
    yield ours


def _grid(table: Table) -> writers.Grid:
    """Return the cells of a printed table: numbers as numbers, a merged head in its first place."""
    grid: list[list[str | float | None]] = [[None] * table.width for _ in range(table.height)]
    for slot in table.slots():
        content = slot.content
        grid[slot.row][slot.column] = _cell(content, table.unit) if isinstance(content, Cell) else content.text + content.mark
    return grid


def _cell(cell: Cell, unit: str) -> str | float:
    return cell_text(cell, unit=unit) if cell.value is None else float(cell.value)


def _records(found: tuple[Figure, ...]) -> writers.Grid:
    numeric = {OPEN_COLUMNS.index(name) for name in ("value", "fiscal_year", "period_end", "revision")}
    rows = [[float(text) if index in numeric and text else text for index, text in enumerate(figure.open_row())] for figure in found]
    return [list(OPEN_COLUMNS), *rows]
