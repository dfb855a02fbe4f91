"""Document and figures to JSON, UTF-8."""

from collections.abc import Iterable

import msgspec

from iconm.lib.document import Document, to_json
from iconm.lib.figure import OPEN_COLUMNS, Figure


def committee(document: Document) -> bytes:
    """Return the document itself in its exchange form (docs/document.schema.json)."""
    return to_json(document)


def open_data(figures: Iterable[Figure]) -> bytes:
    """Return an array of records with the columns of the open-data layout, all values as text, as in the CSV."""
    return msgspec.json.encode([dict(zip(OPEN_COLUMNS, figure.open_row(), strict=True)) for figure in figures])
