"""Garbage of every kind: no exception but the documented one, and never a number the reader of typed text would not read."""

import io
import random
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iconm.lib.text import UnreadableError
from ledger.actions.cells import as_it_would_be
from ledger.grid.reading import understand
from ledger.models import Revision
from ledger.workbook.preview import Preview
from tests.conftest import World
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import HEAD, look

ROWS, COLUMNS = 4, 18
_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_typed = st.sampled_from(
    ["△1,234", "12件", "90%", "1.5億円", "—", "未確定", "80～95", "１２", "1,23", "TRUE", "1e5", "0.1", "-0", "値", "項目"]
)
_cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    _typed,
    _texts,
)
_few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def content(draft: Revision, world: World) -> bytes:
    return forms.form(draft, world.clerk)


def saved(content: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def assert_only_what_is_understood(preview: Preview) -> None:
    """Every value the file would leave in the draft is what `understand` reads from the text shown beside it."""
    after = as_it_would_be(preview.grid, preview.entries({}))
    refused = {(problem.place, problem.column) for problem in preview.problems}
    for each in preview.differences:
        row = after.by_key[each.key]
        if each.name != "typed" or (each.place, each.column) in refused:
            continue
        read = understand(each.new, unit=row.unit, decimals=row.decimals)
        stored = row.value
        assert (read.value, read.missing) == ((stored.value, stored.missing) if stored else (None, ""))


@_few
@given(data=st.data())
def test_any_cell_anywhere_is_read_or_refused(data: st.DataObject, content: bytes, draft: Revision) -> None:
    places = st.tuples(st.integers(1, HEAD + ROWS + 2), st.integers(1, COLUMNS + 2))
    put = data.draw(st.dictionaries(places, _cells, max_size=12))

    def change(sheet: Any) -> None:
        for (row, column), value in put.items():
            sheet.cell(row, column).value = value

    try:
        preview = look(draft, saved(content, change))
    except UnreadableError as error:
        assert str(error)
    else:
        assert_only_what_is_understood(preview)


@_few
@given(values=st.lists(_cells, min_size=ROWS, max_size=ROWS))
def test_any_value_is_what_its_text_says(values: list[Any], content: bytes, draft: Revision) -> None:
    def change(sheet: Any) -> None:
        place = [cell.value for cell in sheet[HEAD]].index("値") + 1
        for number, value in enumerate(values, start=HEAD + 1):
            cell = sheet.cell(number, place)
            cell.value, cell.number_format = value, "General"

    preview = look(draft, saved(content, change))
    assert_only_what_is_understood(preview)
    for each in preview.differences:
        value = values[each.place[0] - HEAD]
        if isinstance(value, int | float) and not isinstance(value, bool) and each.understood:
            number = Decimal(f"{float(value):.15g}")
            assert Decimal(each.new.replace(",", "").replace("△", "-")) == number


@_few
@given(seed=st.randoms(use_true_random=False))
def test_shuffled_columns_and_rows_say_the_same(seed: random.Random, content: bytes, draft: Revision) -> None:
    def change(sheet: Any) -> None:
        table = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=HEAD)]
        for number, row in enumerate(table[1:], start=1):
            row[7] = (number * 10, "General")
        columns, rows = list(range(len(table[0]))), table[1:]
        seed.shuffle(columns)
        seed.shuffle(rows)
        for number, row in enumerate([table[0], *rows], start=HEAD):
            for place, column in enumerate(columns, start=1):
                cell = sheet.cell(number, place)
                cell.value, cell.number_format = row[column]

    preview = look(draft, saved(content, change))
    assert {each.label: each.new for each in preview.differences} == {"ライセンス": "10", "収入": "20", "入居率": "30", "満足度": "40.0"}
    assert preview.problems == ()


@_few
@given(junk=st.binary(max_size=300), name=st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a"]))
def test_random_bytes_are_refused(junk: bytes, name: str, draft: Revision) -> None:
    with pytest.raises(UnreadableError):
        look(draft, junk, name)


@_few
@given(cut=st.integers(1, 4000), at=st.integers(0, 10**6), junk=st.binary(min_size=1, max_size=8))
def test_damaged_workbooks_are_read_or_refused(cut: int, at: int, junk: bytes, content: bytes, draft: Revision) -> None:
    place = at % len(content)
    for damaged in (content[:-cut], content[:place] + junk + content[place + len(junk) :]):
        try:
            preview = look(draft, damaged)
        except UnreadableError:
            continue
        assert_only_what_is_understood(preview)


@_few
@given(rows=st.lists(st.lists(st.one_of(_typed, _texts), max_size=8), max_size=8), encoding=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_csv_is_read_or_refused(rows: list[list[str]], encoding: str, draft: Revision) -> None:
    head = "欄の識別子,項目,値,注記\n" + f"{forms.key('licences')},ライセンス,12,\n"
    body = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    try:
        preview = look(draft, (head + body).encode(encoding), "a.csv")
    except UnreadableError:
        return
    assert_only_what_is_understood(preview)
