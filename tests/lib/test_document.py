import json
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks, from_json, to_json
from iconm.lib.figure import Figure
from iconm.lib.table import Cell, Head, Note, Row, Table


def make_figure(value: str = "21", **fields: Any) -> Figure:
    given: dict[str, Any] = {
        "dataset": "kpi",
        "item_code": "kpi-licences",
        "item_label": "ライセンス実施件数（累計）",
        "measure": "actual",
        "basis": "actual",
        "unit": "件",
        "fiscal_year": 2025,
        "as_of": date(2025, 12, 31),
        "value": Decimal(value),
    }
    return Figure(**(given | fields))


def make_table(*figures: Figure, name: str = "kpi") -> Table:
    return Table(
        name=name,
        title="6(2) 成果指標（KPI）",
        head=((Head(text="指標"), *(Head(text=str(number)) for number in range(len(figures)))),),
        rows=(Row(heads=(Head(text="ライセンス"),), cells=tuple(Cell.of(figure) for figure in figures)),),
        notes=(Note(mark="※", text="累計"),),
    )


def make_document(*blocks: Any, **fields: Any) -> Document:
    given: dict[str, Any] = {"name": "committee-2026", "title": "運営について", "on": date(2026, 2, 10), "blocks": blocks}
    return Document(**(given | fields))


EVERY_KIND = (
    Heading(level=1, number="6", text="評価検証"),
    Paragraph(text="令和4年度から"),
    Listing(entries=(Entry(mark="ア", text="研究費", entries=(Entry(mark="（ア）", text="科研費"),)),)),
    Remarks(notes=(Note(mark="※", text="注"),)),
    make_table(make_figure()),
)


def test_tables_come_in_reading_order() -> None:
    first, second = make_table(make_figure(), name="b"), make_table(make_figure(), name="a")

    assert list(make_document(first, Paragraph(text="間"), second).tables()) == [first, second]


def test_two_tables_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="committee-2026: two tables bear the same name"):
        make_document(make_table(make_figure()), make_table(make_figure("22")))


def test_figures_come_each_once_in_reading_order() -> None:
    one, two, three = make_figure("1"), make_figure("2"), make_figure("3")
    document = make_document(make_table(two, one, name="a"), make_table(one, three, two, name="b"))

    assert list(document.figures()) == [two, one, three]


def test_every_kind_of_block_comes_back_from_json() -> None:
    document = make_document(*EVERY_KIND, dated=date(2026, 2, 10), sources=("総務委員会資料",))

    assert from_json(to_json(document)) == document


def test_equal_documents_are_equal_bytes() -> None:
    first = make_document(*EVERY_KIND, organization="臨海部国際戦略本部", subtitle="資料1")
    second = make_document(*EVERY_KIND, subtitle="資料1", organization="臨海部国際戦略本部")

    assert to_json(first) == to_json(second)
    assert to_json(first) != to_json(make_document(*EVERY_KIND, on=date(2026, 2, 11)))


def test_json_has_sorted_keys_and_no_space_and_omits_nothing() -> None:
    assert to_json(make_document(Heading(level=2, text="収支"))).decode() == (
        '{"blocks":[{"level":2,"number":"","text":"収支","type":"heading"}],"dated":null,"language":"ja","name":"committee-2026",'
        '"on":"2026-02-10","organization":"","sources":[],"subtitle":"","title":"運営について","version":1}'
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [("21", "21"), ("1.3", "1.3"), ("0", "0"), ("-54317", "-54317"), ("999999999999999", "999999999999999")],
)
def test_json_holds_numbers_as_text_with_all_their_digits(value: str, text: str) -> None:
    content = json.loads(to_json(make_document(make_table(make_figure(value)))))

    assert content["blocks"][0]["rows"][0]["cells"][0]["value"] == text
    assert content["blocks"][0]["rows"][0]["cells"][0]["figure"]["value"] == text


def edited(**changes: Any) -> bytes:
    """Return the JSON of a document with one heading, with changes to the heading."""
    content = json.loads(to_json(make_document(Heading(level=1, text="収支"))))
    content["blocks"][0] |= changes
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (edited(level="1"), "Expected `int`, got `str` - at `$.blocks[0].level`"),
        (edited(type="picture"), "Invalid value 'picture' - at `$.blocks[0].type`"),
        (edited(text=None), "Expected `str`, got `null` - at `$.blocks[0].text`"),
        (b'{"name": "a", "title": "b", "blocks": []}', "Object missing required field `on`"),
        (b'{"name": "a", "title": "b", "on": "2026-02-30", "blocks": []}', "Invalid RFC3339 encoded date - at `$.on`"),
    ],
    ids=["wrong type", "unknown block", "null", "missing field", "impossible date"],
)
def test_reading_refuses_what_the_schema_does_not_allow(data: bytes, message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        from_json(data)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": None}, "a figure has a value or a reason for having none"),
        ({"missing": "pending"}, "a figure has a value or a reason for having none"),
        ({"missing": "lost", "value": None}, "'lost'"),
    ],
    ids=["no value and no reason", "both", "no such reason"],
)
def test_reading_checks_figures_as_building_does(change: dict[str, Any], message: str) -> None:
    content = json.loads(to_json(make_document(make_table(make_figure()))))
    content["blocks"][0]["rows"][0]["cells"][0]["figure"] |= change

    with pytest.raises(ValueError, match=message):
        [figure.state for figure in from_json(json.dumps(content).encode()).figures()]


def test_reading_checks_the_shape_of_tables() -> None:
    content = json.loads(to_json(make_document(make_table(make_figure()))))
    content["blocks"][0]["rows"][0]["cells"] = []

    with pytest.raises(
        msgspec.ValidationError, match=r"kpi: heads and cells do not fill 2 rows of 2 columns exactly - at `\$.blocks\[0\]`"
    ):
        from_json(json.dumps(content).encode())


def test_reading_passes_over_fields_it_does_not_know() -> None:
    assert from_json(edited(colour="red")) == make_document(Heading(level=1, text="収支"))
