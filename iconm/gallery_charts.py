"""Invented charts for the page of components: every kind and every mark, and no figure of a paper."""

from datetime import date
from decimal import Decimal

from iconm.lib.chart import (
    Bar,
    Break,
    ChartSpec,
    FlowSpec,
    Lane,
    Link,
    Mark,
    Node,
    Point,
    Series,
    Span,
    Tick,
    TimelineSpec,
)
from iconm.lib.choices import State
from iconm.lib.table import Cell, Head, Row, Table


def points(*values: str, state: State = State.FINAL) -> tuple[Point, ...]:
    """Return points of the printed numbers; an empty one is a gap, one behind ~ is part-year."""
    return tuple(
        Point(value=Decimal(text.lstrip("~")), state=State.INTERIM if text.startswith("~") else state, text=text.lstrip("~"))
        if text
        else Point()
        for text in values
    )


def _table(name: str, title: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(
        name=name,
        title=title,
        head=(tuple(Head(text=text) for text in heads),),
        rows=tuple(Row(heads=(Head(text=first),), cells=tuple(Cell(text=text) for text in rest)) for first, *rest in rows),
    )


_YEARS = ("R1", "R2", "R3", "R4", "R4", "R5", "R6")
LINE = ChartSpec(
    name="sample-line",
    title="見本の件数はR3まで目標を達成し、R4からは数え方が変わります",
    kind="line",
    unit="件",
    axis=tuple(Tick(label=year, below=f"({2018 + int(year[1:])})") for year in _YEARS),
    series=(
        Series(name="実績", points=points("8", "13", "10", "~12", "~4", "", "")),
        Series(name="目標", points=points("", "5", "10", "20", "", "4", "4", state=State.PLANNED), role="target"),
        Series(name="年度末の見通し", points=points("", "", "", "16", "", "", ""), role="outlook"),
    ),
    breaks=(Break(at=4, text="定義変更（比較不能）"),),
    spans=(Span(first=1, last=3, text="見本の計画（R2～R4）"), Span(first=5, last=6, text="次の計画（R5～R6）")),
    notes=("見通し16件は、12件を月数で延ばした試算です（12件÷9か月×12か月）。",),
    table=_table(
        "sample-line",
        "見本の件数",
        ("年度", *_YEARS),
        (("実績", "8", "13", "10", "12", "4", "—", "—"), ("目標", "", "5", "10", "20", "", "4", "4")),
    ),
)
STACKED = ChartSpec(
    name="sample-stacked",
    title="見本の収入は3年続けて増えました",
    kind="stacked",
    unit="千円",
    axis=tuple(Tick(label=year) for year in ("R1", "R2", "R3")),
    series=(
        Series(name="補助金", points=points("400", "420", "~430"), stack="収入"),
        Series(name="負担金", points=points("130", "130", "~130"), stack="収入"),
        Series(name="人件費", points=points("220", "230", "~240"), stack="支出"),
        Series(name="物件費", points=points("260", "270", "~280"), stack="支出"),
        Series(name="繰越", points=points("50", "50", "~40"), role="line"),
    ),
    table=_table(
        "sample-stacked", "見本の収支", ("区分", "R1", "R2", "R3"), (("補助金", "400", "420", "430"), ("負担金", "130", "130", "130"))
    ),
)
FLOW = FlowSpec(
    name="sample-flow",
    title="見本の収入は一つにまとまり、二つの事業に使われます",
    unit="千円",
    nodes=(
        Node(name="補助金", column=0),
        Node(name="負担金", column=0),
        Node(name="収入計", column=1, group="pool"),
        Node(name="研究", column=2),
        Node(name="施設", column=2),
    ),
    links=(
        Link(source=0, target=2, value=Decimal(400), text="400千円"),
        Link(source=1, target=2, value=Decimal(130), text="130千円"),
        Link(source=2, target=3, value=Decimal(300), text="300千円"),
        Link(source=2, target=4, value=Decimal(230), text="230千円", state=State.FORECAST),
    ),
    table=_table("sample-flow", "見本の流れ", ("から", "へ", "千円"), (("補助金", "収入計", "400"), ("負担金", "収入計", "130"))),
)
TIMELINE = TimelineSpec(
    name="sample-timeline",
    title="見本の事業は協定の期間の内に終わります",
    lanes=(Lane(name="見本の協定", group="協定"), Lane(name="見本の事業", group="事業"), Lane(name="見本の経過", group="経過")),
    bars=(
        Bar(lane=0, start=date(2019, 4, 1), end=None, text="R1～", role="agreement"),
        Bar(lane=1, start=date(2020, 10, 1), end=date(2022, 3, 31), text="R2.10～R4.3", role="program"),
    ),
    marks=(
        Mark(lane=2, day=date(2021, 6, 1), text="R3.6 報告"),
        Mark(lane=2, day=date(2022, 6, 1), text="R4.6 報告（予定）", is_planned=True),
    ),
    first=date(2019, 4, 1),
    last=date(2023, 3, 31),
    today=date(2022, 1, 21),
    table=_table("sample-timeline", "見本の年表", ("事項", "期間"), (("見本の協定", "R1～"), ("見本の事業", "R2.10～R4.3"))),
)
CHARTS = (LINE, STACKED, FLOW, TIMELINE)
