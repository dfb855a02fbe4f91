"""Years, marks and spans as all charts draw them."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.chart import Point, Span, Tick
from iconm.lib.chart_marks import mark, named_span, when, year_tick
from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.table import Cell


def make_figure(as_of: date, **fields: object) -> Figure:
    own = {"dataset": "kpi", "item_code": "licences", "item_label": "ライセンス", "measure": "actual", "basis": "actual", "unit": "件"}
    return Figure(**own | {"fiscal_year": 2025, "as_of": as_of, "value": Decimal(21)} | fields)  # type: ignore[arg-type]


DECEMBER, NOVEMBER, MARCH = (make_figure(day) for day in (date(2025, 12, 31), date(2025, 11, 30), date(2026, 3, 31)))


@pytest.mark.parametrize(
    ("found", "below"),
    [((MARCH,), "(2025)"), ((None,), "(2025)"), ((), "(2025)"), ((NOVEMBER, MARCH, DECEMBER), "R7.12末")],
    ids=["whole year", "nothing registered", "no figures", "latest of several days"],
)
def test_tick_names_the_day_of_a_part_year(found: tuple[Figure | None, ...], below: str) -> None:
    assert year_tick(2025, found) == Tick(label="R7", below=below)


def test_when_is_the_day_of_a_part_year_alone() -> None:
    assert (when(DECEMBER), when(MARCH)) == ("R7.12末", "R7")


def test_mark_leaves_out_the_unit_of_the_chart() -> None:
    cell = Cell.of(DECEMBER)

    assert mark(cell) == Point(value=Decimal(21), state=State.INTERIM, text="21")
    assert mark(cell, unit="").text == "21件"
    assert mark(Cell()) == Point()


@pytest.mark.parametrize(("last", "text"), [(3, "第3期実施計画"), (1, "第3期実施計画"), (0, "R4～R7")])
def test_span_bears_its_name_where_there_is_room(last: int, text: str) -> None:
    """Seven letters need two ticks of three and a half."""
    assert named_span(0, last, name="第3期実施計画", term="R4～R7") == Span(first=0, last=last, text=text)
