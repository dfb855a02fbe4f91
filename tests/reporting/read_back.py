"""Whole papers read back from each format as the pieces a reader sees apart: cells, lines, paragraphs."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

from django.test import Client
from lxml import html
from openpyxl import load_workbook

from iconm.lib.document import Document, from_json
from reporting import documents, exports, figures
from reporting.choices import Format, Layout
from reporting.renderers import csv_text
from tests.reporting import grids

ON = {
    "proposal-2013": date(2013, 2, 13),
    "committee-2022": date(2022, 1, 27),
    "campus-2025": date(2025, 6, 24),
    "committee-2026": date(2026, 2, 10),
}
_BLOCKS = ("td", "th", "li", "p", "h1", "h2", "h3", "h4", "caption", "dt", "dd", "div", "section")
_SHORT = 4
# A word ends where the script changes.
_SCRIPTS = (r"\d,.", "A-Za-z", "一-龯", "ァ-ヶー")
_NUMBER = f"[{_SCRIPTS[0]}]"


def plain(text: str) -> str:
    """Return the text without what two formats may do differently: widths, blanks, line ends, underlines."""
    return "".join(unicodedata.normalize("NFKC", text).replace("<u>", "").replace("</u>", "").split())


def stands(text: str, pieces: str) -> bool:
    """Tell whether the text stands in one of the pieces: a number never within a longer one, a short name never within a longer word."""
    wanted = plain(text)
    before, after = (next((f"[{kind}]" for kind in _SCRIPTS if re.match(f"[{kind}]", sign)), "(?!)") for sign in (wanted[0], wanted[-1]))
    if len(wanted) >= _SHORT or wanted[0].isdigit():
        before, after = (kind if kind == _NUMBER else "(?!)" for kind in (before, after))
    return re.search(f"(?<!{before}){re.escape(wanted)}(?:(?=等|他)|(?!{after}))", pieces) is not None


@cache
def build(report: str) -> Document:
    """Return the paper as drawn up on its own day. Tests that use it clear the cache first: another database may have other rows."""
    template = documents.find_template(report)
    assert template
    return documents.build(template, figures.load(on=ON[report]))


def pieces(report: str, client: Client) -> dict[str, str]:
    """Return format to the pieces of the paper, a line each; a piece of several lines stands there as a whole and by its lines."""
    found = {"html": as_html(client, report)} | {form.value: as_file(report, form) for form in Format}
    return {form: "\n".join(filter(None, map(plain, _with_lines(texts)))) for form, texts in found.items()}


def _with_lines(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from dict.fromkeys([text, *text.splitlines()])


def page(client: Client, report: str) -> bytes:
    return client.get(f"/reports/{report}/?on={ON[report]}").content


def as_html(client: Client, report: str) -> list[str]:
    whole = html.fromstring(page(client, report).decode())
    (title,), (paper,) = whole.xpath("//h1"), whole.find_class("document__paper")
    below = title.getnext().text_content()  # occasion, body and day, which a page writes with the western year too
    return [title.text_content(), re.sub(r"\(\d{4}\)", "", below), *_blocks(paper)]


def as_file(report: str, file_format: Format) -> list[str]:
    content = export(report, file_format)
    if file_format == Format.XLSX:
        return [grids.shown(cell) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    if file_format == Format.JSON:
        assert from_json(content) == build(report)
        content = csv_text.committee(from_json(content))
    return [cell for row in csv_rows(content) for cell in row]


def export(report: str, file_format: Format) -> bytes:
    return exports.export(build(report), file_format=file_format, layout=Layout.COMMITTEE).content


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def table(report: str, title: str, form: str, client: Client) -> grids.Grid:
    """Return a table of the paper, every covered cell holding the text that covers it."""
    if form == "html":
        return grids.filled(grids.from_html(page(client, report), title))
    (built,) = [table for table in build(report).tables() if table.title == title]
    if form == Format.XLSX:
        return grids.filled(grids.from_xlsx(export(report, Format.XLSX), title, height=built.height))
    rows = csv_rows(export(report, Format.CSV) if form == Format.CSV else csv_text.committee(from_json(export(report, Format.JSON))))
    first = rows.index([head.text for head in built.head[0] for _ in range(head.colspan)])
    return rows[first : first + built.height]


def _blocks(paper: html.HtmlElement) -> Iterator[str]:
    """Yield what each block holds itself, without the blocks within it and without what only a screen reader hears."""
    texts: dict[html.HtmlElement, list[str]] = {}
    for node in paper.iter():
        if isinstance(node.tag, str) and not _is_hidden(node):
            texts.setdefault(_block_of(node), []).append(node.text or "")
        if node is not paper and not _is_hidden(node.getparent()):
            texts.setdefault(_block_of(node.getparent()), []).append(node.tail or "")
    yield from ("".join(parts) for parts in texts.values())


def _block_of(node: html.HtmlElement) -> html.HtmlElement:
    return next((element for element in (node, *node.iterancestors()) if element.tag in _BLOCKS), node.getroottree().getroot())


def _is_hidden(node: html.HtmlElement) -> bool:
    return any("visually-hidden" in (element.get("class") or "") for element in (node, *node.iterancestors()))
