from decimal import Decimal

import pytest

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.table import Cell, Head, Row, Slot, Table, TableShapeError


def number(value: int) -> Cell:
    return Cell(value=Decimal(value), unit="千円")


def make_table(head: tuple[tuple[Head, ...], ...], *rows: Row) -> Table:
    return Table(name="statement", title="収支", head=head, rows=rows)


TWO_HEADS = ((Head(text="収入"), Head(text="R4(2022)")),)


def places(table: Table) -> list[tuple[int, int, str]]:
    """Return row, column and text of every slot; a cell shows its value."""
    return [
        (slot.row, slot.column, slot.content.text if isinstance(slot.content, Head) else str(slot.content.value)) for slot in table.slots()
    ]


def test_slots_of_a_plain_grid_run_row_by_row() -> None:
    table = make_table(TWO_HEADS, Row(heads=(Head(text="研究費"),), cells=(number(457003),)))

    assert places(table) == [(0, 0, "収入"), (0, 1, "R4(2022)"), (1, 0, "研究費"), (1, 1, "457003")]
    assert (table.width, table.height) == (2, 2)


def test_slots_flow_around_merged_heads_as_in_section_5() -> None:
    head = (
        (Head(text="収入", rowspan=2), Head(text="決算", colspan=2), Head(text="見込")),
        (Head(text="R5(2023)"), Head(text="R6(2024)"), Head(text="R7(2025)")),
    )
    table = make_table(head, Row(heads=(Head(text="収入計"),), cells=(number(1), number(2), number(3)), kind="total"))

    assert places(table) == [
        (0, 0, "収入"),
        (0, 1, "決算"),
        (0, 3, "見込"),
        (1, 1, "R5(2023)"),
        (1, 2, "R6(2024)"),
        (1, 3, "R7(2025)"),
        (2, 0, "収入計"),
        (2, 1, "1"),
        (2, 2, "2"),
        (2, 3, "3"),
    ]
    assert [slot.kind for slot in table.slots()] == ["head"] * 6 + ["total"] * 4


def test_slots_flow_around_row_heads_that_cover_several_rows() -> None:
    objective, indicator = Head(text="市場", rowspan=3), Head(text="治験", rowspan=2)
    table = make_table(
        ((Head(text="目標"), Head(text="指標", colspan=2), Head(text="R4")),),
        Row(heads=(objective, indicator, Head(text="目標")), cells=(number(12),)),
        Row(heads=(Head(text="実績"),), cells=(number(13),)),
        Row(heads=(Head(text="特許"), Head(text="目標")), cells=(number(5),)),
    )

    assert places(table)[3:] == [
        (1, 0, "市場"),
        (1, 1, "治験"),
        (1, 2, "目標"),
        (1, 3, "12"),
        (2, 2, "実績"),
        (2, 3, "13"),
        (3, 1, "特許"),
        (3, 2, "目標"),
        (3, 3, "5"),
    ]


def test_slot_of_a_cell_reaches_over_its_own_place_only() -> None:
    assert (Slot(0, 0, number(1), "body").rowspan, Slot(0, 0, number(1), "body").colspan) == (1, 1)
    head = Slot(0, 0, Head(text="決算", rowspan=2, colspan=3), "head")
    assert (head.rowspan, head.colspan) == (2, 3)


BODY = Row(heads=(Head(text="研究費"),), cells=(number(1),))


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (TWO_HEADS, (Row(heads=(Head(text="研究費"),)),)),
        (TWO_HEADS, (Row(heads=(Head(text="研究費"),), cells=(number(1), number(2))),)),
        (TWO_HEADS, (BODY, Row(heads=(Head(text="共同研究"),)))),
        ((*TWO_HEADS, (Head(text="区分"),)), (BODY,)),
        (((Head(text="収入", rowspan=3), Head(text="R4")),), (Row(cells=(number(1),)),)),
        (((Head(text="収入", rowspan=2), Head(text="R4")),), (BODY,)),
        (((Head(text="収入", rowspan=2), Head(text="決算", colspan=2)), (Head(text="R4"),)), ()),
        (((Head(text="収入"), Head(text="R4", rowspan=2)), (Head(text="内訳", colspan=2),)), ()),
        (TWO_HEADS, (Row(),)),
    ],
    ids=[
        "hole at the end of a row",
        "a cell too many",
        "second row ends early",
        "second head row ends early",
        "head reaches below the last row",
        "row has a head where one reaches down",
        "hole below a merged head",
        "spans overlap",
        "empty row",
    ],
)
def test_spans_that_do_not_fill_the_grid_are_refused(head: tuple[tuple[Head, ...], ...], rows: tuple[Row, ...]) -> None:
    with pytest.raises(TableShapeError, match="^statement: heads and cells do not fill"):
        make_table(head, *rows)


def test_table_without_rows_is_its_head() -> None:
    assert places(make_table(TWO_HEADS)) == [(0, 0, "収入"), (0, 1, "R4(2022)")]


def make_figure(value: int) -> Figure:
    return Figure(
        dataset="statement",
        item_code="income-city",
        item_label="川崎市負担金",
        measure="amount",
        basis="forecast",
        unit="千円",
        value=Decimal(value),
        decimals=1,
        qualifier="約",
        printed="1.3億円",
    )


def test_figures_come_in_reading_order_without_computed_cells() -> None:
    first, second = make_figure(1), make_figure(2)
    head = ((Head(text="収入"), Head(text="R4"), Head(text="R5")),)
    table = make_table(
        head,
        Row(heads=(Head(text="a"),), cells=(Cell.of(second), Cell(text="計"))),
        Row(heads=(Head(text="b"),), cells=(number(3), Cell.of(first))),
        Row(heads=(Head(text="c"),), cells=(Cell.of(first), Cell.of(None))),
    )

    assert list(table.figures()) == [second, first, first]


def test_cell_of_a_figure_takes_over_what_is_printed() -> None:
    figure = make_figure(130000)

    assert Cell.of(figure, remark="(決算見込額)") == Cell(
        value=Decimal(130000),
        unit="千円",
        decimals=1,
        state=State.FORECAST,
        qualifier="約",
        remark="(決算見込額)",
        printed="1.3億円",
        figure=figure,
    )


def test_cell_of_nothing_is_absent() -> None:
    assert Cell.of(None) == Cell(state=State.ABSENT)
    assert Cell.of(None).value is None
