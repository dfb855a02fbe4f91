import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iconm.lib import uploads, workbook_parts
from iconm.lib.delimited import encode
from iconm.lib.uploads import UploadError, mark_cells, read_upload
from tests.lib.workbooks import part_of, with_part, workbook

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
SOUND = workbook([["名称", 1.5, date(2026, 2, 10)], ["x", 2, None]])  # once: a workbook holds the time it was made at
SHEET = "xl/worksheets/sheet1.xml"


def failed(_book: Any, sheet: Any) -> None:
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 1, "=1+1", None, "")
    sheet.write_formula(3, 1, "=1+1", None, 2)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(UploadError) as refused:
        read_upload(name, content)
    return str(refused.value)


@pytest.mark.parametrize("name", ["様式.pdf", "様式.xlsx", "様式.csv"])
def test_pdf_is_said_to_be_no_workbook(name: str) -> None:
    told = refusal(name, b"%PDF-1.7\n1 0 obj\n")

    assert told == "PDFのファイルです。Excelではありません。Excelブック（.xlsx）又はCSVファイルを選択してください。"


def test_workbook_cells() -> None:
    content = workbook([["名称", None, "a\nb"], [5, 1.5, date(2026, 2, 10)], [datetime(2026, 2, 10, 9, 30), time(9, 30), True]])  # noqa: DTZ001  # a workbook knows no zone

    rows = read_upload("台帳.xlsx", content)

    assert rows.kind == "xlsx" and rows.first.name == "台帳"
    assert rows.first.rows == [
        ["名称", None, "a\nb"],
        [Decimal(5), Decimal("1.5"), date(2026, 2, 10)],
        ["2026-02-10 09:30:00", "09:30:00", "TRUE"],
    ]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        pytest.param("19.900000000000002", "19.9", id="what calculation leaves behind 15 digits"),
        pytest.param("1E+15", "1000000000000000", id="no exponent"),
        pytest.param("3.0", "3", id="whole"),
        pytest.param("-0.1", "-0.1", id="negative"),
    ],
)
def test_workbook_number(stored: str, read: str) -> None:
    content = workbook([[7]])
    changed = with_part(content, SHEET, part_of(content, SHEET).replace(b"<v>7</v>", f"<v>{stored}</v>".encode()))

    cell = read_upload("a.xlsx", changed).first.rows[0][0]

    assert cell == Decimal(read) and str(cell) == read


def test_workbook_not_a_number_is_text() -> None:
    content = workbook([[7]])
    changed = with_part(content, SHEET, part_of(content, SHEET).replace(b"<v>7</v>", b"<v>nan</v>"))

    assert read_upload("a.xlsx", changed).first.rows == [["nan"]]


def test_workbook_begins_at_a1() -> None:
    content = workbook([[], [], [None, None, "x"]])

    assert read_upload("a.xlsx", content).first.rows == [[None, None, None], [None, None, None], [None, None, "x"]]


def test_workbook_hidden_sheet_is_told() -> None:
    def hide(book: Any, sheet: Any) -> None:
        book.add_worksheet("二").activate()
        sheet.hide()

    rows = read_upload("a.xlsx", workbook([["id"]], name="ids", change=hide))

    assert rows.first.name == "二"
    hidden = rows.sheet("ids")
    assert hidden is not None and hidden.is_hidden and hidden.rows == [["id"]]
    assert rows.sheet("三") is None


def test_workbook_failed_formula_is_a_fault() -> None:
    sheet = read_upload("a.xlsx", workbook([["x"]], change=failed)).first

    assert set(sheet.faults) == {(1, 1), (2, 1)}
    assert "#DIV/0!" in sheet.faults[1, 1]
    assert sheet.rows[3][1] == Decimal(2)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        pytest.param("utf-8-sig", "utf-8-sig", id="BOM"),
        pytest.param("utf-8", "utf-8-sig", id="UTF-8"),
        pytest.param("cp932", "cp932", id="CP932"),
    ],
)
def test_csv_encodings(encoding: str, told: str) -> None:
    rows = read_upload("台帳.csv", '名称,説明\r\n㈱ナノ,"一行目\n二,行目"\r\n'.encode(encoding))

    assert (rows.kind, rows.encoding) == ("csv", told)
    assert rows.first.rows == [["名称", "説明"], ["㈱ナノ", "一行目\n二,行目"]]


def test_csv_by_tabs() -> None:
    assert read_upload("a.txt", "名称\t数\nA,B\t1\n".encode()).first.rows == [["名称", "数"], ["A,B", "1"]]


def test_csv_guard_is_taken_off() -> None:
    assert read_upload("a.csv", encode([["名称"], ["'=1+1"], ["'quoted"]])).first.rows == [["名称"], ["=1+1"], ["'quoted"]]


def test_csv_that_begins_like_an_archive() -> None:
    assert read_upload("a.csv", b"PK,name\n1,x\n").first.rows == [["PK", "name"], ["1", "x"]]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        pytest.param("a.xlsx", b"", "空です", id="empty"),
        pytest.param("a.xls", OLE + "Workbook".encode("utf-16-le"), ".xls", id="old"),
        pytest.param("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード", id="password"),
        pytest.param("a.xlsm", workbook([["x"]]), "マクロ", id="named xlsm"),
        pytest.param("a.xlsx", with_part(workbook([["x"]]), "xl/vbaProject.bin", b"x"), "マクロ", id="macros inside"),
        pytest.param("a.xlsx", b"PK\x03\x04 broken", "ではありません", id="no archive"),
        pytest.param("a.xlsx", with_part(workbook([["x"]]), SHEET, b"<worksheet"), "壊れている", id="damaged sheet"),
        pytest.param("a.xlsx", with_part(workbook([["x"]]), SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "ではありません", id="entities"),
        pytest.param("a.csv", "あ".encode("utf-16"), "ではありません", id="UTF-16"),
        pytest.param("a.csv", b"\x81\xff\xfe", "文字コード", id="no text"),
        pytest.param("a.csv", b",\n\n,,\n", "入力がありません", id="nothing entered"),
        pytest.param("a.csv", b"x" * 40_000, "文字数", id="more than a cell holds"),
        pytest.param("a.csv", b'"' + b"x" * 200_000, "CSVとして", id="quote without an end"),
    ],
)
def test_refused(name: str, content: bytes, part: str) -> None:
    assert part in refusal(name, content)


def test_refused_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "10MB" in refusal("a.csv", b"x" * (uploads.MAX_BYTES + 1))


def test_refused_what_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MAX_UNPACKED", 100_000)

    assert "展開" in refusal("a.xlsx", with_part(workbook([["x"]]), "xl/media/image.png", bytes(200_000)))


def test_refused_archive_that_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MAX_UNPACKED", 100_000)
    content = with_part(workbook([["x"]]), "xl/media/image.png", bytes(200_000))
    size = (200_000).to_bytes(4, "little")
    assert size in content

    assert "展開" in refusal("a.xlsx", content.replace(size, (10).to_bytes(4, "little")))


def test_refused_far_apart() -> None:
    content = workbook([["x"]], change=lambda _book, sheet: sheet.write(1_000_000, 200, "y"))

    assert "範囲" in refusal("a.xlsx", content)


def test_refused_locked_archive() -> None:
    content = bytearray(workbook([["x"]]))
    for found in (b"PK\x01\x02", b"PK\x03\x04"):
        flags = content.index(found) + (8 if found == b"PK\x01\x02" else 6)
        content[flags] |= 1

    assert "パスワード" in refusal("a.xlsx", bytes(content))


def test_mark_keeps_the_rest() -> None:
    def decorate(book: Any, sheet: Any) -> None:
        sheet.write(1, 0, "誤", book.add_format({"bold": True}))
        sheet.write_comment(1, 0, "自分のメモ")
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.set_column(0, 0, 33)
        sheet.data_validation(1, 1, 9, 1, {"validate": "list", "source": ["甲", "乙"]})

    marked = openpyxl.load_workbook(io.BytesIO(mark_cells(workbook([["名称"]], change=decorate), {(1, 0): "この値は登録できません。"})))
    sheet = marked["台帳"]

    assert sheet["A2"].comment.text == "自分のメモ\nこの値は登録できません。"
    assert sheet["A2"].fill.fgColor.rgb == "00FFD9D9" and sheet["A2"].font.bold
    assert sheet["A1"].comment is None and sheet["A3"].value == "=1+1"
    assert sheet.column_dimensions["A"].width == pytest.approx(33, abs=1)
    assert sheet.data_validations.dataValidation[0].formula1 == '"甲,乙"'


def test_mark_merged_cell_marks_its_first() -> None:
    content = workbook([["x"]], change=lambda _book, sheet: sheet.merge_range(1, 0, 2, 3, "m"))

    sheet = openpyxl.load_workbook(io.BytesIO(mark_cells(content, {(2, 2): "誤り"}))).active

    assert sheet["A2"].comment.text == "誤り"


def test_mark_csv_gives_a_workbook() -> None:
    content = "名称,数\r\n=1+1,二\r\n".encode("cp932")

    sheet = openpyxl.load_workbook(io.BytesIO(mark_cells(content, {(1, 1): "数値ではありません。", (4, 0): "行がありません。"}))).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)] == [["名称", "数"], ["=1+1", "二"]]
    assert sheet["A2"].data_type == "s"
    assert (sheet["B2"].comment.text, sheet["A5"].comment.text) == ("数値ではありません。", "行がありません。")


def test_mark_unknown_sheet() -> None:
    with pytest.raises(UploadError, match="二"):
        mark_cells(workbook([["x"]]), {(0, 0): "誤り"}, sheet="二")


@settings(deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=200).map(b"PK\x03\x04".__add__) | st.binary(max_size=200).map(OLE.__add__))
def test_garbage_is_read_or_refused(content: bytes) -> None:
    try:
        rows = read_upload("a.xlsx", content)
    except UploadError as refused:
        assert str(refused)
    else:
        assert rows.kind == "csv"


@settings(deadline=None)
@given(st.data())
def test_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_upload("a.xlsx", bytes(content))
        mark_cells(bytes(content), {(0, 0): "誤り"})
    except UploadError as refused:
        assert str(refused)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_garbage_sheet_is_read_or_refused(inside: bytes) -> None:
    content = workbook([["x"]])
    sheet = part_of(content, SHEET)
    for data in (inside, sheet.replace(b"<v>0</v>", b"<v>" + inside + b"</v>"), sheet.replace(b"<sheetData>", b"<sheetData>" + inside)):
        try:
            read_upload("a.xlsx", with_part(content, SHEET, data))
        except UploadError as refused:
            assert str(refused)


CELLS = st.none() | st.text(max_size=40) | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_garbage_cells_are_read_or_refused(rows: list[list[Any]]) -> None:
    try:
        found = read_upload(
            "a.xlsx", workbook([[cell.replace("\0", "") if isinstance(cell, str) else cell for cell in row] for row in rows])
        )
    except UploadError:
        return
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, int) and not isinstance(cell, bool):
                assert found.first.rows[row][column] == Decimal(cell)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=4), min_size=1, max_size=5))
def test_csv_comes_back_as_written(rows: list[list[str]]) -> None:
    try:
        found = read_upload("a.csv", encode([["名称", "説明"], *rows]))
    except UploadError:
        return
    assert [len(row) for row in found.first.rows] == [2, *map(len, rows)]


def test_archive_of_something_else() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")

    assert "ではありません" in refusal("a.docx", buffer.getvalue())
