"""The sheet 本文: what of a paper is no table, in reading order."""

import io
from datetime import date

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks
from iconm.lib.table import Cell, Head, Note, Row, Table
from reporting.renderers import xlsx

TABLE = Table(
    name="t",
    title="8 負担金",
    head=((Head(text="年度"), Head(text="内容")),),
    rows=(Row(heads=(Head(text="R8"),), cells=(Cell(text="増額"),)),),
)
BLOCKS = (
    Heading(level=1, number="4", text="取組成果"),
    Paragraph(text="=1+1 は式ではない"),
    Listing(entries=(Entry(mark="ア", text="知財", entries=(Entry(mark="（ア）", text="出願"),)),)),
    TABLE,
    Remarks(notes=(Note(mark="※", text="注"),)),
)


def written(*blocks: object) -> list[Worksheet]:
    front = {"subtitle": "所管事務の調査（報告）", "organization": "臨海部国際戦略本部", "dated": date(2026, 2, 10)}
    document = Document(name="paper", title="運営について", on=date(2026, 2, 10), blocks=blocks, **front)  # type: ignore[arg-type]
    return load_workbook(io.BytesIO(xlsx.committee(document))).worksheets


def test_first_sheet_holds_the_text_in_reading_order() -> None:
    text, table = written(*BLOCKS)

    assert text.title == "本文"
    lines = [row[0].value for row in text.iter_rows()]
    assert lines == [
        "運営について",
        "所管事務の調査（報告）　臨海部国際戦略本部　令和8年2月10日",
        "4 取組成果",
        "=1+1 は式ではない",
        "ア 知財",
        "（ア） 出願",
        "［表］8 負担金",
        "※注",
    ]
    assert text["A4"].data_type == "s"
    assert [text[cell].alignment.indent for cell in ("A5", "A6")] == [0, 1]
    assert table.title == "8 負担金"


def test_a_long_paragraph_gets_the_height_of_its_lines() -> None:
    (text,) = written(Paragraph(text="あ" * 48 * 3))

    assert text.row_dimensions[3].height >= 3 * 18


def test_a_paper_of_nothing_still_opens() -> None:
    (text,) = written()

    assert text["A1"].value == "運営について"
