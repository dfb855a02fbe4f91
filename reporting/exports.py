"""From a document to a file: one place that knows which renderer makes which format and layout."""

from collections.abc import Callable
from dataclasses import dataclass

from iconm.lib.document import Document
from reporting.choices import Format, Layout
from reporting.renderers import csv_text, json_text, xlsx


@dataclass(frozen=True)
class File:
    """A finished export. name: what a browser saves it as."""

    name: str
    content_type: str
    content: bytes


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}
_RENDERERS: dict[tuple[Format, Layout], Callable[[Document], bytes]] = {
    (Format.XLSX, Layout.COMMITTEE): xlsx.committee,
    (Format.XLSX, Layout.OPEN): xlsx.open_data,
    (Format.CSV, Layout.COMMITTEE): csv_text.committee,
    (Format.CSV, Layout.OPEN): lambda document: csv_text.open_data(document.figures()),
    (Format.JSON, Layout.COMMITTEE): json_text.committee,
    (Format.JSON, Layout.OPEN): lambda document: json_text.open_data(document.figures()),
}


def export(document: Document, *, file_format: Format, layout: Layout) -> File:
    """Return the document as a file, named after the paper, its layout and the day its figures are known on."""
    name = f"{document.name}_{layout.value}_{document.on:%Y%m%d}.{file_format.value}"
    return File(name, CONTENT_TYPES[file_format], _RENDERERS[file_format, layout](document))
