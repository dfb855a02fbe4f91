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


def test_lists_of_section_5_are_those_of_the_paper(django_assert_num_queries) -> None:
    expected: dict[str, list[str]] = {}
    for kind, group, text in printed("2013-5-projects", "kind", "group", "text"):
        if kind != "project":
            expected.setdefault(group, []).append(text)

    with django_assert_num_queries(1):
        figures = outlines(PAPER)

    entries = outline(figures, program="monozukuri-2013", section="5").entries
    assert {entry.text: [line.text for line in entry.entries] for entry in entries} == expected


def test_an_open_list_says_so() -> None:
    (industry, *_rest) = outline(outlines(PAPER), program="monozukuri-2013", section="7").entries

    assert industry.entries[-1].text == "機械メーカー など"


def test_nothing_before_the_paper() -> None:
    with pytest.raises(TableInputError, match="monozukuri-2013"):
        outline(outlines(date(2013, 2, 12)), program="monozukuri-2013", section="5")
