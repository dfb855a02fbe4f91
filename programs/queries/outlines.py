"""Reads: the lists that a paper prints about a programme."""

from dataclasses import dataclass

from ledger.queries import Known
from programs.models import ProgramOutline
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class Outline:
    """A list under its heading. open_word: など or 等 behind the last item of a list that goes on."""

    program: str
    section: str
    heading: str
    lines: tuple[str, ...]
    open_word: str


@dataclass(frozen=True)
class OutlineFigures:
    known: Known
    outlines: tuple[Outline, ...]

    def of(self, program: str, section: str) -> tuple[Outline, ...]:
        return tuple(outline for outline in self.outlines if (outline.program, outline.section) == (program, section))


def outline_figures(known: Known) -> OutlineFigures:
    """Return every list, by programme in printed order. One query."""
    rows = (
        ProgramOutline.objects.filter(stated_by(known.on))
        .order_by("program__code", "order")
        .values_list("program__code", "section", "heading", "lines", "open_word")
    )
    outlines = (Outline(program, section, heading, tuple(lines.splitlines()), word) for program, section, heading, lines, word in rows)
    return OutlineFigures(known=known, outlines=tuple(outlines))
