"""The lists of the 2013 paper, read back against the transcription."""

from datetime import date

import pytest

from iconm.lib.table import TableInputError
from ledger.queries import Known
from programs.queries.outlines import OutlineFigures, outline_figures
from programs.tables.outlines import outline
from tests.programs.transcripts import printed

pytestmark = pytest.mark.usefixtures("loaded")
PAPER = date(2013, 2, 13)


def outlines(on: date) -> OutlineFigures:
    return outline_figures(Known(on=on, figures=()))


# What the drawing says besides, which the transcription has as one heading and two lists.
DRAWN = {
    "産学官による国際科学イノベーション拠点": [
        "製造業のものづくり力＋アカデミアのナノ医療技術基盤の融合",
        "ものづくり力との連携によるナノ医療イノベーションの実現",
    ],
    "医療産業イノベーション機構": ["医療経済性評価、ビジネスモデル構築"],
    "国衛研": ["審査基準策定"],
    "産業分野": ["工学精密", "材料", "機械", "化学", "情報"],
}
TOGETHER = "大学＋企業＋自治体等"


def test_lists_of_section_5_are_those_of_the_paper(django_assert_num_queries) -> None:
    expected: dict[str, list[str]] = {}
    for kind, group, text in printed("2013-5-projects", "kind", "group", "text"):
        if kind != "project":
            expected.setdefault(group, []).append(text)
    expected["連携推進体制"].insert(0, TOGETHER)

    with django_assert_num_queries(1):
        figures = outlines(PAPER)

    entries = outline(figures, program="monozukuri-2013", section="5").entries
    assert {entry.text: [line.text for line in entry.entries] for entry in entries} == expected | DRAWN


def test_an_open_list_says_so() -> None:
    (industry, lise, *_rest) = outline(outlines(PAPER), program="monozukuri-2013", section="7").entries

    assert [entry.entries[-1].text for entry in (industry, lise)] == ["機械メーカーなど", "SRL等"]


def test_section_7_names_every_place_and_its_partners() -> None:
    entries = outline(outlines(PAPER), program="monozukuri-2013", section="7").entries

    shown = {entry.text: "、".join(line.text for line in entry.entries) for entry in entries}
    for group, name, detail, _open in printed("2013-7-resources"):
        if detail:
            assert shown[name] == detail.strip("（）")
        else:
            assert name in "、".join((*shown, *shown.values())), group


def test_nothing_before_the_paper() -> None:
    with pytest.raises(TableInputError, match="monozukuri-2013"):
        outline(outlines(date(2013, 2, 12)), program="monozukuri-2013", section="5")
