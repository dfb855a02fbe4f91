"""The transcriptions of tests/papers and the tables of this app, in one notation."""

from iconm.lib.present import cell_text
from iconm.lib.table import Table
from tests.reporting.grids import paper

# Papers of 2013 and 2025 print letters, digits and the stroke of a rate in full width, which the portal prints in half.
_WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0F)))
_HALF_WIDTH = str.maketrans(_WIDE, "".join(chr(ord(wide) - 0xFEE0) for wide in _WIDE))


def printed(name: str, *columns: str) -> list[list[str]]:
    """Return these columns of a transcription, or all of them."""
    head, *body = paper(name)
    return [[row[head.index(column)].translate(_HALF_WIDTH) for column in columns or head] for row in body]


def rows(table: Table) -> list[list[str]]:
    """Return the row heads and cells of the body as text; a head that reaches down stands in its first row only."""
    return [[*(head.text for head in row.heads), *(cell_text(cell) for cell in row.cells)] for row in table.rows]
