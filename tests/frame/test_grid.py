"""The groups and scopes of a table in HTML, worked out by hand from small printed tables."""

from decimal import Decimal

import pytest

from iconm.grid import Grid, grid_of
from iconm.lib.choices import State
from iconm.lib.table import Cell, Head, Row, Table


def cells(*values: int) -> tuple[Cell, ...]:
    return tuple(Cell(value=Decimal(value), state=State.FINAL) for value in values)


def table(*rows: Row, head: tuple[tuple[Head, ...], ...], stub: int = 1) -> Table:
    return Table(name="t", title="表", head=head, rows=rows, stub=stub)


YEARS = ((Head(text="項目"), Head(text="R4"), Head(text="R5")),)


def scopes(grid: Grid) -> list[list[str]]:
    rows = [*grid.head, *(row for group in grid.groups for row in group)]
    return [[slot.scope for slot in row.slots if slot.scope] for row in rows]


def test_plain_table_has_column_and_row_heads() -> None:
    grid = grid_of(table(Row(heads=(Head(text="件数"),), cells=cells(1, 2)), head=YEARS))

    assert grid.columns == (1, 1, 1)
    assert [len(group) for group in grid.groups] == [1]
    assert scopes(grid) == [["col", "col", "col"], ["row"]]


def test_merged_column_head_spans_a_column_group() -> None:
    head = (
        (Head(text="収入", rowspan=2), Head(text="決算", colspan=2), Head(text="見込")),
        (Head(text="R5"), Head(text="R6"), Head(text="R7")),
    )
    grid = grid_of(table(Row(heads=(Head(text="計"),), cells=cells(1, 2, 3)), head=head))

    assert grid.columns == (1, 2, 1)
    assert scopes(grid) == [["col", "colgroup", "col"], ["col", "col", "col"], ["row"]]


def test_column_head_merged_across_groups_is_a_plain_column_head() -> None:
    head = (
        (Head(text="項目", rowspan=2), Head(text="a"), Head(text="b"), Head(text="c", rowspan=2)),
        (Head(text="両方", colspan=2),),
    )
    grid = grid_of(table(Row(heads=(Head(text="計"),), cells=cells(1, 2, 3)), head=head))

    assert scopes(grid)[1] == ["col"]


def test_merged_first_heads_make_row_groups() -> None:
    grid = grid_of(
        table(
            Row(heads=(Head(text="上市", rowspan=4), Head(text="治験", rowspan=2), Head(text="目標")), cells=cells(1)),
            Row(heads=(Head(text="実績"),), cells=cells(1)),
            Row(heads=(Head(text="特許", rowspan=2), Head(text="目標")), cells=cells(1)),
            Row(heads=(Head(text="実績"),), cells=cells(1)),
            Row(heads=(Head(text="価値", rowspan=2), Head(text="入居率", rowspan=2), Head(text="目標")), cells=cells(1)),
            Row(heads=(Head(text="実績"),), cells=cells(1)),
            Row(heads=(Head(text="計", colspan=3),), cells=cells(1)),
            head=((Head(text="目標"), Head(text="指標", colspan=2), Head(text="R4")),),
            stub=3,
        )
    )

    assert [len(group) for group in grid.groups] == [4, 2, 1]
    assert scopes(grid) == [
        ["col", "colgroup", "col"],
        ["rowgroup", "row", "row"],
        ["row"],
        ["row", "row"],
        ["row"],
        ["rowgroup", "row", "row"],
        ["row"],
        ["row"],
    ]


def test_head_row_in_the_body_opens_a_group_of_its_own() -> None:
    grid = grid_of(
        table(
            Row(heads=(Head(text="収入計"),), cells=cells(1, 2), kind="total"),
            Row(heads=(Head(text="支出"), Head(text="R4"), Head(text="R5")), kind="head"),
            Row(heads=(Head(text="人件費", indent=1),), cells=cells(1, 2)),
            head=YEARS,
        )
    )

    assert [[row.kind for row in group] for group in grid.groups] == [["total"], ["head", "body"]]
    assert scopes(grid)[2:] == [["col", "col", "col"], ["row"]]


def test_group_line_across_the_table_heads_the_rows_below() -> None:
    grid = grid_of(
        table(
            Row(heads=(Head(text="拠点価値の向上", colspan=3),), kind="group"),
            Row(heads=(Head(text="入居率"),), cells=cells(1, 2)),
            Row(heads=(Head(text="新産業の創出", colspan=3),), kind="group"),
            Row(heads=(Head(text="設立"),), cells=cells(1, 2)),
            head=YEARS,
        )
    )

    assert [len(group) for group in grid.groups] == [2, 2]
    assert scopes(grid)[1:] == [["rowgroup"], ["row"], ["rowgroup"], ["row"]]


def test_group_line_with_figures_stays_a_row() -> None:
    grid = grid_of(
        table(
            Row(heads=(Head(text="研究事業支出"),), cells=cells(3, 3), kind="group"),
            Row(heads=(Head(text="人件費", indent=1),), cells=cells(1, 2)),
            head=YEARS,
        )
    )

    assert [len(group) for group in grid.groups] == [2]
    assert scopes(grid)[1:] == [["row"], ["row"]]


def test_columns_of_words_are_not_set_as_numbers() -> None:
    row = Row(heads=(Head(text="件数"),), cells=(Cell(text="新たな研究の母数"), Cell(state=State.PENDING)))
    grid = grid_of(table(row, head=YEARS))

    assert [slot.is_number for slot in grid.head[0].slots] == [False, False, True]
    assert [slot.is_number for slot in grid.groups[0][0].slots] == [False, False, True]


def test_one_word_sets_labels_and_their_contents_to_the_left() -> None:
    rows = (
        Row(heads=(Head(text="所在地"),), cells=(Cell(text="キングスカイフロント"),)),
        *(Row(heads=(Head(text=text),), cells=cells(1)) for text in ("敷地面積", "延床面積")),
    )

    grid = grid_of(table(*rows, head=(YEARS[0][:2],)))

    assert not any(slot.is_number for group in grid.groups for row in group for slot in row.slots)


def test_sentences_make_a_table_wordy_and_short_texts_stay_in_a_line() -> None:
    row = Row(heads=(Head(text="目的"),), cells=(Cell(text="あ" * 29), Cell(text="R4～R33")))
    grid = grid_of(table(row, head=YEARS))

    assert grid.is_wordy
    assert [slot.is_short for slot in grid.groups[0][0].slots[1:]] == [False, True]
    assert not grid_of(table(Row(heads=(Head(text="率"),), cells=cells(1, 2)), head=YEARS)).is_wordy


def test_a_remark_among_figures_is_set_with_them() -> None:
    rows = (
        Row(heads=(Head(text="件数"),), cells=(Cell(text="増やす"), *cells(1))),
        Row(heads=(Head(text="率"),), cells=cells(1, 2)),
    )

    assert [slot.is_number for slot in grid_of(table(*rows, head=YEARS)).groups[0][0].slots] == [False, True, True]


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        pytest.param(Cell(state=State.PENDING), State.PENDING, id="dash"),
        pytest.param(Cell(), State.ABSENT, id="blank"),
        pytest.param(Cell(state=State.NOT_APPLICABLE), State.NOT_APPLICABLE, id="not applicable"),
        pytest.param(Cell(state=State.NOT_COMPARABLE), None, id="says itself"),
        pytest.param(Cell(value=Decimal(0), state=State.FINAL), None, id="zero is a number"),
        pytest.param(Cell(text="なし"), None, id="words"),
        pytest.param(Cell(printed="－", state=State.PENDING), None, id="as printed"),
    ],
)
def test_missing_state_is_said_where_the_sign_does_not(cell: Cell, missing: State | None) -> None:
    grid = grid_of(table(Row(heads=(Head(text="件数"),), cells=(cell, *cells(1))), head=YEARS))

    assert grid.groups[0][0].slots[1].missing == missing
