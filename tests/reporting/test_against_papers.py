"""Every cell of the tables, in every format, against the transcription of the papers."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from reporting import documents, exports, figures
from reporting.choices import Format, Layout
from tests.reporting import grids

pytestmark = pytest.mark.usefixtures("loaded")

ON = date(2026, 2, 10)
# transcription, paper, title of the table
TABLES = [
    pytest.param("2026-6-2-kpi", "committee-2026", "6(2) 成果指標（KPI）", id="2026 6(2)"),
    pytest.param("2026-9-2-kpi", "committee-2026", "9(2) 成果指標（KPI）", id="2026 9(2)"),
    pytest.param("2026-5-statement", "committee-2026", "5 iCONMの収支（R4～R7）", id="2026 5"),
    pytest.param("2022-8-2-kpi", "committee-2022", "8(2) 成果指標（KPI）", id="2022 8(2)"),
]


def exported(name: str, file_format: Format, layout: Layout = Layout.COMMITTEE) -> bytes:
    template = documents.find_template(name)
    assert template
    return exports.export(documents.build(template, figures.load(on=ON)), file_format=file_format, layout=layout).content


@pytest.mark.parametrize(("transcription", "report", "title"), TABLES)
def test_page_shows_the_printed_table(client: Client, world, transcription: str, report: str, title: str) -> None:
    client.force_login(world.manager)

    page = client.get(f"/reports/{report}/?on={ON}").content

    assert grids.from_html(page, title) == grids.paper(transcription)


@pytest.mark.parametrize(("transcription", "report", "title"), TABLES)
def test_workbook_shows_the_printed_table(transcription: str, report: str, title: str) -> None:
    printed = grids.paper(transcription)

    assert grids.from_xlsx(exported(report, Format.XLSX), title, height=len(printed)) == printed


@pytest.mark.parametrize(("transcription", "report", "title"), TABLES)
def test_second_reader_finds_the_same_numbers(transcription: str, report: str, title: str) -> None:
    """calamine shares no code with the writer or with openpyxl: every figure is a number in the file, not a text that looks like one."""
    printed = grids.filled(grids.without_underlines(grids.paper(transcription)))
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(exported(report, Format.XLSX))).get_sheet_by_name(title).to_python(skip_empty_area=False)
    )

    body = sheet[2 : 2 + len(printed)]
    numbers = [[value for value in row if isinstance(value, float)] for row in body]
    expected = [[float(digits) for text in row if (digits := _leading_number(text))] for row in printed]
    assert numbers == expected


def _leading_number(text: str) -> str:
    """Return the number a printed figure begins with; nothing for a head such as R7(2025) or 令和7年度."""
    number = text.split("千円", maxsplit=1)[0].rstrip("件社%").replace(",", "")
    return number if number.isdecimal() else ""


@pytest.mark.parametrize(("transcription", "report", "title"), TABLES)
def test_committee_csv_holds_the_printed_table(transcription: str, report: str, title: str) -> None:
    printed = grids.filled(grids.without_underlines(grids.paper(transcription)))
    content = exported(report, Format.CSV)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert printed in [lines[start : start + len(printed)] for start in range(len(lines))]


def test_footnote_stands_under_the_table(client: Client, world) -> None:
    (_, (mark, text)) = grids.paper("2026-9-2-notes")
    client.force_login(world.manager)

    assert f"{mark} {text}" in client.get(f"/reports/committee-2026/?on={ON}").content.decode()
    assert f"{mark}{text}" in exported("committee-2026", Format.CSV).decode()


def test_unit_is_stated_once_over_the_statement() -> None:
    text = exported("committee-2026", Format.CSV).decode("utf-8-sig")
    statement = text[text.index("5 iCONMの収支") : text.index("6 研究支援事業の評価検証")]

    assert statement.count("千円") == 1
    assert "端数処理のため、合計が一致しない場合がある。" in statement


@pytest.mark.parametrize(
    ("section", "report", "title"),
    [
        ("2026-6-1", "committee-2026", "6(1) 直接目標（KGI）"),
        ("2026-9-1", "committee-2026", "9(1) 直接目標（KGI）"),
        ("2022-8-1", "committee-2022", "8(1) 直接目標（KGI）"),
    ],
)
def test_goals_stand_under_their_target_years(section: str, report: str, title: str) -> None:
    printed = [[year, text] for place, year, text in grids.paper("kgi") if place == section]

    grid = grids.filled(grids.from_xlsx(exported(report, Format.XLSX), title, height=len(printed) + 1))

    assert grid == [["目標年度", "直接目標（KGI）"], *printed]


def test_research_funding_has_every_printed_figure() -> None:
    columns = ("計", "R4", "R5", "R6", "R7")
    printed = {(label, period): f"{value}{unit}" for label, period, value, unit in grids.paper("2026-4-1-research-funding")[1:]}
    grid = grids.from_xlsx(exported("committee-2026", Format.XLSX), "4(1) 研究費獲得", height=7)

    assert grid[0] == ["区分", "計", "R4(2022)", "R5(2023)", "R6(2024)", "R7(2025)(R7.12末時点)"]
    shown = {}
    for head, *cells in grid[1:]:
        label = head.split(" ", 1)[1].split(" (H25.10採択)")[0].split(" (R4.10採択)")[0]
        shown |= {(label, column): text for column, text in zip(columns, cells, strict=True) if text}
    ceiling = ("共創の場形成支援プログラム (COI-NEXT)", "R4～R13")
    assert shown == {key: text for key, text in printed.items() if key != ceiling}
    assert f"{ceiling[0]}：令和4年度～令和13年度 {printed[ceiling]}" in exported("committee-2026", Format.CSV).decode()
