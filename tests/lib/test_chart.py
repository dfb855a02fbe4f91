from datetime import date
from decimal import Decimal

import msgspec
import pytest

from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.choices import State
from iconm.lib.document import Document, from_json, to_json
from iconm.lib.table import Cell, Head, Row, Table

TABLE = Table(
    name="media",
    title="メディア掲載件数",
    head=((Head(text="年度"), Head(text="R6(2024)"), Head(text="R7(2025)")),),
    rows=(Row(heads=(Head(text="実績"),), cells=(Cell(value=Decimal(254), unit="件"), Cell(state=State.PENDING))),),
)
CHART = ChartSpec(
    name="media",
    title="メディア掲載件数は毎年度目標を上回っている",
    kind="line",
    axis=(Tick(label="R6", below="(2024)"), Tick(label="R7", below="R7.12末")),
    series=(
        Series(name="実績", points=(Point(value=Decimal(254), state=State.FINAL, text="254"), Point())),
        Series(name="目標", points=(Point(value=Decimal(220), state=State.PLANNED, text="220"), Point()), role="target"),
    ),
    table=TABLE,
    unit="件",
)


def test_point_without_a_value_is_a_gap_not_a_zero() -> None:
    point = CHART.series[0].points[1]

    assert (point.value, point.state) == (None, State.ABSENT)


def test_series_is_of_actuals_unless_it_says_otherwise() -> None:
    assert [series.role for series in CHART.series] == ["actual", "target"]


def test_chart_in_a_document_comes_back_from_json_with_its_table() -> None:
    document = Document(name="overview", title="概況", on=date(2026, 2, 10), blocks=(CHART,))

    assert from_json(to_json(document)).blocks == (CHART,)


def test_series_with_a_point_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="media: 実績 has 1 points for 2 ticks"):
        msgspec.structs.replace(CHART, series=(Series(name="実績", points=(Point(),)),)).__post_init__()


def test_table_of_a_chart_stands_for_it() -> None:
    document = Document(name="overview", title="概況", on=date(2026, 2, 10), blocks=(CHART,))

    assert list(document.tables()) == [CHART.table]


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [("kind", "pie", "$.kind"), ("series", [{"name": "実績", "points": [], "role": "guess"}], r"$.series[0].role")],
)
def test_unknown_kind_or_role_is_refused_with_its_place(name: str, value: object, place: str) -> None:
    content = msgspec.json.decode(msgspec.json.encode(CHART)) | {name: value}

    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(content, ChartSpec)

    assert str(caught.value).endswith(f"at `{place}`")
