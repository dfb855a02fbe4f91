from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.choices import Missing, State
from iconm.lib.figure import Figure
from iconm.lib.numbers import NumberStyle
from iconm.lib.present import SIGNS, cell_text, figure_text, legend, split_qualifier, unit_suffix
from iconm.lib.table import Cell, Head, Row, Table


def make_cell(value: str | None = None, unit: str = "", **fields: Any) -> Cell:
    return Cell(value=None if value is None else Decimal(value), unit=unit, **fields)


@pytest.mark.parametrize(
    ("cell", "table_unit", "text"),
    [
        (make_cell("286000", "千円"), "", "286,000千円"),
        (make_cell("457003", "千円"), "千円", "457,003"),
        (make_cell("65", "件"), "千円", "65件"),
        (make_cell("90", "%"), "", "90%"),
        (make_cell("0", "件"), "", "0件"),
        (make_cell("-54317", "千円"), "千円", "△54,317"),
        (make_cell("1.3", "億円", decimals=1), "", "1.3億円"),
        (make_cell("1.25", "億円", decimals=1), "", "1.3億円"),
        (make_cell("40", "億円", qualifier="最大"), "", "最大40億円"),
        (make_cell("60", "億円", qualifier="超"), "", "60億円超"),
        (make_cell("438802", "千円", remark="(決算見込額)"), "", "438,802千円(決算見込額)"),
        (make_cell("60", "億円", qualifier="超", remark="(R7.12時点)"), "", "60億円超(R7.12時点)"),
        (make_cell("1.3", "億円", printed="1.3億円/年", remark="(注)"), "", "1.3億円/年"),
        (make_cell(text="体内病院を実現する。"), "千円", "体内病院を実現する。"),
        (make_cell(state=State.PENDING), "", "—"),
        (make_cell(state=State.NOT_APPLICABLE), "", ""),
        (make_cell(state=State.ABSENT), "", ""),
        (make_cell(state=State.UNKNOWN), "", "…"),
        (make_cell(state=State.NOT_COMPARABLE), "", "比較不能"),
        (make_cell(state=State.WITHHELD), "", "x"),
        (make_cell(unit="件", state=State.PENDING, qualifier="約", remark="(注)"), "", "—"),
    ],
    ids=[
        "unit behind the number",
        "unit stated by the table",
        "another unit than the table's",
        "per cent",
        "zero is printed",
        "negative",
        "decimals",
        "half-up",
        "qualifier before",
        "qualifier behind the unit",
        "remark",
        "qualifier, then remark",
        "the paper's own text",
        "text cell",
        "still to come",
        "not applicable",
        "absent",
        "unknown",
        "not comparable",
        "withheld",
        "a sign has neither unit nor remark",
    ],
)
def test_cell_text(cell: Cell, table_unit: str, text: str) -> None:
    assert cell_text(cell, unit=table_unit) == text


def test_cell_text_in_the_style_of_slides() -> None:
    assert cell_text(make_cell("-5", "件"), style=NumberStyle(negative="▲", digits="one-full")) == "▲５件"


def test_every_state_without_a_number_has_a_sign() -> None:
    assert {state.value for state in SIGNS} == {*Missing.values, "absent"}


@pytest.mark.parametrize(("unit", "suffix"), [("千円", ""), ("", "千円"), ("億円", "千円")])
def test_unit_suffix(unit: str, suffix: str) -> None:
    assert unit_suffix(make_cell("1", "千円"), unit) == suffix


@pytest.mark.parametrize(
    ("qualifier", "parts"),
    [
        ("", ("", "")),
        ("最大", ("最大", "")),
        ("最低", ("最低", "")),
        ("約", ("約", "")),
        ("うち", ("うち", "")),
        ("超", ("", "超")),
        ("程度", ("", "程度")),
        ("以上", ("", "以上")),
    ],
)
def test_split_qualifier(qualifier: str, parts: tuple[str, str]) -> None:
    assert split_qualifier(qualifier) == parts


def test_figure_text_reads_as_in_a_sentence() -> None:
    ceiling = Figure(
        dataset="research-funding",
        item_code="research-coi-next-ceiling",
        item_label="国費の上限",
        measure="amount",
        basis="plan",
        unit="億円",
        value=Decimal(40),
        qualifier="最大",
    )

    assert figure_text(ceiling) == "最大40億円"


def make_table(*cells: Cell) -> Table:
    head = (Head(text="指標"), *(Head(text=str(number)) for number in range(len(cells))))
    return Table(name="t", title="t", head=(head,), rows=(Row(heads=(Head(text="満足"),), cells=cells),))


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        ((make_cell("90", "%"), make_cell("93", "%")), ()),
        ((make_cell(state=State.PENDING), make_cell(state=State.PENDING)), (("—", State.PENDING),)),
        (
            (make_cell(state=State.UNKNOWN), make_cell(state=State.PENDING), make_cell(state=State.WITHHELD)),
            (("…", State.UNKNOWN), ("—", State.PENDING), ("x", State.WITHHELD)),
        ),
        ((make_cell(state=State.ABSENT), make_cell(state=State.NOT_APPLICABLE)), ()),
        ((make_cell(state=State.NOT_COMPARABLE),), ()),
        ((make_cell(state=State.PENDING, printed="調査中"), make_cell(state=State.PENDING, text="調査中")), ()),
    ],
    ids=["numbers only", "each once", "in reading order", "blanks", "says itself what it means", "printed as words"],
)
def test_legend(cells: tuple[Cell, ...], signs: tuple[tuple[str, State], ...]) -> None:
    assert legend(make_table(*cells)) == signs
