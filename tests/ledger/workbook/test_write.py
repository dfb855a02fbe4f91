"""The workbook as Excel sees it, opened with another library than the one that wrote it."""

import io
from typing import Any

import openpyxl

from ledger import actions
from ledger.models import Revision
from ledger.workbook.layout import COLUMNS, ENTRIES, IDS_SHEET, names_by_label
from tests.conftest import World
from tests.ledger.factories import NOON
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import HEAD, cell_of


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_form_shows_what_to_fill_in(draft: Revision, world: World) -> None:
    book = opened(forms.form(draft, world.clerk))
    sheet = book["入力"]
    hidden = {place for each in sheet.column_dimensions.values() if each.hidden for place in range(each.min, each.max + 1)}
    shown = [[cell.value for cell in row if cell.column not in hidden] for row in sheet.iter_rows(min_row=HEAD)]
    heads = ["項目", "単位", "前年度", "値", "注記", "理由（要確認の場合）", "要因", "今後の対応"]
    nothing = [None] * 5
    assert shown == [
        heads,
        ["ライセンス", "件", 10, *nothing],
        ["収入", "千円", 1000, *nothing],
        ["入居率", "%", 0.9, *nothing],
        ["満足度", "%", 0.995, *nothing],
    ]
    assert sheet["A1"].value.startswith("ベンチャー・コンソーシアム　R7(2025)年度　実績（年度確定）")
    assert world.clerk.name in sheet["A2"].value and "作成中" in sheet["A2"].value


def test_form_unlocks_entry_cells_alone(draft: Revision, world: World) -> None:
    sheet = opened(forms.form(draft, world.clerk))["入力"]
    labels = {str(column.label) for column in COLUMNS if column.name in ENTRIES}
    unlocked = {sheet.cell(HEAD, cell.column).value for cell in sheet[HEAD + 1] if not cell.protection.locked}
    assert sheet.protection.sheet and sheet.protection.password is None
    assert unlocked == labels
    assert all(cell.protection.locked for row in sheet.iter_rows(max_row=HEAD) for cell in row)


def test_form_is_prepared_for_screen_and_print(draft: Revision, world: World) -> None:
    book = opened(forms.form(draft, world.clerk))
    sheet = book["入力"]
    assert sheet.freeze_panes == "C5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert book[IDS_SHEET].sheet_state == "veryHidden"
    assert "説明" in book.sheetnames


def test_form_offers_reasons_and_takes_any_number(draft: Revision, world: World) -> None:
    sheet = opened(forms.form(draft, world.clerk))["入力"]
    place = cell_of(sheet, "収入", "値").coordinate
    rule = next(rule for rule in sheet.data_validations.dataValidation if place in rule.sqref)
    assert rule.formula1.startswith('"未確定,該当なし,比較不能')
    assert not rule.showErrorMessage and rule.showInputMessage
    assert rule.promptTitle == "単位：千円"


def test_form_writes_numbers_as_the_grid_shows_them(draft: Revision, world: World) -> None:
    for code, typed in (("licences", "△1234"), ("income", "1.5億円"), ("rate", "95"), ("content", "未確定")):
        forms.save(draft, code, typed, by=world.clerk)
    sheet = opened(forms.form(draft, world.clerk))["入力"]
    found = {row: cell_of(sheet, row, "値") for row in ("ライセンス", "収入", "入居率", "満足度")}
    assert {row: cell.value for row, cell in found.items()} == {"ライセンス": -1234, "収入": 150000, "入居率": 0.95, "満足度": "未確定"}
    assert found["ライセンス"].number_format == '#,##0;"△"#,##0'
    assert found["入居率"].number_format == '#,##0%;"△"#,##0%'
    assert found["満足度"].number_format == '#,##0.0%;"△"#,##0.0%'


def test_form_of_submitted_revision_is_locked(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "12", by=world.clerk)
    for code, typed in (("income", "1100"), ("rate", "90"), ("content", "99")):
        forms.save(draft, code, typed, by=world.clerk)
    actions.submit_revision(revision=forms.current(draft), by=world.clerk, at=NOON)
    book = opened(forms.form(draft, world.auditor))
    sheet = book["閲覧用"]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert "閲覧用" in sheet["A1"].value
    assert not sheet.data_validations.dataValidation


def test_text_is_never_a_formula(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "=1+1", by=world.clerk)
    cell = cell_of(opened(forms.form(draft, world.clerk))["入力"], "ライセンス", "値")
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_labels_are_told_apart_in_every_language() -> None:
    names = names_by_label()
    assert set(names.values()) == {column.name for column in COLUMNS}
    assert names["値"] == "typed"
