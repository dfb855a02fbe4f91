"""Each paper, in each format, read back: every figure and every name of every list that tests/papers has of it.

Tables whose layout the papers fix are compared cell by cell in test_against_papers.py and by their apps' tests; here nothing may lack.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.test import Client

from reporting.choices import Format
from tests.reporting import grids, read_back

pytestmark = pytest.mark.usefixtures("loaded")

FORMS = ["html", *Format.values]
# transcription, title of its table, column of the labels, first column of figures
YEARLY = [
    ("2026-4-1-research-funding", "4(1) 研究費獲得", 0, 1),
    ("2026-4-2-outreach", "4(2)～(4) 年度別実績", 1, 3),
]
CEILING = "R4～R13"  # of the programme over all its years, a note under the table (test_against_papers.py)
BESIDE_THE_NAME = re.compile(r"^（?[ア-ン]）? | \([HR][\d.]+採択\)$")
# transcription, paper, the columns whose texts have to be found; "+" joins a number and its unit, as the paper prints them.
LISTS = [
    ("2013-2-scheme", "proposal-2013", ("label", "text")),
    ("2013-2-schedule", "proposal-2013", ("date_printed", "text")),
    ("2013-3-proposers", "proposal-2013", ("name",)),
    ("2013-4-facility", "proposal-2013", ("label", "value_printed")),
    ("2013-5-projects", "proposal-2013", ("group", "text")),
    ("2013-6-flows", "proposal-2013", ("what",)),
    ("2013-6-parties", "proposal-2013", ("name",)),
    ("2013-7-resources", "proposal-2013", ("name",)),
    ("2013-9-schedule", "proposal-2013", ("date_printed", "text")),
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
    ("2026-4-3-consortium", "committee-2026", ("label", "value+unit")),
    ("2026-4-4-lists", "committee-2026", ("name", "grade", "content")),
    ("2026-9-3-initiatives", "committee-2026", ("item", "content")),
    ("2026-9-4-bodies", "committee-2026", ("body", "host", "text")),
]
# Texts of the transcriptions that no list of the paper holds, with the reason.
PASSED_OVER = {
    "2022-6-1-land": {
        "7年間の産学連携による研究成果": "narrative, which is ours",
        "毎年度実施するiCONM運営に関する効果検証": "a condition, in our own words",
        "iCONMの活動が市財産条例に定める無償貸付の規定に適合しないと市が判断した場合": "a condition, in our own words",
    },
    "2022-6-2-contribution": {
        "iCONMの当該年度の研究間接費収入": "narrative, which is ours",
        "「総合計画第3期実施計画」期間中": "narrative, which is ours",
        "必要と市が判断する人件費相当額として一定額": "narrative, which is ours",
        "業界関係者や市民への広報活動等": "narrative, which is ours",
        "「総合計画第3期実施計画」期間終了時": "narrative of 2022; the promise itself is compared by programs",
        "研究事業の進捗状況や成果の創出状況、センターの運営に係る財務状況等": "narrative, which is ours",
    },
    "2026-facts": {
        "「総合計画第3期実施」期間終了時": "a slip of the paper for 第3期実施計画",
        "R4年度～R13年度": "the generated term reads 令和4年度～令和13年度",
    },
    "2026-7-evaluation": {
        "「研究支援事業」の必要性を確認した": "narrative, which is ours",
    },
    "2026-4-3-consortium": {
        "令和6年11月": "R6.11 in words",
    },
    "2026-4-4-lists": {
        "上記高校生プログラムで実施した内容について、高校生が発表およびディスカッションを実施。": "narrative, which is ours",
    },
}


def printed(transcription: str, columns: tuple[str, ...]) -> Iterator[str]:
    head, *rows = grids.paper(transcription)
    for row in rows:
        if row[0] == "photo":
            continue  # the captions of lost photographs
        cells = dict(zip(head, row, strict=True))
        texts = ("".join(cells[name] for name in column.split("+")) for column in columns)
        yield from (text for text in texts if text)


@pytest.fixture
def pieces(client: Client, world) -> dict[str, dict[str, str]]:
    read_back.build.cache_clear()
    client.force_login(world.manager)
    return {report: read_back.pieces(report, client) for report in read_back.ON}


def test_every_printed_figure_and_name_stands_in_every_format(pieces: dict[str, dict[str, str]]) -> None:
    missing = [
        (transcription, form, text)
        for transcription, report, columns in LISTS
        for text in printed(transcription, columns)
        if text not in PASSED_OVER.get(transcription, {})
        for form, whole in pieces[report].items()
        if not read_back.stands(text, whole)
    ]

    assert not missing


def test_nothing_is_passed_over_that_is_there(pieces: dict[str, dict[str, str]]) -> None:
    """Each text passed over is one of its transcription and lacks in some format."""
    lacking = defaultdict(set)
    for transcription, report, columns in LISTS:
        for text in printed(transcription, columns):
            if not all(read_back.stands(text, whole) for whole in pieces[report].values()):
                lacking[transcription].add(text)

    assert {
        transcription: set(texts) - lacking[transcription]
        for transcription, texts in PASSED_OVER.items()
        if set(texts) - lacking[transcription]
    } == {}


def yearly_lines(transcription: str) -> dict[str, dict[str, list[str]]]:
    """Return label to period to the printed numbers, counts before people."""
    head, *rows = grids.paper(transcription)
    lines: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        if cells["period"] != CEILING:
            lines.setdefault(cells["label"], {}).setdefault(cells["period"], []).append(cells["value"] + cells["unit"])
    return lines


def in_columns(transcription: str) -> dict[str, list[list[str]]]:
    """Return label to its rows of total and years: one row for counts, one for people."""
    columns = ("計", "R4", "R5", "R6", "R7")
    found = {}
    for label, numbers in yearly_lines(transcription).items():
        by_year = {period.split(".")[0]: texts for period, texts in numbers.items()}
        measures = len(next(iter(by_year.values())))
        found[label] = [[by_year.get(column, [""] * measures)[place] for column in columns] for place in range(measures)]
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("transcription", "title", "label", "first"), YEARLY)
def test_yearly_figures_stand_under_their_year_in_every_format(
    client: Client, world, form: str, transcription: str, title: str, label: int, first: int
) -> None:
    read_back.build.cache_clear()
    client.force_login(world.manager)

    (_region, *heads), *rows = read_back.table("committee-2026", title, form, client)

    shown: dict[str, list[list[str]]] = {}
    for row in rows:
        shown.setdefault(BESIDE_THE_NAME.sub("", row[label]), []).append(row[first:])
    assert [head.split("(")[0] for head in heads[first - 1 :]] == ["計", "R4", "R5", "R6", "R7"]
    assert shown == in_columns(transcription)


def sentences(transcription: str) -> Iterator[str]:
    """Yield 計51件（R4 13件, R5 12件, R6 15件, R7.12 11件） for each label, with the periods as printed."""
    for label, numbers in yearly_lines(transcription).items():
        years = ", ".join(f"{period} {' '.join(texts)}" for period, texts in numbers.items() if period != "計")
        total = " ".join(numbers.get("計", ()))
        yield f"{'' if label.startswith('うち') else '計'}{total}（{years}）" if total else years


@pytest.mark.parametrize("transcription", [transcription for transcription, *_rest in YEARLY])
def test_sentences_have_the_periods_of_the_paper(pieces: dict[str, dict[str, str]], transcription: str) -> None:
    missing = [
        (form, sentence)
        for sentence in sentences(transcription)
        for form, whole in pieces["committee-2026"].items()
        if not read_back.stands(sentence, whole)
    ]

    assert not missing


def test_every_transcription_is_compared() -> None:
    """A transcription nobody compares proves nothing. What is not in LISTS is compared by the tests of the app that owns it."""
    by_apps = {path.stem for path in grids.PAPERS.glob("*.csv")} - {name for name, *_rest in (*LISTS, *YEARLY)}

    sources = "".join(path.read_text(encoding="utf-8") for path in grids.PAPERS.parent.rglob("test_*.py"))
    assert [name for name in sorted(by_apps) if f'"{name}"' not in sources] == []
