"""Files as they come back: moved about, saved as CSV, filled in with whatever a spreadsheet holds."""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

import pytest

from iconm.lib.uploads import UploadError, read_upload
from ledger.models import Revision
from ledger.workbook.read import read_filled
from tests.conftest import World
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import HEAD, fill, look, told

LICENCES = ("ライセンス", "値")
ONE = {LICENCES: ("changed", "", "12")}


def move_columns(sheet: Any) -> None:
    """Put the last column first and a column of one's own behind, as Excel does: formats move with their cells."""
    width = sheet.max_column
    for row in range(1, sheet.max_row + 1):
        old = [(cell.value, copy(cell._style)) for cell in sheet[row][:width]]
        for place, (value, style) in enumerate(reversed(old), start=1):
            cell = sheet.cell(row, place)
            cell.value, cell._style = value, style
        sheet.cell(row, width + 1).value = "メモ" if row == HEAD else 7


def sort_rows(sheet: Any) -> None:
    old = [[(cell.value, copy(cell._style)) for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
    for number, row in enumerate(reversed(old), start=HEAD + 1):
        for place, (value, style) in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell._style = value, style


def add_rows(sheet: Any) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"].value = "担当課控え"
    sheet.insert_rows(HEAD + 5)


@pytest.mark.parametrize("change", [move_columns, sort_rows, add_rows])
def test_moved_and_added_parts_make_no_difference(change: Callable[[Any], None], draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12}, change=change)
    preview = look(draft, content)
    assert (told(preview), preview.problems) == (ONE, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_every_encoding(encoding: str, draft: Revision, world: World) -> None:
    content = forms.as_csv(fill(forms.form(draft, world.clerk), {LICENCES: 12}), encoding)
    assert told(look(draft, content, "様式.csv")) == ONE


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (12, "12"),
        (12.0, "12"),
        (1.1 + 2.2, "3.3"),
        ("１，２３４件", "１，２３４件"),
        ("未確定", "未確定"),
        (True, "TRUE"),
        ("", ""),
        (None, ""),
    ],
)
def test_cell_is_read_as_people_see_it(value: Any, read: str, draft: Revision, world: World) -> None:
    rows = read_upload("a.xlsx", fill(forms.form(draft, world.clerk), {LICENCES: value}))
    line = next(line for line in read_filled(rows).lines if line.label == "ライセンス")
    assert line.texts["typed"] == read
    assert not line.faults


def test_per_cent_cell_is_what_it_shows(draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {("入居率", "値"): 1, ("満足度", "値"): 0.985})
    assert {each.label: each.understood for each in look(draft, content).differences} == {"入居率": "100%", "満足度": "98.5%"}


def test_fraction_without_per_cent_format_is_offered_as_per_cent(draft: Revision, world: World) -> None:
    def plain(sheet: Any) -> None:
        forms.cell_of(sheet, "入居率", "値").number_format = "General"

    problem = look(draft, fill(forms.form(draft, world.clerk), {("入居率", "値"): 0.9}, change=plain)).problems[0]
    assert (problem.label, problem.suggestion) == ("入居率", "90")


def test_per_cent_in_a_row_of_counts_is_an_error(draft: Revision, world: World) -> None:
    def per_cent(sheet: Any) -> None:
        forms.cell_of(sheet, "ライセンス", "値").number_format = "0%"

    problem = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 0.9}, change=per_cent)).problems[0]
    assert "「90%」の単位が、この欄の単位（件）と異なります" in problem.message


@pytest.mark.parametrize("value", [date(2026, 3, 31), datetime(2026, 3, 31, 12)])  # noqa: DTZ001
def test_day_in_a_value_cell_is_an_error(value: Any, draft: Revision, world: World) -> None:
    def as_day(sheet: Any) -> None:
        forms.cell_of(sheet, "ライセンス", "値").number_format = "yyyy-mm-dd"

    preview = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: value}, change=as_day))
    assert [(problem.label, problem.column) for problem in preview.problems] == [LICENCES]


def test_formula_without_result_is_an_error(draft: Revision, world: World) -> None:
    preview = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: "=6*2"}))  # openpyxl calculates nothing
    assert [(problem.label, problem.column) for problem in preview.problems] == [LICENCES]
    assert "計算結果" in preview.problems[0].message


def test_day_in_a_note_is_text(draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12, ("ライセンス", "注記"): date(2026, 3, 31)})
    assert told(look(draft, content))["ライセンス", "注記"] == ("changed", "", "2026-03-31")


def no_head(sheet: Any) -> None:
    sheet.delete_rows(HEAD)


def no_value_column(sheet: Any) -> None:
    forms.cell_of(sheet, "ライセンス", "値").parent.cell(HEAD, [cell.value for cell in sheet[HEAD]].index("値") + 1).value = "数"


def two_value_columns(sheet: Any) -> None:
    sheet.cell(HEAD, sheet.max_column + 1).value = "値"


@pytest.mark.parametrize(
    ("change", "sentence"), [(no_head, "見出し"), (no_value_column, "見出し"), (two_value_columns, "「値」の列が2列あります")]
)
def test_table_that_cannot_be_found_is_refused(change: Callable[[Any], None], sentence: str, draft: Revision, world: World) -> None:
    with pytest.raises(UploadError, match=sentence):
        look(draft, fill(forms.form(draft, world.clerk), change=change))
