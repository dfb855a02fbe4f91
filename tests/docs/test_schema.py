"""docs/document.schema.json is what the code says, and what the papers are."""

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.choices import State
from iconm.lib.document import Document, Entry, Listing, Paragraph, Remarks, from_json, schema, schema_text, to_json
from iconm.lib.table import Cell, Head, Note, Row, Table
from reporting import documents, figures
from tests.docs.markdown import DOCS

SCHEMA = DOCS / "document.schema.json"
REGENERATE = "python -c 'from iconm.lib.document import schema_text; print(schema_text(), end=\"\")' > docs/document.schema.json"


def make_validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def build(name: str, on: date) -> Document:
    template = documents.find_template(name)
    assert template is not None
    return documents.build(template, figures.load(on=on))


def test_published_schema_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), f"regenerate it: {REGENERATE}"


def test_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


PAPERS = [
    ("proposal-2013", date(2013, 2, 13), 7),
    ("committee-2022", date(2022, 1, 27), 11),
    ("campus-2025", date(2025, 6, 24), 5),
    ("committee-2026", date(2026, 2, 10), 22),
]


@pytest.mark.parametrize(("name", "on", "tables"), PAPERS, ids=[name for name, _, _ in PAPERS])
def test_papers_validate_and_come_back_unchanged(loaded: None, name: str, on: date, tables: int) -> None:
    document = build(name, on)
    data = to_json(document)

    make_validator().validate(json.loads(data))
    assert from_json(data) == document
    assert to_json(from_json(data)) == data
    assert to_json(build(name, on)) == data
    assert len(list(document.tables())) == tables
    assert all(table.rows for table in document.tables())


def test_blocks_the_papers_do_not_have_yet_validate_too() -> None:
    table = Table(
        name="media",
        title="メディア掲載",
        head=((Head(text="年度"), Head(text="R6(2024)")),),
        rows=(Row(heads=(Head(text="実績"),), cells=(Cell(value=Decimal(254), unit="件", state=State.FINAL),)),),
    )
    chart = ChartSpec(
        name="media",
        title="増えている",
        kind="column",
        axis=(Tick(label="R6(2024)"),),
        series=(Series(name="実績", points=(Point(),)),),
        table=table,
    )
    blocks = (
        Paragraph(text="本文"),
        Listing(entries=(Entry(mark="ア", text="研究費", entries=(Entry(text="科研費"),)),)),
        Remarks(notes=(Note(mark="※", text="注"),)),
        chart,
    )

    make_validator().validate(json.loads(to_json(Document(name="overview", title="概況", on=date(2026, 2, 10), blocks=blocks))))


@pytest.mark.parametrize(
    "content",
    [
        {"name": "a", "title": "b", "blocks": []},
        {"name": "a", "title": "b", "on": "2026-02-10", "blocks": [{"type": "picture"}]},
        {"name": "a", "title": "b", "on": "2026-02-10", "blocks": [{"type": "heading", "level": "1", "text": "収支"}]},
        {"name": "a", "title": "b", "on": "2026-02-10", "blocks": [{"type": "paragraph", "text": None}]},
    ],
    ids=["no day", "unknown block", "level as text", "null text"],
)
def test_schema_refuses_what_the_reader_refuses(content: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        from_json(json.dumps(content).encode())
    assert not make_validator().is_valid(content)
