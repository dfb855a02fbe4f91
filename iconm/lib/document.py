"""Document: a paper before any file format. Renderers take one and return bytes; they ask the database nothing and compute nothing.

The JSON form is the exchange format and the frozen form of editions: keys sorted, decimals as strings with the digits they have, so the
same figures make the same bytes. docs/document.md explains it, docs/document.schema.json is its JSON schema.
"""

import inspect
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from django.db.models import Choices

from iconm.lib.chart import ChartSpec, FlowSpec, Picture, TimelineSpec
from iconm.lib.figure import Figure
from iconm.lib.table import Note, Table

SCHEMA_VERSION = 1


class Heading(msgspec.Struct, frozen=True, kw_only=True, tag="heading"):
    """level 1 to 4; number as printed, `6` or `（２）`; empty for an unnumbered heading."""

    level: int
    text: str
    number: str = ""


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag="paragraph"):
    text: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a listing with the lines below it. mark as printed: ア, （ア）, ①."""

    text: str
    mark: str = ""
    entries: tuple["Entry", ...] = ()


class Listing(msgspec.Struct, frozen=True, kw_only=True, tag="listing"):
    entries: tuple[Entry, ...]


class Remarks(msgspec.Struct, frozen=True, kw_only=True, tag="remarks"):
    """Notes that belong to no single table."""

    notes: tuple[Note, ...]


Block = Heading | Paragraph | Listing | Remarks | Table | ChartSpec | FlowSpec | TimelineSpec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as known on one day.

    name: slug of its template. on: the day its figures are known on. dated: the date the paper bears, None before it has one.
    sources: documents its figures come from. blocks: in reading order; the names of its tables are unique.
    """

    name: str
    title: str
    on: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    organization: str = ""
    dated: date | None = None
    language: str = "ja"
    sources: tuple[str, ...] = ()
    version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        names = [table.name for table in self.tables()]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: two tables bear the same name")

    def tables(self) -> Iterator[Table]:
        """Yield every table, those that stand for charts included, in reading order."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Picture):
                yield block.table

    def remarks(self) -> Iterator[Note]:
        return (note for block in self.blocks if isinstance(block, Remarks) for note in block.notes)

    def figures(self) -> Iterator[Figure]:
        """Yield the ledger figures behind the tables, each once, in reading order."""
        seen: set[Figure] = set()
        for figure in (figure for table in self.tables() for figure in table.figures()):
            if figure not in seen:
                seen.add(figure)
                yield figure


def to_json(document: Document) -> bytes:
    """Return the canonical JSON: UTF-8, keys sorted, nothing omitted."""
    return msgspec.json.encode(document, order="sorted")


def from_json(data: bytes) -> Document:
    """Read a document back. Fields the schema does not know are passed over.

    Raises msgspec.ValidationError, which names the place, for anything the schema does not allow.
    """
    return msgspec.json.decode(data, type=Document)


def schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of `to_json`'s output."""
    described = msgspec.json.schema(Document, schema_hook=_choices_schema)
    for definition in described["$defs"].values():
        if "description" in definition:
            # A docstring keeps its indentation up to Python 3.12 and loses it in 3.13; the file is to be the same.
            definition["description"] = inspect.cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | described


def schema_text() -> str:
    """Return the content of docs/document.schema.json."""
    return json.dumps(schema(), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _choices_schema(kind: type) -> dict[str, Any]:
    # msgspec knows plain enums; Django's choices have a metaclass of their own.
    if issubclass(kind, Choices):
        return {"enum": list(kind.values)}
    raise NotImplementedError(kind)
