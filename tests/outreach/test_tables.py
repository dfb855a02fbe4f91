"""Section 4(2) to (4) against the transcription, and what stands nowhere because nothing is known of it."""

from collections.abc import Iterator
from datetime import date

import pytest

from iconm.lib.document import Entry
from iconm.lib.present import cell_text
from iconm.lib.table import Table, TableInputError
from ledger.queries import Known, known
from outreach import tables
from outreach.models import Event, Listed
from outreach.queries import OutreachFigures, outreach_figures
from programs.models import Organization
from tests.outreach.factories import figure, make_activity, make_metric
from tests.reporting import grids

ON, DAY_BEFORE = date(2026, 2, 10), date(2026, 2, 9)
TERM = {"first": 2022, "last": 2025}


@pytest.fixture
def outreach(loaded) -> OutreachFigures:
    return outreach_figures(known(on=ON))


def printed() -> dict[tuple[str, str, str], dict[str, str]]:
    """Return section, label and measure to period to the printed number with its unit, in printed order."""
    lines: dict[tuple[str, str, str], dict[str, str]] = {}
    for section, label, period, value, unit, measure in grids.paper("2026-4-2-outreach")[1:]:
        lines.setdefault((section, label, measure), {})[period] = value + unit
    return lines


def sentences() -> dict[str, str]:
    """Return each label of the paper with its sentence: counts and people of a period side by side."""
    periods: dict[str, dict[str, list[str]]] = {}
    for (_section, label, _measure), numbers in printed().items():
        for period, text in numbers.items():
            periods.setdefault(label, {}).setdefault(period, []).append(text)
    return {label: _sentence(label, {period: " ".join(texts) for period, texts in found.items()}) for label, found in periods.items()}


def _sentence(label: str, numbers: dict[str, str]) -> str:
    years = ", ".join(f"{period} {text}" for period, text in numbers.items() if period != "計")
    return f"{label} {'' if label.startswith('うち') else '計'}{numbers['計']}（{years}）"


def grid(table: Table) -> list[list[str]]:
    return [[head.text for head in row.heads] + [cell_text(cell) for cell in row.cells] for row in table.rows]


def flat(entries: tuple[Entry, ...], depth: int = 0) -> Iterator[tuple[int, str, str]]:
    for entry in entries:
        yield depth, entry.mark, entry.text
        yield from flat(entry.entries, depth + 1)


def listing(figures: OutreachFigures, *, first: int = 2022, last: int = 2025, until: str = "") -> list[tuple[int, str, str]]:
    return list(flat(tables.achievements(figures, field="publicity", first=first, last=last, until=until).entries))


def test_metrics_are_those_of_the_paper(outreach: OutreachFigures) -> None:
    table = tables.metrics(outreach, name="outreach", title="", **TERM)

    assert [head.text for head in table.head[0]] == ["区分", "項目", "計", "R4(2022)", "R5(2023)", "R6(2024)", "R7(2025)(R7.12末時点)"]
    assert [[cell_text(cell) for cell in row.cells] for row in table.rows] == [list(numbers.values()) for numbers in printed().values()]


def test_metrics_stand_under_their_headings(outreach: OutreachFigures) -> None:
    heads = [[head.text for head in row.heads] for row in tables.metrics(outreach, name="outreach", title="", **TERM).rows]

    assert heads[:4] == [
        ["知財管理", "知的財産戦略の取組", "件数"],
        ["知財のマッチング支援", "件数"],
        ["事業化支援", "共同研究やマッチングに寄与する学術セミナー等を企画運営", "回数"],
        ["人数"],
    ]


@pytest.mark.parametrize(("field", "rows"), [("ip", 2), ("commercial", 2), ("publicity", 7)])
def test_metrics_of_one_heading(outreach: OutreachFigures, field: str, rows: int) -> None:
    assert len(tables.metrics(outreach, name="outreach", title="", field=field, **TERM).rows) == rows


def test_a_total_over_four_years_does_not_stand_beside_three(outreach: OutreachFigures) -> None:
    table = tables.metrics(outreach, name="outreach", title="", first=2022, last=2024, field="ip")

    assert grid(table)[0][2:] == ["件数", "", "13件", "12件", "15件"]


def test_sentences_are_those_of_the_paper(outreach: OutreachFigures) -> None:
    made = [
        text
        for field in ("ip", "commercial", "publicity")
        for _, _, text in flat(tables.achievements(outreach, field=field, **TERM).entries)
    ]

    assert [text for text in made if "（R4" in text] == list(sentences().values())


def test_lines_stand_at_the_marks_of_the_paper(outreach: OutreachFigures) -> None:
    marked = [(depth, mark) for depth, mark, _text in listing(outreach) if mark]

    assert marked == [  # ア is the list of memoranda, which agreements hold
        (0, "イ"),
        (0, "ウ"),
        *((1, mark) for mark in ("（ア）", "（イ）", "（ウ）")),
        (0, "エ"),
        *((1, mark) for mark in ("（ア）", "（イ）", "（ウ）", "（エ）")),
        *((2, mark) for mark in "abcde"),
    ]


def test_names_stand_below_their_metric_and_an_open_list_says_so(outreach: OutreachFigures) -> None:
    lists: dict[str, list[str]] = {}
    for kind, _order, name, *_rest in grids.paper("2026-4-4-lists"):
        lists.setdefault(kind, []).append(name)
    lines = listing(outreach)

    interns = lines.index((0, "イ", sentences()["グローバル人材育成支援"]))
    pupils = lines.index((2, "", sentences()["うち児童・学生のiCONM訪問"]))
    assert lines[interns + 1] == (1, "", "、".join(lists["intern_country"]))
    assert lines[pupils + 1] == (3, "", "、".join(lists["visiting_school"]) + " など")


def test_trainings_are_named_as_printed(outreach: OutreachFigures) -> None:
    expected = [name for kind, _order, name, *_rest in grids.paper("2026-4-4-lists") if kind == "training"]

    lines = listing(outreach)

    start = lines.index((0, "エ", "人材育成"))
    assert [text for depth, mark, text in lines[start:] if depth == 1 and mark] == expected


def programmes() -> list[list[str]]:
    return [row[:2] + row[2:3] + row[8:] for row in grids.paper("2026-4-4-lists") if row[0] == "school_programme"]


def test_school_programmes_are_those_of_the_paper(outreach: OutreachFigures) -> None:
    expected = [[school, course + grade, f"{pupils}名", content] for _, _, school, course, grade, pupils, content in programmes() if pupils]
    *schools, symposium = grid(tables.school_programmes(outreach, name="schools", title=""))

    shown = [[school, grade, pupils, content + (f"（{times}）" if times else "")] for school, grade, pupils, content, times in schools]
    assert shown == expected
    assert symposium == ["CHANGEシンポジウム セッション", "", "", "高校生による実施内容の発表とディスカッション", ""]


def test_school_programmes_read_as_the_paper_has_them(outreach: OutreachFigures) -> None:
    expected = [
        (2, mark, f"{school} {course}{grade}{pupils}名：{content}")
        for _, mark, school, course, grade, pupils, content in programmes()
        if pupils
    ]

    assert [line for line in listing(outreach) if line[1] in tuple("abcd")] == expected


def test_captions_of_the_paper_stand_as_events(outreach: OutreachFigures) -> None:
    captions = [name for kind, _order, name, *_rest in grids.paper("2026-4-4-lists") if kind == "photo"]

    texts = [text for _depth, _mark, text in listing(outreach)]

    assert captions[0] in texts
    assert captions[-1] in texts


def test_a_metric_without_figures_is_left_out(db) -> None:
    Listed.objects.create(metric=make_metric(), order=1, name="学校")
    figures = outreach_figures(Known(on=ON, figures=()))

    assert listing(figures) == []
    assert tables.metrics(figures, name="outreach", title="", **TERM).rows == ()


@pytest.mark.parametrize(("bears_month", "period"), [(True, "R7.12"), (False, "R7")])
def test_a_value_from_within_a_year_is_headed_as_the_paper_heads_it(db, bears_month: bool, period: str) -> None:
    make_metric(bears_month=bears_month)
    figures = outreach_figures(Known(on=ON, figures=(figure(year=2025, as_of=date(2025, 12, 31)),)))

    assert listing(figures) == [(0, "ア", f"実績 visits {period} 5件")]


def test_zero_is_printed(db) -> None:
    make_metric()
    figures = outreach_figures(Known(on=ON, figures=(figure(value=0),)))

    assert listing(figures) == [(0, "ア", "実績 visits R4 0件")]


def test_a_part_with_figures_keeps_the_name_of_its_whole(db) -> None:
    make_metric("pupils", unit="名", parent=make_metric(), mark="", order=20)
    figures = outreach_figures(Known(on=ON, figures=(figure("pupils", 30, measure="people", unit="名"),)))

    assert listing(figures) == [(0, "ア", "実績 visits"), (1, "", "うち実績 pupils R4 30名")]


def test_until_leaves_out_later_figures(outreach: OutreachFigures) -> None:
    table = tables.metrics(outreach, name="outreach", title="", first=2022, last=2025, until="2025-03-31", field="ip")

    assert table.head[0][-1].text == "R7(2025)"
    assert grid(table)[0][2:] == ["件数", "", "13件", "12件", "15件", ""]


@pytest.mark.parametrize(
    ("dated", "is_printed"),
    [
        pytest.param({}, True, id="no date known"),
        pytest.param({"year": 2023, "month": 3}, True, id="last month of the years"),
        pytest.param({"year": 2023, "month": 4}, False, id="the year after"),
        pytest.param({"year": 2022, "month": 3}, False, id="the year before"),
        pytest.param({"year": 2023, "month": 2, "held_on": date(2023, 2, 2)}, False, id="after the last day asked for"),
    ],
)
def test_events_of_the_years_stand_below_their_activity(db, dated: dict[str, int], is_printed: bool) -> None:
    Event.objects.create(code="event", name="催し", kind="hands_on", activity=make_activity(), **dated)
    until = "2023-02-01" if "held_on" in dated else ""

    lines = listing(outreach_figures(Known(on=ON, figures=())), first=2022, last=2022, until=until)

    assert len(lines) == 1 + is_printed


def test_an_event_says_when_and_what(db) -> None:
    Event.objects.create(code="event", name="催し", kind="hands_on", activity=make_activity(), year=2025, month=10, note="市内初")

    assert listing(outreach_figures(Known(on=ON, figures=())))[1] == (1, "", "催し（R7.10、市内初）")


def test_a_programme_without_counts_names_no_number(db) -> None:
    school = Organization.objects.create(code="school", name="高校", kind="school")
    make_activity(school=school, contents="講座")

    assert listing(outreach_figures(Known(on=ON, figures=()))) == [(0, "ア", "高校：講座")]


def test_nothing_was_known_the_day_before(loaded) -> None:
    figures = outreach_figures(known(on=DAY_BEFORE))

    assert listing(figures) == []
    assert tables.metrics(figures, name="outreach", title="", **TERM).rows == ()
    assert tables.school_programmes(figures, name="schools", title="").rows == ()


def test_empty_database_has_heads_and_no_rows(db) -> None:
    figures = outreach_figures(Known(on=ON, figures=()))

    table = tables.metrics(figures, name="outreach", title="", **TERM)

    assert [head.text for head in table.head[0]] == ["区分", "項目", "計", "R4(2022)", "R5(2023)", "R6(2024)", "R7(2025)"]
    assert (table.rows, tables.school_programmes(figures, name="schools", title="").rows, listing(figures)) == ((), (), [])


@pytest.mark.parametrize("wrong", [{"first": 2025, "last": 2022}, {"first": 1, "last": 2022}, {"first": 1900, "last": 2022}])
def test_impossible_years_are_refused(db, wrong: dict[str, int]) -> None:
    with pytest.raises(TableInputError, match="2022"):
        tables.metrics(outreach_figures(Known(on=ON, figures=())), name="outreach", title="", **wrong)


@pytest.mark.parametrize("field", ["", "no-such"])
def test_a_heading_that_does_not_exist_is_refused(db, field: str) -> None:
    with pytest.raises(TableInputError, match="publicity"):
        tables.achievements(outreach_figures(Known(on=ON, figures=())), field=field, **TERM)


def test_described_activities_are_indented_below_their_own(db) -> None:
    training = make_activity("training")
    programme = make_activity("programme", order=20, parent=training)
    make_activity("school", order=30, parent=programme, contents="講座")
    figures = outreach_figures(Known(on=ON, figures=()))

    table = tables.described(figures, figures.activities, name="activities", title="取組")

    assert [(row.heads[0].text, row.heads[0].indent) for row in table.rows] == [
        ("取組 training", 0),
        ("取組 programme", 1),
        ("取組 school", 2),
    ]
    assert table.rows[2].cells[2].text == "講座"
    assert [(row.kind, row.heads[0].colspan, row.cells) for row in table.rows[:2]] == [("group", 5, ())] * 2  # nothing is missing there
