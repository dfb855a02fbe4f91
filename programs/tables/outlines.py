"""Lists that a paper prints about a programme."""

from django.utils.translation import gettext as _

from iconm.lib.document import Entry, Listing
from iconm.lib.table import TableInputError
from programs.queries.outlines import Outline, OutlineFigures


def outline(figures: OutlineFigures, *, program: str, section: str) -> Listing:
    """Return the lists of one section of the paper, each under its heading."""
    found = figures.of(program, section)
    if not found:
        words = {"program": program, "section": section}
        raise TableInputError(_("事業「%(program)s」の「%(section)s」には、概要が登録されていません。") % words)
    return Listing(entries=tuple(_entry(line) for line in found))


def _entry(line: Outline) -> Entry:
    texts = (*line.lines[:-1], line.lines[-1] + line.open_word)
    return Entry(text=line.heading, entries=tuple(Entry(mark="・", text=text) for text in texts))
