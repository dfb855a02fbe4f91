"""The Excel form of an entry grid: written for a clerk, and read back into a preview; beside openpyxl with the same cells."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import openpyxl
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.choices import Role
from accounts.models import User
from benchmarks import writers
from benchmarks.portal import READER, Databases
from benchmarks.timing import Case
from finance.models import CITY_SUPPORT
from iconm.lib.choices import Basis
from iconm.lib.uploads import read_upload
from ledger.actions.sheets import start_report
from ledger.entry.workbooks.pages import form_file, preview_of
from ledger.models import Item, Revision
from ledger.workbook.layout import BY_NAME
from ledger.workbook.write import HEAD

ROWS = 400
YEAR = 2026
NAME = "form.xlsx"


def cases(databases: Databases) -> Iterator[Case]:
    """Yield the cases; the grid has a dataset to itself in a database of its own."""
    path = databases.papers.with_name("workbook.sqlite3")
    databases.use(databases.papers)
    shutil.copy(databases.papers, path)
    databases.use(path)
    form = _Form(_draft(), User.objects.get(username=READER), timezone.now())
    empty = form.write()
    filled, cells, copy = _filled(empty), _cells(empty), writers.OpenpyxlCopy(empty)

    def case(group: str, what: str, work: Callable[[], object]) -> Case:
        return Case(f"Excel form {group}, {ROWS} rows", what, work, partial(databases.use, path))

    yield case("writing", "bare limit: XlsxWriter, the same cells alone", partial(writers.xlsxwriter_alone, cells))
    yield case("writing", "form_file: load_grid, form_of, workbook", form.write)
    yield case("writing", "openpyxl, the same workbook", copy.write)
    yield case("reading", "bare limit: calamine, the cells alone", partial(_calamine, filled))
    yield case("reading", "read_upload, load_grid, preview of every cell", partial(form.preview, filled))
    yield case("reading", "openpyxl, the cells alone", partial(_openpyxl, filled))


@dataclass(frozen=True)
class _Form:
    revision: Revision
    by: User
    at: datetime

    def write(self) -> bytes:
        return form_file(self.revision, by=self.by, at=self.at)

    def preview(self, content: bytes) -> None:
        found = preview_of(self.revision, read_upload(NAME, content), at=self.at)
        if found.problems or found.changed < ROWS:
            raise LookupError(str(found.problems))


def _draft() -> Revision:
    """Begin a report of a year that no paper speaks of, with so many items that nobody lays out."""
    by = User.objects.get(username=READER)
    by.role_assignments.create(role=Role.CLERK, valid_from=date(2026, 2, 10))
    rows = [
        Item(code=f"form-{number:03}", dataset=CITY_SUPPORT, name=f"項目{number:03}", unit="件", kind="flow", order=100 + number)
        for number in range(ROWS)
    ]
    for row in rows:
        row.fill_keys()
    Item.objects.bulk_create(rows)
    ends = date(YEAR + 1, 3, 31)
    revision = start_report(dataset=CITY_SUPPORT, fiscal_year=YEAR, basis=Basis.ACTUAL, as_of=ends, by=by, at=timezone.now())
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def _filled(content: bytes) -> bytes:
    """Return the form with a number in every cell of values."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    labels = [cell.value for cell in sheet[HEAD + 1]]
    place = labels.index(str(BY_NAME["typed"].label)) + 1
    for row in range(HEAD + 2, sheet.max_row + 1):
        if sheet.cell(row, labels.index(str(BY_NAME["unit"].label)) + 1).value:  # not the heading of a group
            sheet.cell(row, place).value = row
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(content: bytes) -> list[writers.Grid]:
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[[float(value) if isinstance(value, int) else value for value in row] for row in sheet.values] for sheet in sheets]


def _calamine(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _openpyxl(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return sum(len(row) for sheet in book.worksheets for row in sheet.values)
