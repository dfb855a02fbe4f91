"""From a document to a file: one place that knows which renderer makes which format and layout, and records each file that leaves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from audit.actions import record_export
from audit.snapshots import target_of
from iconm.lib.document import Document
from iconm.lib.figure import Figure
from reporting.choices import Format, Layout
from reporting.models import ReportTemplate
from reporting.renderers import csv_text, json_text, xlsx

REPORT_EXPORTED = "reporting.report.exported"
FIGURES_EXPORTED = "reporting.figures.exported"
CHART_EXPORTED = "reporting.chart.exported"


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


def send_report(document: Document, template: ReportTemplate, *, file_format: Format, layout: Layout, by: User | None) -> File:
    """Return the document as a file for somebody to take away, and record that. by: None for the command line."""
    file = export(document, file_format=file_format, layout=layout)
    asked = {"format": file_format.value, "layout": layout.value, "on": document.on}
    record_export(action=REPORT_EXPORTED, by=by, content=file.content, target=target_of(template), **asked)
    return file


def send_chart(document: Document, *, page: str, file_format: Format, layout: Layout, by: User) -> File:
    """Return the figures of one chart, a document of its own, for somebody to take away, and record that. page: its address."""
    file = export(document, file_format=file_format, layout=layout)
    asked: dict[str, Any] = {"format": file_format.value, "layout": layout.value, "on": document.on, "page": page}
    record_export(action=CHART_EXPORTED, by=by, content=file.content, **asked)
    return file


def send_figures(figures: Iterable[Figure], *, on: date, by: User | None) -> File:
    """Return all the figures in the open-data layout for somebody to take away, and record that. by: None for the command line."""
    content = csv_text.open_data(figures)
    record_export(action=FIGURES_EXPORTED, by=by, content=content, format=Format.CSV.value, layout=Layout.OPEN.value, on=on)
    return File(f"figures_{on:%Y%m%d}.csv", CONTENT_TYPES[Format.CSV], content)
