"""Timeline, participants and amounts as charts: what the papers print, and the edges of terms, days and missing years."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from ledger.queries import Known, known
from programs.charts import strips
from programs.charts.amounts import amounts
from programs.charts.themes import participants
from programs.charts.timeline import Ground, timeline
from programs.queries.history import AgreementLine, MilestoneLine, agreements, milestones
from programs.queries.lines import ProgramLine, program_detail, program_lines
from programs.queries.parties import Party, parties, themes
from programs.queries.projects import ThemeLine
from programs.tables.themes import by_theme, overlap
from tests.programs.factories import make_agreement, make_milestone, make_program
from tests.programs.transcripts import printed, rows

ON = date(2026, 2, 10)


@dataclass(frozen=True)
class Plan:
    name: str
    first_year: int
    last_year: int


def make_line(code: str = "coi", **fields: object) -> ProgramLine:
    own = {"short_name": "", "kind": "project", "relation": "own", "parent": "", "funder": "", "rate": "", "adopted": None}
    return ProgramLine(**{"code": code, "name": code, "first_year": 2022, "last_year": 2031} | own | fields)  # type: ignore[arg-type]


def make_agreed(code: str = "basic", **fields: object) -> AgreementLine:
    own = {"kind": "basic", "signed": None, "starts_on": None, "ends_on": None, "first_year": 2022, "last_year": 2025}
    words = {"terms": "", "legal_basis": "", "termination": "", "is_open_list": False}
    return AgreementLine(**{"code": code, "name": code} | own | words | fields)  # type: ignore[arg-type]


def make_happened(**fields: object) -> MilestoneLine:
    own = {"series": "history", "day": None, "part": "", "is_deadline": False, "is_planned": False, "text": ""}
    return MilestoneLine(**{"code": "opening", "name": "運営開始", "year": 2015, "month": 4} | own | fields)  # type: ignore[arg-type]


def make_ground(**fields: object) -> Ground:
    return Ground(**{"programs": (), "agreements": (), "milestones": (), "plans": (), "on": ON} | fields)  # type: ignore[arg-type]


def make_amount(year: int, value: str | None, **fields: object) -> Figure:
    own = {"dataset": "research-funding", "item_code": "coi", "item_label": "COI", "measure": "amount", "basis": "actual", "unit": "千円"}
    given = {"fiscal_year": year, "as_of": date(year + 1, 3, 31), "value": Decimal(value) if value else None}
    return Figure(**own | given | fields)  # type: ignore[arg-type]


CEILING = make_amount(2022, "2", item_code="limit", basis="plan", unit="億円", period_end=2025, as_of=date(2026, 3, 31), qualifier="最大")


class TestTimeline:
    def test_program_begins_with_the_month_of_its_adoption(self) -> None:
        chart = timeline(make_ground(programs=[make_line(adopted=(2022, 10, None))]), name="t")

        assert chart and [(bar.start, bar.end, bar.text) for bar in chart.bars] == [(date(2022, 10, 1), date(2032, 3, 31), "R4～R13")]
        assert [(mark.day, mark.text) for mark in chart.marks] == [(date(2022, 10, 15), "R4.10 coi 採択")]
        assert (chart.first, chart.last, chart.today) == (date(2022, 4, 1), date(2032, 3, 31), ON)

    def test_open_and_distant_ends_stop_eight_years_on(self) -> None:
        endless, lease = make_line("city", last_year=None), make_agreed("lease", starts_on=date(2022, 4, 1), last_year=2051)
        chart = timeline(make_ground(programs=[endless], agreements=[lease]), name="t")

        assert chart and chart.last == date(2034, 3, 31)
        assert [(bar.role, bar.end) for bar in chart.bars] == [("unknown", date(2023, 3, 31)), ("agreement", date(2052, 3, 31))]
        assert chart.title.endswith("iCONMの事業は0件、協定・契約は1件です（終期の登録がない事業1件を除きます）")
        assert "灰色の「→？」は、終期の登録がなく、始まった年度か、協定の期間だけを示しているものです。" in chart.notes

    def test_program_without_an_end_is_drawn_until_its_latest_agreement_ends(self) -> None:
        endless = make_line("city", last_year=None)
        agreed = [make_agreed(f"a{last}", program="city", first_year=2022, last_year=last) for last in (2025, 2023)]
        chart = timeline(make_ground(programs=[endless], agreements=agreed), name="t")

        assert chart and [bar.end for bar in chart.bars if bar.role == "unknown"] == [date(2026, 3, 31)]

    def test_agreement_that_follows_another_shares_its_lane(self) -> None:
        first, second = make_agreed("first", first_year=2019, last_year=2021), make_agreed("second")
        beside = make_agreed("beside", first_year=2021, last_year=2023)
        chart = timeline(make_ground(agreements=[second, beside, first]), name="t")

        assert chart and [lane.name for lane in chart.lanes] == ["基本協定", "基本協定"]
        assert [(bar.lane, bar.text) for bar in chart.bars] == [(0, "first R元～R3"), (0, "second R4～R7"), (1, "beside R3～R5")]

    @pytest.mark.parametrize(
        ("given", "day", "when"),
        [
            ({"year": 2013, "month": 2, "day": 12}, date(2013, 2, 12), "H25.2.12"),
            ({"year": 2013, "month": 3, "part": "late", "is_deadline": True}, date(2013, 3, 25), "H25.3下旬まで"),
            ({"year": 2013, "month": 3}, date(2013, 3, 15), "H25.3"),
        ],
        ids=["day", "part", "month"],
    )
    def test_moment_is_as_precise_as_the_paper(self, given: dict[str, object], day: date, when: str) -> None:
        moment = strips.milestone(make_happened(**given))

        assert (moment.day, moment.when) == (day, when)

    def test_what_begins_beyond_the_picture_is_left_out(self) -> None:
        chart = timeline(make_ground(programs=[make_line(), make_line("far", first_year=2040, last_year=2041)]), name="t")

        assert chart and [lane.name for lane in chart.lanes] == ["coi"]

    def test_lanes_are_bounded_to_the_latest(self) -> None:
        every = [make_line(f"p{year}", first_year=year, last_year=year) for year in range(1990, 2026)]
        chart = timeline(make_ground(programs=every), name="t")

        assert chart and [lane.name for lane in chart.lanes] == [f"p{year}" for year in range(2010, 2026)]
        assert "期間の新しい事業16件までを図に示しています。" in chart.notes

    def test_agreements_are_bounded_to_the_latest(self) -> None:
        every = [make_agreed(f"a{year}", first_year=year, last_year=year, signed=(year, 4)) for year in range(1990, 2025)]
        chart = timeline(make_ground(agreements=[make_agreed("endless", first_year=1990, last_year=None), *every]), name="t")

        assert chart and {bar.text.split()[0] for bar in chart.bars} == {"endless", *(f"a{year}" for year in range(2014, 2025))}

    def test_neighbourhood_is_a_group_of_its_own_and_not_counted(self) -> None:
        near = make_line("campus", relation="neighbourhood", first_year=2025, last_year=2025)
        chart = timeline(make_ground(programs=[near, make_line()]), name="t")

        assert chart and [(lane.group, lane.name) for lane in chart.lanes] == [
            ("iCONMの事業", "coi"),
            ("キングスカイフロント関連", "campus"),
        ]
        assert "事業は1件" in chart.title

    def test_table_has_every_bar_and_mark(self) -> None:
        plan = Plan("第3期実施計画", 2022, 2025)
        planned = make_happened(name="公募", year=2026, month=5, is_planned=True)
        ground = make_ground(plans=[plan], programs=[make_line(adopted=(2022, 10, 4))], milestones=[planned])
        chart = timeline(ground, name="t")

        assert chart and rows(chart.table) == [
            ["計画期間", "第3期実施計画", "R4～R7"],
            ["iCONMの事業", "coi", "R4～R13"],
            ["coi 採択", "R4.10.4"],
            ["経緯・予定", "公募", "R8.5（予定）"],
        ]

    def test_nothing_dated_has_no_timeline(self) -> None:
        assert timeline(make_ground(programs=[make_line(first_year=None, last_year=None)]), name="t") is None


class TestParticipants:
    THEMES = (ThemeLine("a", "1", "看護", "", (), False), ThemeLine("b", "2", "長寿", "", (), False))

    def test_each_institution_counts_once_in_the_whole(self) -> None:
        places = [Party("u", "大学", "university", "partner", theme) for theme in "ab"] + [Party("c", "社", "company", "partner", "a")]
        chart = participants(self.THEMES, places, name="p")

        assert chart and [(tick.label, tick.below) for tick in chart.axis] == [("課題1", "2機関"), ("課題2", "1機関"), ("全体", "2機関")]
        assert {series.name: [point.value for point in series.points] for series in chart.series} == {
            "大学": [1, 1, 1],
            "企業": [1, None, 1],
        }
        assert "2機関が参画し、うち1機関は複数" in chart.title

    def test_open_list_is_never_counted(self) -> None:
        open_theme = ThemeLine("a", "1", "看護", "", (), is_open_list=True)
        chart = participants([open_theme], [Party("u", "大学", "university", "partner", "a")], name="p")

        assert chart and [point.value for series in chart.series for point in series.points] == [None, None]
        assert rows(chart.table) == [["1 看護", "", ""], ["全体（重複を除く）", "", ""]]

    def test_funders_take_no_part(self) -> None:
        assert participants(self.THEMES, [Party("m", "省", "ministry", "funder", "a")], name="p") is None


class TestAmounts:
    def test_years_add_up_to_the_ceiling(self) -> None:
        part = make_amount(2024, "30000", as_of=date(2024, 12, 31))
        figures = (make_amount(2022, "50000"), make_amount(2023, "20000"), part, CEILING)
        chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="limit", name="a")

        assert chart and chart.title == "R6.12末までの受入額は計100,000千円で、上限額（最大2億円）の50.0%です"
        before, own, limit = chart.series
        assert [point.value for point in before.points] == [None, 50000, 70000, None]
        assert [(point.value, point.state) for point in own.points] == [
            (50000, State.FINAL),
            (20000, State.FINAL),
            (30000, State.INTERIM),
            (None, State.ABSENT),
        ]
        assert {point.value for point in limit.points} == {Decimal(200000)}

    def test_missing_year_ends_the_sum(self) -> None:
        figures = (make_amount(2022, "50000"), make_amount(2024, "30000"), CEILING)
        chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="limit", name="a")

        assert chart and [point.value for point in chart.series[1].points] == [50000, None, None, None]

    def test_amounts_that_began_later_are_held_against_no_ceiling(self) -> None:
        chart = amounts(Known(on=ON, figures=(make_amount(2023, "20000"), CEILING)), item="coi", ceiling="limit", name="a")

        assert chart and [series.role for series in chart.series] == ["actual"]
        assert chart.title == "R5の受入額は20,000千円です"
        assert any("最大2億円" in note for note in chart.notes)

    def test_year_in_another_unit_is_converted(self) -> None:
        figures = (make_amount(2022, "50000"), make_amount(2023, "0.2", unit="億円"), make_amount(2024, "30000"), CEILING)
        chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="limit", name="a")

        assert chart and chart.unit == "千円"
        assert [point.value for point in chart.series[1].points] == [50000, 20000, 30000, None]
        assert [row.cells[1].value for row in chart.table.rows[:3]] == [50000, 70000, 100000]
        assert chart.table.rows[1].cells[0].unit == "億円"
        assert "計100,000千円" in chart.title and "50.0%" in chart.title

    def test_year_that_is_no_money_is_a_gap_and_said(self) -> None:
        figures = (make_amount(2022, "50000"), make_amount(2023, "3", unit="件"))
        chart = amounts(Known(on=ON, figures=figures), item="coi", ceiling="", name="a")

        assert chart and [point.value for point in chart.series[0].points] == [50000, None]
        assert chart.notes == ("千円に換算できない値は、図と計算に含めていません（3件）。",)

    def test_no_amount_has_no_chart(self) -> None:
        pending = make_amount(2022, None, missing="pending")

        assert amounts(Known(on=ON, figures=(pending,)), item="coi", ceiling="", name="a") is None


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_history_is_that_of_the_paper(self) -> None:
        chart = timeline(make_ground(milestones=milestones(ON)), name="t")
        lane = next(number for number, lane in enumerate(chart.lanes) if lane.name == "設立・経緯") if chart else -1

        assert chart and [mark.text.split()[0] for mark in chart.marks if mark.lane == lane] == [
            when for (when,) in printed("2026-1-2-history", "date_printed")
        ]

    def test_participants_are_those_of_the_paper(self) -> None:
        listed = printed("2026-3-2-participants", "theme", "name")
        of = {number: {name for theme, name in listed if theme == number} for number in "123"}
        found, places = themes("change", ON), parties("change", ON)
        chart = participants(found, places, name="p")

        assert chart and [tick.below for tick in chart.axis] == [f"{len(of[number])}機関" for number in "123"] + ["37機関"]
        totals = [sum(point.value or 0 for point in points) for points in zip(*(series.points for series in chart.series), strict=True)]
        assert totals == [9, 12, 23, 37]
        shared = overlap(found, by_theme(found, places), name="o", title="重複")
        assert [row[1:] for row in rows(shared)] == [[f"{len(of[one] & of[two])}機関" for two in "123"] for one in "123"]

    def test_amounts_are_those_of_the_paper(self) -> None:
        chart = amounts(known(on=ON), item="research-coi-next", ceiling="research-coi-next-ceiling", name="a")
        paper = {
            period: value for label, period, value in printed("2026-4-1-research-funding", "label", "period", "value") if "NEXT" in label
        }

        assert chart and [tick.label for tick in chart.axis] == [f"R{year}" for year in range(4, 14)]
        assert [point.text for point in chart.series[1].points][:4] == [f"{paper[f'R{year}']}千円" for year in range(4, 8)]
        assert paper["計"] in chart.title

    def test_reads_take_one_query_each(self, django_assert_num_queries) -> None:
        for read in (
            lambda: program_lines(ON),
            lambda: program_detail("coi-next", ON),
            lambda: agreements(ON),
            lambda: milestones(ON),
            lambda: parties("change", ON),
            lambda: themes("change", ON),
        ):
            with django_assert_num_queries(1):
                read()


@pytest.mark.django_db
class TestReads:
    def test_detail_has_those_above_and_below(self) -> None:
        scheme = make_program("scheme")
        project = make_program("project", parent=scheme)
        make_program("line", parent=project)
        found = program_detail("project", ON)

        assert found and found.parent and (found.parent.code, [child.code for child in found.children]) == ("scheme", ["line"])

    def test_detail_of_another_day_is_none(self) -> None:
        make_program("later", valid_from=date(2026, 4, 1))

        assert program_detail("later", ON) is None

    def test_history_of_a_program_includes_that_of_its_agreements(self) -> None:
        program = make_program()
        agreement = make_agreement(program=program)
        make_milestone("signed", agreement=agreement)
        make_milestone("adopted", program=program)
        make_milestone("other")

        assert {line.code for line in milestones(ON, program=program.code)} == {"signed", "adopted"}
        assert [line.code for line in agreements(ON, program=program.code)] == ["agreement"]
