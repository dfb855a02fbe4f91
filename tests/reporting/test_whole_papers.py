"""Each paper, in each format, read back: every figure and every name of every list that tests/papers has of it.

Tables whose layout the papers fix are compared cell by cell in test_against_papers.py and by their apps' tests; here nothing may lack.
"""

import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from iconm.lib.document import Document, from_json
from reporting import documents, exports, figures
from reporting.choices import Format, Layout
from reporting.renderers import csv_text
from tests.reporting import grids

pytestmark = pytest.mark.usefixtures("loaded")

ON = {
    "proposal-2013": date(2013, 2, 13),
    "committee-2022": date(2022, 1, 27),
    "campus-2025": date(2025, 6, 24),
    "committee-2026": date(2026, 2, 10),
}
# transcription, paper, the columns whose texts have to be found; "+" joins a number and its unit, as the paper prints them.
LISTS = [
    ("2013-2-scheme", "proposal-2013", ("label", "text")),
    ("2013-2-schedule", "proposal-2013", ("text",)),
    ("2013-3-proposers", "proposal-2013", ("name",)),
    ("2013-4-facility", "proposal-2013", ("label", "value_printed")),
    ("2013-5-projects", "proposal-2013", ("group", "text")),
    ("2013-6-flows", "proposal-2013", ("what",)),
    ("2013-6-parties", "proposal-2013", ("name",)),
    ("2013-7-resources", "proposal-2013", ("name",)),
    ("2013-9-schedule", "proposal-2013", ("text",)),
    ("2022-2-1-city", "committee-2022", ("name",)),
    ("2022-2-2-results", "committee-2022", ("goal", "result")),
    ("2022-3-measures", "committee-2022", ("goal", "measure")),
    ("2022-8-3-initiatives", "committee-2022", ("item", "content")),
    ("2022-8-4-bodies", "committee-2022", ("body", "host", "text")),
    ("2025-programmes", "campus-2025", ("number", "name", "organization")),
    ("2025-lines", "campus-2025", ("value_printed",)),
    ("2025-parties", "campus-2025", ("name", "short_printed")),
    ("2025-facts", "campus-2025", ("value_printed",)),
    ("2013-facts", "proposal-2013", ("value_printed",)),
    ("2022-facts", "committee-2022", ("value_printed",)),
    ("2022-6-1-land", "committee-2022", ("value_printed",)),
    ("2022-6-2-contribution", "committee-2022", ("value_printed",)),
    ("2026-facts", "committee-2026", ("value_printed",)),
    ("2026-7-evaluation", "committee-2026", ("value_printed",)),
    ("2026-8-contribution", "committee-2026", ("value_printed", "period")),
    ("2026-1-2-history", "committee-2026", ("date_printed",)),
    ("2026-1-3-support", "committee-2026", ("name", "period", "amount_printed")),
    ("2026-1-4-businesses", "committee-2026", ("business", "name")),
    ("2026-3-1-ventures", "committee-2026", ("name", "founded_printed", "technology", "merged_into")),
    ("2026-3-2-themes", "committee-2026", ("name", "target")),
    ("2026-3-2-participants", "committee-2026", ("name",)),
    ("2026-4-1-research-funding", "committee-2026", ("label", "value+unit")),
    ("2026-4-2-outreach", "committee-2026", ("label", "value+unit")),
    ("2026-4-3-consortium", "committee-2026", ("label", "value+unit")),
    ("2026-4-4-lists", "committee-2026", ("name", "grade", "content")),
    ("2026-9-3-initiatives", "committee-2026", ("item", "content")),
    ("2026-9-4-bodies", "committee-2026", ("body", "host", "text")),
]
# Texts of the transcriptions that no list of the paper holds, with the reason.
PASSED_OVER = {
    "取組報告": "a word on an arrow of a lost drawing",
    "検証・改善": "a word on an arrow of a lost drawing",
    "令和6年11月": "R6.11 in words",
    "iCONMの活動が市財産条例に定める無償貸付の規定に適合しないと市が判断した場合": "a condition, in our own words",
    "毎年度実施するiCONM運営に関する効果検証": "a condition, in our own words",
    "7年間の産学連携による研究成果": "narrative, which is ours",
    "iCONMの当該年度の研究間接費収入": "narrative, which is ours",
    "「総合計画第3期実施計画」期間中": "narrative, which is ours",
    "「総合計画第3期実施」期間終了時": "a slip of the paper for 第3期実施計画",
    "必要と市が判断する人件費相当額として一定額": "narrative, which is ours",
    "業界関係者や市民への広報活動等": "narrative, which is ours",
    "「総合計画第3期実施計画」期間終了時": "narrative of 2022; the promise itself is compared by programs",
    "研究事業の進捗状況や成果の創出状況、センターの運営に係る財務状況等": "narrative, which is ours",
    "「研究支援事業」の必要性を確認した": "narrative, which is ours",
    "R4年度～R13年度": "the generated term reads 令和4年度～令和13年度",
    "上記高校生プログラムで実施した内容について、高校生が発表およびディスカッションを実施。": "narrative, which is ours",
}


def plain(text: str) -> str:
    """Return the text without what two formats may do differently: widths, blanks, line ends, underlines."""
    return "".join(unicodedata.normalize("NFKC", text).replace("<u>", "").replace("</u>", "").split())


def expected(transcription: str, columns: tuple[str, ...]) -> Iterator[str]:
    head, *rows = grids.paper(transcription)
    for row in rows:
        if row[0] == "photo":
            continue  # the captions of lost photographs
        cells = dict(zip(head, row, strict=True))
        texts = ("".join(cells[name] for name in column.split("+")) for column in columns)
        yield from (text for text in texts if text and text not in PASSED_OVER)


@cache
def build(report: str) -> Document:
    template = documents.find_template(report)
    assert template
    return documents.build(template, figures.load(on=ON[report]))


def as_html(client: Client, report: str) -> str:
    page = html.fromstring(client.get(f"/reports/{report}/?on={ON[report]}").content.decode())
    (paper,) = page.find_class("document__paper")
    return paper.text_content()


def as_text(report: str, file_format: Format) -> str:
    content = exports.export(build(report), file_format=file_format, layout=Layout.COMMITTEE).content
    if file_format == Format.XLSX:
        return "\n".join(grids.shown(cell) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row)
    if file_format == Format.JSON:
        assert from_json(content) == build(report)
        content = csv_text.committee(from_json(content))
    return content.decode("utf-8-sig")


@pytest.fixture
def texts(client: Client, world) -> dict[str, dict[str, str]]:
    client.force_login(world.manager)
    return {
        report: {"html": plain(as_html(client, report))} | {form.value: plain(as_text(report, form)) for form in Format} for report in ON
    }


def test_every_printed_figure_and_name_stands_in_every_format(texts: dict[str, dict[str, str]]) -> None:
    build.cache_clear()
    missing = [
        (transcription, form, text)
        for transcription, report, columns in LISTS
        for text in expected(transcription, columns)
        for form, whole in texts[report].items()
        if plain(text) not in whole
    ]

    assert not missing


def test_every_transcription_is_compared() -> None:
    """A transcription nobody compares proves nothing. What is not in LISTS is compared by the tests of the app that owns it."""
    by_apps = {path.stem for path in grids.PAPERS.glob("*.csv")} - {name for name, *_rest in LISTS}

    sources = "".join(path.read_text(encoding="utf-8") for path in grids.PAPERS.parent.rglob("test_*.py"))
    assert [name for name in sorted(by_apps) if f'"{name}"' not in sources] == []
