"""A file held against the draft, cell by cell."""

from typing import Any

import pytest

from iconm.lib.choices import Basis
from ledger import actions
from ledger.models import Item, Revision
from ledger.workbook.layout import IDS_SHEET
from ledger.workbook.matching import WrongFormError
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import HEAD, cell_of, fill, look, told

LICENCES = ("ライセンス", "値")


def test_untouched_form_changes_nothing(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "1.5万", by=world.clerk, note="注記", reason="理由\n二行目")
    preview = look(draft, forms.form(draft, world.clerk))
    assert (preview.differences, preview.problems, preview.unchanged) == ((), (), 20)
    assert not preview.is_older


def test_changes_are_told_with_what_was_understood(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "11", by=world.clerk)
    content = fill(forms.form(draft, world.clerk), {LICENCES: None, ("収入", "値"): "0.1億円", ("収入", "要因"): "円高"})
    preview = look(draft, content)
    assert told(preview) == {
        LICENCES: ("changed", "11", ""),
        ("収入", "値"): ("changed", "", "0.1億円"),
        ("収入", "要因"): ("changed", "", "円高"),
    }
    income = next(each for each in preview.differences if (each.label, each.name) == ("収入", "typed"))
    assert (income.understood, income.says_more) == ("10,000千円", True)
    assert [finding.rule for finding in income.findings] == ["slip"]
    assert (preview.changed, preview.warnings, preview.unchanged, preview.problems) == (3, 1, 17, ())


def test_both_values_are_told_with_their_unit_and_an_error_is_no_change(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "18", by=world.clerk)
    forms.save(draft, "income", "20", by=world.clerk)
    content = fill(forms.form(draft, world.clerk), {LICENCES: "19件", ("収入", "値"): "多数"})

    preview = look(draft, content)

    found = {each.label: (each.stands, each.understood) for each in preview.differences}
    assert found["ライセンス"] == ("18件", "19件")
    assert (preview.changed, len(preview.problems)) == (1, 1)


def test_cell_saved_since_is_a_conflict_only_where_both_changed_it(draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    forms.save(draft, "licences", "11", by=world.clerk)
    forms.save(draft, "income", "1200", by=world.clerk)
    preview = look(draft, fill(content, {LICENCES: 12}))
    assert told(preview) == {LICENCES: ("conflict", "11", "12")}
    assert preview.is_older
    assert preview.conflicts[0].by == world.clerk


def test_same_value_from_both_is_no_conflict(draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    forms.save(draft, "licences", "12", by=world.clerk)
    assert look(draft, fill(content, {LICENCES: 12})).differences == ()


def test_without_the_column_of_former_values_every_difference_is_a_change(draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    forms.save(draft, "licences", "11", by=world.clerk)
    preview = look(draft, forms.as_csv(content, "utf-8", without=("出力時の値",)), "a.csv")
    assert told(preview) == {LICENCES: ("changed", "11", "")}
    assert not preview.filled.has_seen


def test_deleted_rows_are_untouched(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "11", by=world.clerk)
    preview = look(draft, fill(forms.form(draft, world.clerk), change=lambda sheet: sheet.delete_rows(HEAD + 1)))
    assert (preview.differences, preview.problems, preview.unchanged) == ((), (), 15)


def test_row_without_key_is_found_by_its_label(draft: Revision, world: World) -> None:
    content = forms.as_csv(fill(forms.form(draft, world.clerk), {LICENCES: 12}), "utf-8", without=("欄の識別子",))
    assert told(look(draft, content, "a.csv")) == {LICENCES: ("changed", "", "12")}


def test_label_of_two_rows_tells_neither(draft: Revision, world: World) -> None:
    Item.objects.filter(code="income").update(name="ライセンス")
    content = forms.as_csv(fill(forms.form(draft, world.clerk), {LICENCES: 12}), "utf-8", without=("欄の識別子",))
    problems = look(draft, content, "a.csv").problems
    assert [problem.message[:11] for problem in problems] == ["どの項目の値か分かりま"]


def test_added_row_with_a_value_is_an_error_and_without_one_is_not(draft: Revision, world: World) -> None:
    def add(sheet: Any) -> None:
        labels = [cell.value for cell in sheet[HEAD]]
        for row, value in ((HEAD + 10, 99), (HEAD + 11, None)):
            sheet.cell(row, labels.index("項目") + 1).value = "計"
            sheet.cell(row, labels.index("値") + 1).value = value

    problems = look(draft, fill(forms.form(draft, world.clerk), change=add)).problems
    assert [(problem.number, problem.label) for problem in problems] == [(HEAD + 10, "計")]


def test_copied_row_is_an_error_of_both(draft: Revision, world: World) -> None:
    def copy(sheet: Any) -> None:
        for place, cell in enumerate(sheet[HEAD + 1], start=1):
            sheet.cell(HEAD + 5, place).value = cell.value

    problems = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}, change=copy)).problems
    assert [(problem.number, problem.message) for problem in problems] == [
        (number, "「ライセンス」の行が2行あります。1行にしてください。") for number in (HEAD + 1, HEAD + 5)
    ]


def test_unknown_key_names_the_row(draft: Revision, world: World) -> None:
    problems = look(
        draft, fill(forms.form(draft, world.clerk), {("ライセンス", "欄の識別子"): "no-such:count:2025::actual:2026-03-31"})
    ).problems
    assert [problem.message for problem in problems] == ["この年度報告にない行です（ライセンス）。様式の行を使用してください。"]


def other_year(world: World) -> bytes:
    sheet = factories.make_sheet(2026, dataset=forms.DATASET, basis=Basis.ACTUAL)
    return forms.form(actions.start_revision(sheet=sheet, by=world.clerk, at=NOON), world.clerk)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_form_of_another_year_is_refused_by_name(kind: str, draft: Revision, world: World) -> None:
    content = other_year(world)
    with pytest.raises(WrongFormError) as refused:
        look(draft, content if kind == "xlsx" else forms.as_csv(content, "cp932"), f"a.{kind}")
    assert "別の年度報告（ベンチャー・コンソーシアム R8(2026)年度 実績 " in str(refused.value)
    assert "R7(2025)年度" in str(refused.value)


@pytest.mark.parametrize(("name", "value", "sentence"), [("year", "2024", "書き換えられ"), ("digest", None, "書き換えられ")])
def test_ids_changed_by_hand_are_refused(name: str, value: str | None, sentence: str, draft: Revision, world: World) -> None:
    def tamper(book: Any) -> None:
        for row in book[IDS_SHEET].iter_rows():
            if row[0].value == name:
                row[1].value = value

    with pytest.raises(WrongFormError, match=sentence):
        look(draft, fill(forms.form(draft, world.clerk), book=tamper))


def test_form_of_a_former_revision_of_the_sheet_is_still_read(draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    actions.discard_revision(revision=forms.current(draft), by=world.clerk, at=NOON)
    again = actions.start_revision(sheet=draft.sheet, by=world.clerk, at=NOON)
    preview = look(again, fill(content, {LICENCES: 12}))
    assert preview.is_older
    assert told(preview) == {LICENCES: ("changed", "", "12")}


@pytest.mark.parametrize(
    ("cells", "place", "sentence"),
    [
        ({LICENCES: "12件程度"}, LICENCES, "数値として読み取れません"),
        ({LICENCES: "—"}, LICENCES, "値がない理由"),
        ({LICENCES: "1" * 201}, LICENCES, "値が長すぎます（200文字まで）"),
        ({LICENCES: 12, ("ライセンス", "注記"): "あ" * 401}, ("ライセンス", "注記"), "注記が長すぎます（400文字まで）"),
        ({("ライセンス", "注記"): "注だけ"}, ("ライセンス", "注記"), "値（又は値がない理由）のある行"),
        ({LICENCES: 12.5}, LICENCES, "細かい端数"),
        ({LICENCES: 1e15}, LICENCES, "大きすぎます"),
    ],
)
def test_error_stands_at_its_cell(cells: forms.Cells, place: tuple[str, str], sentence: str, draft: Revision, world: World) -> None:
    preview = look(draft, fill(forms.form(draft, world.clerk), cells))
    assert [(problem.label, problem.column) for problem in preview.problems] == [place]
    assert sentence in preview.problems[0].message
    assert not preview.can_be_saved
    assert [sentence in message for message in preview.marks().values()] == [True]


def test_bound_is_held_against_changed_values_alone(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "50", by=world.clerk)
    Item.objects.filter(code__in=("licences", "income")).update(maximum=20)
    content = fill(forms.form(draft, world.clerk), {("収入", "値"): 30, ("ライセンス", "理由（要確認の場合）"): "集計中"})
    preview = look(draft, content)
    assert [(problem.label, problem.message[:6]) for problem in preview.problems] == [("収入", "上限（20千")]


def test_preview_of_an_open_draft_costs_no_query(draft: Revision, world: World, django_assert_num_queries: Any) -> None:
    from iconm.lib.uploads import read_upload
    from ledger.grid.rows import load_grid
    from ledger.workbook.preview import preview
    from ledger.workbook.read import read_filled

    filled = read_filled(read_upload("a.xlsx", fill(forms.form(draft, world.clerk), {LICENCES: 12})))
    grid = load_grid(forms.current(draft), on=factories.TODAY)
    with django_assert_num_queries(0):
        assert preview(grid, filled).changed == 1


def test_marks_stand_in_the_users_own_file(draft: Revision, world: World) -> None:
    import io

    import openpyxl

    from iconm.lib.uploads import mark_cells

    content = fill(forms.form(draft, world.clerk), {LICENCES: "多数", ("収入", "値"): 1100}, change=lambda sheet: sheet.cell(20, 1, "控え"))
    preview = look(draft, content)
    sheet = openpyxl.load_workbook(io.BytesIO(mark_cells(content, preview.marks(), sheet=preview.filled.sheet))).worksheets[0]
    marked = cell_of(sheet, "ライセンス", "値")
    assert (marked.value, "数値として読み取れません" in marked.comment.text) == ("多数", True)
    assert (cell_of(sheet, "収入", "値").value, sheet.cell(20, 1).value) == (1100, "控え")
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == [marked.coordinate]
