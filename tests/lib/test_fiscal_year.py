import copy
import json
import pickle
import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import adapt

from iconm.lib.fiscal_year import EARLIEST, LATEST, FiscalYear, FiscalYearError, FiscalYearRange, term_short

YEARS = st.integers(EARLIEST, LATEST).map(FiscalYear)
FORMS = "年度は「R7」「R7(2025)」「令和7年度」「2025年度」「FY2025」のように入力してください。"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *((text, 2025) for text in ("R7(2025)", "R7(2025)年度", "R7", "Ｒ７", "r7", "R07", "令和7年度", "令和７年度", "令和7", "R7年度")),
        *(
            (text, 2025)
            for text in ("2025", "２０２５", "2025年度", "FY2025", "fy2025", "ＦＹ２０２５", "FY 2025", " R7　", "令和 7（2025）年度")
        ),
        *(
            (text, 2019)
            for text in ("R元年度", "R元", "R1", "令和1年度", "令和元年度", "令和元(2019)年度", "令和元（2019）年度", "R元(2019)")
        ),
        *(("令和10(2028)年度", 2028), ("令和27（2045）年度", 2045), ("R99", 2117)),
        *(("H25", 2013), ("平成25年度", 2013), ("H30", 2018), ("平成元年度", 1989)),
        *(("昭和63年度", 1988), ("昭和 27（1952）年度", 1952), ("大正14年度", 1925), ("明治45年度", 1912), ("M1", 1868)),
        *(("H31", 2019), ("平成31年度", 2019), ("H31(2019)年度", 2019), ("S64", 1989), ("T15", 1926)),
    ],
)
def test_parse(text: str, year: int) -> None:
    assert FiscalYear.parse(text) == year


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("R7(2024)", "「R7(2024)」は和暦と西暦が一致しません（令和7年度は2025年度です）。", id="contradiction"),
        pytest.param(
            "H31(2018)", "「H31(2018)」は和暦と西暦が一致しません（令和元年度は2019年度です）。", id="contradiction in the last year"
        ),
        pytest.param("R0", "「R0」という年度はありません（令和は元年から始まります）。", id="year nought"),
        pytest.param("H32", "「H32」という年度はありません（令和2年度にあたります）。", id="after the era"),
        pytest.param("平成３７年度", "「平成３７年度」という年度はありません（令和7年度にあたります）。", id="as typed, full-width"),
        pytest.param("昭和65年度", "「昭和65年度」という年度はありません（平成2年度にあたります）。", id="after 昭和"),
        pytest.param("S95", "「S95」という年度はありません（令和2年度にあたります）。", id="two eras later"),
        pytest.param("25", "「25」には元号も西暦の上2桁もないため、年度が決まりません。", id="two digits"),
        pytest.param("７年度", "「７年度」には元号も西暦の上2桁もないため、年度が決まりません。", id="one digit"),
        pytest.param("令和7年", "「令和7年」は暦年です。年度の場合は「年度」まで入力してください。", id="calendar year"),
        pytest.param("2025年", "「2025年」は暦年です。年度の場合は「年度」まで入力してください。", id="western calendar year"),
        pytest.param("1867", "1867は年度として扱えません（1868から9998まで）。", id="too early"),
        pytest.param("9999年度", "9999は年度として扱えません（1868から9998まで）。", id="too late"),
        pytest.param("  ", "年度が入力されていません。", id="nothing"),
        *(
            pytest.param(text, f"「{text}」は年度として読み取れません。", id=text)
            for text in (
                "R7.12",
                "R7末",
                "R",
                "元年度",
                "FY25",
                "X7",
                "R7(25)",
                "R100",
                "12025",
                "R①",
                "R7-R8",
                "2025-04-01",
                "令和七年度",
                "٢٠٢٥",
            )
        ),
    ],
)
def test_parse_refuses(text: str, problem: str) -> None:
    with pytest.raises(FiscalYearError) as caught:
        FiscalYear.parse(text)
    assert str(caught.value) == problem + FORMS


@given(st.text() | st.text(st.sampled_from("RHS令和平成元年度FY0123456789０７()（） .～-")))
def test_parse_any_text_gives_a_year_or_its_own_error(text: str) -> None:
    with suppress(FiscalYearError):
        assert EARLIEST <= FiscalYear.parse(text) <= LATEST


@pytest.mark.parametrize(
    ("year", "printed"),
    [
        (2025, ("R7", "R7(2025)", "令和7年度", "令和7(2025)年度", "令和7（2025）年度")),
        (2028, ("R10", "R10(2028)", "令和10年度", "令和10(2028)年度", "令和10（2028）年度")),
        (2019, ("R元", "R元(2019)", "令和元年度", "令和元(2019)年度", "令和元（2019）年度")),
        (2018, ("H30", "H30(2018)", "平成30年度", "平成30(2018)年度", "平成30（2018）年度")),
        (1989, ("H元", "H元(1989)", "平成元年度", "平成元(1989)年度", "平成元（1989）年度")),
        (1988, ("S63", "S63(1988)", "昭和63年度", "昭和63(1988)年度", "昭和63（1988）年度")),
        (1926, ("S元", "S元(1926)", "昭和元年度", "昭和元(1926)年度", "昭和元（1926）年度")),
        (1911, ("M44", "M44(1911)", "明治44年度", "明治44(1911)年度", "明治44（1911）年度")),
    ],
)
def test_printing(year: int, printed: tuple[str, ...]) -> None:
    it = FiscalYear(year)
    assert (it.short, it.header, it.long, it.full, it.full_wide) == printed


def test_western_and_english() -> None:
    assert (FiscalYear(2025).western, FiscalYear(2025).english) == ("2025年度", "FY2025")


@given(st.integers(EARLIEST, 2117).map(FiscalYear), st.sampled_from(["short", "header", "long", "full", "full_wide", "western", "english"]))
def test_every_printed_form_reads_back(year: FiscalYear, form: str) -> None:
    assert FiscalYear.parse(getattr(year, form)) == year


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2026, 3, 31), 2025, id="31 March"),
        pytest.param(date(2026, 4, 1), 2026, id="1 April"),
        pytest.param(date(2026, 1, 1), 2025, id="New Year"),
        pytest.param(date(2019, 4, 30), 2019, id="last day of 平成"),
        pytest.param(date(2024, 2, 29), 2023, id="leap day"),
    ],
)
def test_containing(day: date, year: int) -> None:
    assert FiscalYear.containing(day) == FiscalYear(year)


def test_containing_refuses_a_datetime() -> None:
    with pytest.raises(TypeError, match="not a datetime"):
        FiscalYear.containing(datetime(2026, 3, 31, 23, 0, tzinfo=UTC))


@given(YEARS)
def test_bounds_are_inside_and_their_neighbours_outside(year: FiscalYear) -> None:
    assert FiscalYear.containing(year.start) == FiscalYear.containing(year.end) == year
    assert (year.start.month, year.start.day, year.end.month, year.end.day) == (4, 1, 3, 31)
    assert (year.end - year.start).days in (364, 365)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2025, 4, date(2025, 4, 30)), (2025, 12, date(2025, 12, 31)), (2025, 3, date(2026, 3, 31)), (2023, 2, date(2024, 2, 29))],
)
def test_month_end(year: int, month: int, day: date) -> None:
    assert FiscalYear(year).month_end(month) == day


@pytest.mark.parametrize("month", [0, 13])
def test_month_end_refuses_what_is_no_month(month: int) -> None:
    with pytest.raises(ValueError, match="bad month"):
        FiscalYear(2025).month_end(month)


@pytest.mark.parametrize("year", [1867, 9999, 0, -1, True, 10**30])
def test_out_of_range(year: int) -> None:
    with pytest.raises(FiscalYearError, match="1868から9998まで"):
        FiscalYear(year)


@pytest.mark.parametrize("year", ["2025", 2025.0, Decimal(2025), None])
def test_only_whole_numbers(year: object) -> None:
    with pytest.raises(TypeError):
        FiscalYear(year)  # type: ignore[arg-type]


def test_adding_years_stays_a_fiscal_year() -> None:
    results = [FiscalYear(2025) + 1, 1 + FiscalYear(2025), FiscalYear(2025) - 3]
    assert [repr(result) for result in results] == ["FiscalYear(2026)", "FiscalYear(2026)", "FiscalYear(2022)"]


def test_difference_is_a_plain_number() -> None:
    span = FiscalYear(2025) - FiscalYear(2022)
    assert (span, type(span)) == (3, int)
    assert 2030 - FiscalYear(2025) == 5


def test_two_years_do_not_add_up() -> None:
    with pytest.raises(TypeError):
        FiscalYear(2025) + FiscalYear(2025)


def test_adding_past_the_end_is_refused() -> None:
    with pytest.raises(FiscalYearError):
        FiscalYear(LATEST) + 1


def test_compares_and_hashes_as_its_number() -> None:
    assert sorted([FiscalYear(2025), FiscalYear(2019), FiscalYear(2022)]) == [2019, 2022, 2025]
    assert {2025: "x"}[FiscalYear(2025)] == "x"
    assert FiscalYear(2025) < 2026


def test_text_forms() -> None:
    year = FiscalYear(2025)
    assert (str(year), f"{year}", f"{year:>6}", repr(year), "%s %d" % (year, year)) == (  # noqa: UP031 (the old form goes another way)
        *("2025", "2025", "  2025", "FiscalYear(2025)", "2025 2025"),
    )


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda year: pickle.loads(pickle.dumps(year))])  # noqa: S301 (our own bytes)
def test_copies_are_fiscal_years(clone: object) -> None:
    assert repr(clone(FiscalYear(2025))) == "FiscalYear(2025)"  # type: ignore[operator]


def test_binds_to_a_sqlite_query() -> None:
    with sqlite3.connect(":memory:") as connection:
        row = connection.execute("SELECT ?, typeof(?), ? = 2025", [FiscalYear(2025)] * 3).fetchone()
    connection.close()
    assert row == (2025, "integer", 1)


def test_binds_to_a_postgresql_query() -> None:
    assert adapt(FiscalYear(2025)).getquoted() == b"2025"


def test_json_is_the_number() -> None:
    assert json.dumps({"year": FiscalYear(2025), FiscalYear(2024): None}) == '{"year": 2025, "2024": null}'


def test_msgspec_wants_a_plain_number() -> None:
    with pytest.raises(TypeError, match="unsupported"):
        msgspec.json.encode(FiscalYear(2025))
    assert msgspec.json.encode(int(FiscalYear(2025))) == b"2025"
    assert msgspec.json.encode(FiscalYear(2025), enc_hook=int) == b"2025"


def test_error_survives_pickling() -> None:
    with pytest.raises(FiscalYearError) as caught:
        FiscalYear.parse("H32")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 (our own bytes)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("H27～R3", 2015, 2021),
        ("R4〜R7", 2022, 2025),
        ("R4-R7", 2022, 2025),
        ("R4~R13年度", 2022, 2031),
        ("R4年度～R13年度", 2022, 2031),
        ("R4～R33", 2022, 2051),
        ("R1～R3", 2019, 2021),
        ("Ｒ４－Ｒ７", 2022, 2025),
        ("R4–R7", 2022, 2025),
        ("R4(2022)～R7(2025)", 2022, 2025),
        ("令和4年度 ～ 令和7年度", 2022, 2025),
        ("2022-2025", 2022, 2025),
        ("R7", 2025, 2025),
        ("R7～R7", 2025, 2025),
    ],
)
def test_range_parse(text: str, first: int, last: int) -> None:
    years = FiscalYearRange.parse(text)
    assert (years.first, years.last, years.until) == (first, last, last + 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("R7～R4", "「R7～R4」は期間の終わりが始まりより前になっています。", id="reversed"),
        pytest.param("R4～7", "「7」には元号も西暦の上2桁もないため、年度が決まりません。", id="second without era"),
        pytest.param("R4～", "年度が入力されていません。", id="open end"),
        pytest.param("R4～R5～R6", "「R4～R5～R6」は年度として読み取れません。", id="three"),
        pytest.param("", "年度が入力されていません。", id="nothing"),
        pytest.param("R4.4～R7.12", "「R4.4」は年度として読み取れません。", id="months"),
    ],
)
def test_range_parse_refuses(text: str, problem: str) -> None:
    with pytest.raises(FiscalYearError) as caught:
        FiscalYearRange.parse(text)
    assert str(caught.value) == problem + FORMS


def test_range_prints_inclusive_with_the_papers_sign() -> None:
    years = FiscalYearRange(FiscalYear(2022), FiscalYear(2026))
    assert (years.short, years.header, years.long) == ("R4\uff5eR7", "R4(2022)\uff5eR7(2025)", "令和4年度\uff5e令和7年度")


def test_range_of_one_year_prints_the_year() -> None:
    years = FiscalYearRange.inclusive(FiscalYear(2019), FiscalYear(2019))
    assert (years.short, years.header, years.long, len(years)) == ("R元", "R元(2019)", "令和元年度", 1)


def test_range_holds_first_and_last_but_not_until() -> None:
    years = FiscalYearRange.parse("R4～R7")
    assert [year in years for year in (2021, 2022, 2025, 2026)] == [False, True, True, False]
    assert [repr(year) for year in years.years()] == ["FiscalYear(2022)", "FiscalYear(2023)", "FiscalYear(2024)", "FiscalYear(2025)"]
    assert len(years) == 4


@pytest.mark.parametrize("until", [2022, 2021])
def test_range_without_a_year_is_refused(until: int) -> None:
    with pytest.raises(FiscalYearError, match="終わりが始まりより前"):
        FiscalYearRange(FiscalYear(2022), FiscalYear(until))


@given(st.tuples(st.integers(EARLIEST, 2117), st.integers(EARLIEST, 2117)).map(sorted), st.sampled_from(["short", "header", "long"]))
def test_range_reads_back(bounds: list[int], form: str) -> None:
    years = FiscalYearRange.inclusive(FiscalYear(bounds[0]), FiscalYear(bounds[1]))
    assert FiscalYearRange.parse(getattr(years, form)) == years


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [(2022, 2025, "R4～R7"), (2018, 2019, "H30～R元"), (2026, 2026, "R8"), (2027, None, "R9～"), (None, None, ""), (None, 2025, "")],
)
def test_term_with_and_without_ends(first: int | None, last: int | None, text: str) -> None:
    assert term_short(first, last) == text


def test_term_that_runs_backward_is_refused() -> None:
    with pytest.raises(FiscalYearError):
        term_short(2025, 2024)
