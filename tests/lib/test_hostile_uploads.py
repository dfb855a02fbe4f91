"""Files made to keep a worker busy, to fill its memory, or to show two readers two things."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iconm.lib import uploads
from iconm.lib.uploads import UploadError, mark_cells, read_upload
from tests.lib.workbooks import part_of, with_part, workbook

SOUND = workbook([["名称", 1.5], ["x", 2]])
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
CPU_SECONDS = 5  # what took minutes takes a tenth of this on an idle machine
MEGA = 1_000_000


def refusal(content: bytes) -> str:
    with pytest.raises(UploadError) as refused:
        read_upload("a.xlsx", content)
    return str(refused.value)


def sheet_of(inside: bytes) -> bytes:
    return with_part(workbook([["x"]]), SHEET, HEAD + inside + TAIL)


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        pytest.param(b"<c " * 4 * MEGA, "壊れている", id="cells without an end of the tag"),
        pytest.param(b"<row>" + b"<c>" * 4 * MEGA, "壊れている", id="cells without an end"),
        pytest.param(b"<v " * 4 * MEGA + b"<f>", "壊れている", id="values without an end"),
        pytest.param(b"<a>" * MEGA + b"</a>" * MEGA, "展開", id="deep"),
        pytest.param(b"<row>" + b"<c/>" * MEGA + b"</row>", "展開", id="many"),
        pytest.param(b"<!--" + b"<c " * 4 * MEGA + b"-->", "入力がありません", id="comment"),
        pytest.param(b'<a b="' + b"x" * 20 * MEGA + b'"/>', "展開", id="long"),
    ],
)
def test_refused_repetition_at_once(inside: bytes, part: str) -> None:
    content = sheet_of(inside)
    began = time.process_time()

    assert part in refusal(content)
    assert time.process_time() - began < CPU_SECONDS


@pytest.mark.parametrize("opening", ["[", '"', "\\", '["', "[%"])
def test_format_of_repetition_is_read_at_once(opening: str) -> None:
    formats = f"<numFmts><numFmt numFmtId='200' formatCode='{opening * MEGA}'/></numFmts><fonts"
    content = with_part(SOUND, STYLES, part_of(SOUND, STYLES).replace(b"<fonts", formats.encode(), 1))
    began = time.process_time()

    assert read_upload("a.xlsx", content).first.rows[1][1] == Decimal(2)
    assert time.process_time() - began < CPU_SECONDS


DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize("part", [SHEET, STYLES, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/app.xml"])
def test_refused_doctype_behind_a_comment(part: str) -> None:
    declaration, _end, rest = part_of(SOUND, part).partition(b"?>")
    hidden = declaration + b"?><!--" + b"x" * 5_000 + b"-->" + DOCTYPE + rest

    assert "ではありません" in refusal(with_part(SOUND, part, hidden))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp037"])
def test_refused_doctype_in_another_encoding(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + (DOCTYPE + HEAD + TAIL).decode()

    assert refusal(with_part(SOUND, SHEET, text.encode(encoding)))


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(b'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>', id="row without a reference"),
        pytest.param(b'<row><c r="xfd1048576"><v>1</v></c></row>', id="small letters"),
        pytest.param(b'<row><c x=">" r="XFD1048576"><v>1</v></c></row>', id="end of tag in a value"),
    ],
)
def test_refused_far_apart_however_written(inside: bytes) -> None:
    assert "範囲" in refusal(sheet_of(inside))


def test_cells_without_references_have_their_faults_in_place() -> None:
    sheet = read_upload("a.xlsx", sheet_of(b'<row r="2"><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>')).first

    assert set(sheet.faults) == {(1, 1)} and sheet.rows[1][0] == Decimal(1)


@pytest.mark.parametrize("index", [b"0", b"000000000"])
def test_refused_one_text_in_every_cell(index: bytes) -> None:
    strings = part_of(SOUND, "xl/sharedStrings.xml").replace("名称".encode(), b"x" * 30_000)
    cells = b"<row>" + (b'<c t="s"><v>' + index + b"</v></c>") * 1_000 + b"</row>"

    assert "展開" in refusal(with_part(with_part(SOUND, "xl/sharedStrings.xml", strings), SHEET, HEAD + cells + TAIL))


def test_refused_sheets_that_share_a_part() -> None:
    book = part_of(SOUND, "xl/workbook.xml").replace(b"<sheets>", b'<sheets><sheet name="2" sheetId="2" r:id="rId1"/>')

    assert "壊れている" in refusal(with_part(SOUND, "xl/workbook.xml", book))


def test_refused_parts_of_one_name() -> None:
    assert "ではありません" in refusal(with_part(SOUND, SHEET.upper(), part_of(SOUND, SHEET)))


def after_cells(xml: bytes) -> bytes:
    return with_part(SOUND, SHEET, part_of(SOUND, SHEET).replace(b"</sheetData>", b"</sheetData>" + xml))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook([[1] * 50] * 1_100), id="cells"),
        pytest.param(after_cells(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), id="merged"),
        pytest.param(after_cells(b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'), id="links"),
        pytest.param(after_cells(b"<hyperlinks><hyperlink ref='A:XFD'/></hyperlinks>"), id="link of no telling how many"),
        pytest.param(with_part(SOUND, STYLES, part_of(SOUND, STYLES).replace(b"<font>", b"<font/>" * 10_000 + b"<font>", 1)), id="styles"),
        pytest.param(b"1,2,3,4,5,6,7,8,9,10\n" * 10_001, id="CSV"),
    ],
)
def test_mark_refuses_what_takes_long(content: bytes) -> None:
    assert read_upload("", content).first.rows
    began = time.process_time()

    with pytest.raises(UploadError, match="内容が多すぎる"):
        mark_cells(content, {(0, 0): "誤り"})
    assert time.process_time() - began < CPU_SECONDS


def test_mark_refuses_too_many_errors() -> None:
    places = [(row, 0) for row in range(uploads.MAX_MARKS + 1)]

    assert mark_cells(SOUND, dict.fromkeys(places[1:], "誤り"))
    with pytest.raises(UploadError, match="1000件を超える"):
        mark_cells(SOUND, dict.fromkeys(places, "誤り"))


FRAGMENTS = st.sampled_from(
    (
        b"<c",
        b"<c ",
        b"<c>",
        b"<c/>",
        b"</c>",
        b"<row>",
        b"</row>",
        b"<v>",
        b"</v>",
        b"<f",
        b"<x:c r='A1'>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b">",
        b"/>",
        b'"',
        b"'",
        b" r='",
        b"&",
        b"&#1",
        b"<?",
        b"?>",
        b"x",
        b" ",
        b"]]",
    )
)
REPETITION = st.lists(st.tuples(st.lists(FRAGMENTS, min_size=1, max_size=4).map(b"".join), st.integers(1, 30_000)), min_size=1, max_size=3)


@settings(deadline=None)
@given(REPETITION)
def test_repetition_is_read_or_refused_at_once(pieces: list[tuple[bytes, int]]) -> None:
    content = sheet_of(b"".join(piece * times for piece, times in pieces))
    began = time.process_time()
    try:
        read_upload("a.xlsx", content)
    except UploadError as refused:
        assert str(refused)
    assert time.process_time() - began < CPU_SECONDS
