"""A paper drawn up for its own day tells nothing that only a later paper said."""

from collections.abc import Iterator

import pytest

from iconm.lib.document import Document, Entry, Listing
from iconm.lib.table import Table
from ledger.models import SourceDocument
from tests.reporting import read_back

pytestmark = pytest.mark.usefixtures("loaded")

# Words the papers of that day did not have yet; 2025 is about the whole campus and does not name iCONM in its tables.
LATER_WORDS = {
    "proposal-2013": ["iCONM", "COINS", "COI", "CHANGE", "ケアデザイン", "令和", "R4"],
    "committee-2022": ["COI-NEXT", "共創の場", "CHANGE", "コンソーシアム", "ケアさき", "覚書", "R8", "令和8", "総合計画第4期"],
    "campus-2025": ["iCONM", "コンソーシアム", "CHANGE", "R8", "令和8年", "(R7.12"],
}


@pytest.fixture(autouse=True)
def fresh() -> None:
    read_back.build.cache_clear()


def texts(document: Document) -> Iterator[str]:
    """Yield what stands in tables and listings; paragraphs are written for the paper they stand in."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (slot.content.text for slot in block.slots())
            yield from (note.text for note in block.notes)
        elif isinstance(block, Listing):
            yield from _lines(block.entries)


def _lines(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        yield entry.text
        yield from _lines(entry.entries)


@pytest.mark.parametrize("report", ["proposal-2013", "committee-2022", "committee-2026"])  # those of 2025 stand in sentences
def test_no_figure_stems_from_a_later_paper(report: str) -> None:
    dated = {paper.citation: paper.dated_on for paper in SourceDocument.objects.all()}

    figures = list(read_back.build(report).figures())

    assert figures
    assert [figure for figure in figures if dated[figure.document] > read_back.ON[report]] == []


@pytest.mark.parametrize("report", LATER_WORDS)
def test_no_cell_and_no_line_has_words_of_a_later_paper(report: str) -> None:
    shown = list(texts(read_back.build(report)))

    assert shown
    assert [(word, text) for text in shown for word in LATER_WORDS[report] if word in text] == []


def test_the_last_paper_has_the_words_the_others_lack() -> None:
    """Else a word misspelt above would prove nothing."""
    shown = "\n".join(texts(read_back.build("committee-2026")))

    words = {word for words in LATER_WORDS.values() for word in words} - {"R8", "令和8", "令和8年", "令和", "COINS", "(R7.12"}
    assert [word for word in sorted(words) if word not in shown] == []
