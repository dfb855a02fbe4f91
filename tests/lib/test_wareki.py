from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iconm.lib import wareki
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import WarekiError, parse_as_of, parse_date, parse_date_near, parse_month

FORMS = "日付は「令和8年2月10日」「R8.2.10」「2026-02-10」、年月は「R7.12」「令和7年12月」のように入力してください。"
# 令和99年 is the last a two-digit year can name.
DAYS = st.dates(date(1873, 1, 1), date(2117, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和７（2025）年６月２４日", date(2025, 6, 24)),
        ("令和8年2月10日", date(2026, 2, 10)),
        ("令和 8年 2月 10日", date(2026, 2, 10)),
        ("令和８年１月２０日", date(2026, 1, 20)),
        ("R8.2.10", date(2026, 2, 10)),
        ("Ｒ８．２．１０", date(2026, 2, 10)),
        ("R8.05.13", date(2026, 5, 13)),
        ("R08.05.13", date(2026, 5, 13)),
        ("r8.5.13", date(2026, 5, 13)),
        ("2026-02-10", date(2026, 2, 10)),
        ("2026/2/10", date(2026, 2, 10)),
        ("2026.2.10", date(2026, 2, 10)),
        ("2026年2月10日", date(2026, 2, 10)),
        ("平成25年2月13日", date(2013, 2, 13)),
        ("平成２５年２月１３日 ", date(2013, 2, 13)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和元(2019)年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("R6.2.29", date(2024, 2, 29)),
    ],
)
def test_parse_date(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("令和7年2月30日", "「令和7年2月30日」は暦にない日付です。", id="30 February"),
        pytest.param("R7.2.29", "「R7.2.29」は暦にない日付です。", id="29 February of a common year"),
        pytest.param("2026-13-01", "「2026-13-01」は暦にない日付です。", id="13th month"),
        pytest.param("R8.0.1", "「R8.0.1」は暦にない日付です。", id="month nought"),
        pytest.param("0000-01-01", "「0000-01-01」は暦にない日付です。", id="year nought"),
        pytest.param("平成31年5月1日", "「平成31年5月1日」の元号が違います（令和元年5月1日です）。", id="first day of 令和"),
        pytest.param("R元.4.30", "「R元.4.30」の元号が違います（平成31年4月30日です）。", id="last day of 平成"),
        pytest.param("昭和64年1月8日", "「昭和64年1月8日」の元号が違います（平成元年1月8日です）。", id="first day of 平成"),
        pytest.param(
            "令和7（2024）年6月24日", "「令和7（2024）年6月24日」は和暦と西暦が一致しません（和暦の年は2025年です）。", id="brackets"
        ),
        pytest.param("R0.5.1", "「R0.5.1」の年がありません（元号は元年から始まります）。", id="year nought of an era"),
        pytest.param("明治5年1月1日", "1872-01-01は扱えない日付です（明治6(1873)年1月1日以降に限ります）。", id="before the calendar"),
        pytest.param(
            "1800-01-01", "1800-01-01は扱えない日付です（明治6(1873)年1月1日以降に限ります）。", id="western, before the calendar"
        ),
        *(
            pytest.param(text, f"「{text}」は日付・年月として読み取れません。", id=text or "nothing")
            for text in (
                "",
                "R7.12",
                "8.2.10",
                "26-02-10",
                "2026-2/10",
                "20260210",
                "R8年2.10",
                "令和7年度2月10日",
                "R8-2-10",
                "12.3",
                "来週",
            )
        ),
        *(
            pytest.param(text, f"「{text}」には年がありません。年を付けて入力してください。", id=text)
            for text in ("2月10日", "12/3", "１２／３", "13/40")
        ),
    ],
)
def test_parse_date_refuses(text: str, problem: str) -> None:
    with pytest.raises(WarekiError) as caught:
        parse_date(text)
    assert str(caught.value) == problem + FORMS


@pytest.mark.parametrize(
    ("text", "on", "day"),
    [
        pytest.param("11/20", date(2026, 11, 22), date(2026, 11, 20), id="the day before yesterday"),
        pytest.param("4/1", date(2026, 11, 22), date(2027, 4, 1), id="next spring"),
        pytest.param("3/25", date(2026, 4, 10), date(2026, 3, 25), id="last month, another fiscal year"),
        pytest.param("12月31日", date(2027, 1, 4), date(2026, 12, 31), id="last year"),
        pytest.param("１／４", date(2026, 12, 28), date(2027, 1, 4), id="next year, full width"),
        pytest.param(" 3 月 31 日 ", date(2026, 3, 31), date(2026, 3, 31), id="the day itself"),
        pytest.param("8/17", date(2027, 2, 15), date(2026, 8, 17), id="182 days back, 183 ahead"),
        pytest.param("8/17", date(2028, 2, 16), date(2027, 8, 17), id="183 days either way"),
        pytest.param("2/29", date(2027, 12, 1), date(2028, 2, 29), id="a day of leap years"),
        pytest.param("R6.2.29", date(2027, 12, 1), date(2024, 2, 29), id="with its year"),
    ],
)
def test_day_without_a_year_is_the_nearest(text: str, on: date, day: date) -> None:
    assert parse_date_near(text, on) == day


@pytest.mark.parametrize("text", ["2/29", "2月30日", "13/1", "0/1"])
def test_day_that_no_year_nearby_has_is_refused(text: str) -> None:
    with pytest.raises(WarekiError, match="は暦にない日付です。"):
        parse_date_near(text, date(2026, 2, 10))


@given(st.dates(date(1990, 4, 1), date(2100, 3, 31)), st.integers(-181, 181))
def test_day_within_half_a_year_is_read_back_without_its_year(on: date, distance: int) -> None:
    day = on + timedelta(days=distance)
    assume((day.month, day.day) != (2, 29))  # or it may be a day that the years beside have not
    assert parse_date_near(f"{day.month}/{day.day}", on) == parse_date_near(f"{day.month}月{day.day}日", on) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("H25.3", (2013, 3)),
        ("R4.10", (2022, 10)),
        ("R7.12", (2025, 12)),
        ("令和3年11月", (2021, 11)),
        ("令和３（2021）年１１月", (2021, 11)),
        ("H31.3", (2019, 3)),
        ("H31.4", (2019, 4)),
        ("R元.5", (2019, 5)),
        ("S64.1", (1989, 1)),
        ("H元.1", (1989, 1)),
        ("T15.12", (1926, 12)),
        ("S元.12", (1926, 12)),
        ("2025-12", (2025, 12)),
        ("2025/3", (2025, 3)),
        ("2025年12月", (2025, 12)),
    ],
)
def test_parse_month(text: str, month: tuple[int, int]) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("R元.4", "「R元.4」の元号が違います（H31.4です）。", id="before the era"),
        pytest.param("H31.5", "「H31.5」の元号が違います（R元.5です）。", id="after the era"),
        pytest.param("S64.2", "「S64.2」の元号が違います（H元.2です）。", id="the month after"),
        pytest.param("R7.13", "「R7.13」は暦にない日付です。", id="13th month"),
        pytest.param("R7(2024).12", "「R7(2024).12」は和暦と西暦が一致しません（和暦の年は2025年です）。", id="brackets"),
        pytest.param("R7", "「R7」は日付・年月として読み取れません。", id="no month"),
        pytest.param("12月", "「12月」は日付・年月として読み取れません。", id="no year"),
    ],
)
def test_parse_month_refuses(text: str, problem: str) -> None:
    with pytest.raises(WarekiError) as caught:
        parse_month(text)
    assert str(caught.value) == problem + FORMS


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(
            (text, date(2025, 12, 31))
            for text in ("R7.12末", "R7.12時点", "R7.12末時点", "R7.12", "Ｒ７．１２末", "令和7年12月末", "R7.12末現在")
        ),
        ("令和3年11月末", date(2021, 11, 30)),
        ("R6.2末", date(2024, 2, 29)),
        ("令和7年3月末", date(2025, 3, 31)),
        ("R7.12.15時点", date(2025, 12, 15)),
        ("令和8年1月20日現在", date(2026, 1, 20)),
        ("2026-01-20", date(2026, 1, 20)),
        ("R7(2025) 12月末", date(2025, 12, 31)),
        ("R7(2025)12月末", date(2025, 12, 31)),
        ("令和7年度3月末", date(2026, 3, 31)),
        ("令和11年度末", date(2030, 3, 31)),
        ("令和7年度末時点", date(2026, 3, 31)),
    ],
)
def test_parse_as_of(text: str, day: date) -> None:
    assert parse_as_of(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月末", date(2025, 12, 31)),
        ("１２月末時点", date(2025, 12, 31)),
        ("3月末", date(2026, 3, 31)),
        ("4月末", date(2025, 4, 30)),
        ("12月10日時点", date(2025, 12, 10)),
        ("2/10", date(2026, 2, 10)),
        ("R6.11末", date(2024, 11, 30)),
    ],
)
def test_parse_as_of_takes_a_missing_year_from_the_fiscal_year(text: str, day: date) -> None:
    assert parse_as_of(text, FiscalYear(2025)) == day


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("12月末", "「12月末」だけでは年が決まりません。", id="no year"),
        pytest.param("R7(2024) 12月末", "「R7(2024) 12月末」の年度が読み取れません。", id="contradiction"),
        pytest.param("H32年度末", "「H32年度末」の年度が読み取れません。", id="no such fiscal year"),
        pytest.param("令和7年度13月末", "「令和7年度13月末」は暦にない日付です。", id="13th month of a fiscal year"),
        pytest.param("R7.13末", "「R7.13末」は暦にない日付です。", id="13th month"),
        pytest.param("R7.2.30時点", "「R7.2.30時点」は暦にない日付です。", id="30 February"),
        pytest.param("H31.5末", "「H31.5末」の元号が違います（R元.5です）。", id="wrong era"),
        pytest.param("R7.12.15末", "「R7.12.15末」は日付・年月として読み取れません。", id="end of a day"),
        pytest.param("R7.12時点末", "「R7.12時点末」は日付・年月として読み取れません。", id="wrong order"),
        pytest.param("令和7年度", "「令和7年度」は日付・年月として読み取れません。", id="a whole year"),
        pytest.param("末", "「末」は日付・年月として読み取れません。", id="nothing but the end"),
        pytest.param("", "「」は日付・年月として読み取れません。", id="nothing"),
    ],
)
def test_parse_as_of_refuses(text: str, problem: str) -> None:
    with pytest.raises(WarekiError) as caught:
        parse_as_of(text)
    assert str(caught.value) == problem + FORMS


@pytest.mark.parametrize(
    ("day", "long", "full", "short", "jis"),
    [
        (date(2026, 2, 10), "令和8年2月10日", "令和8(2026)年2月10日", "R8.2.10", "R8.02.10"),
        (date(2019, 5, 1), "令和元年5月1日", "令和元(2019)年5月1日", "R元.5.1", "R1.05.01"),
        (date(2019, 4, 30), "平成31年4月30日", "平成31(2019)年4月30日", "H31.4.30", "H31.04.30"),
        (date(1989, 1, 7), "昭和64年1月7日", "昭和64(1989)年1月7日", "S64.1.7", "S64.01.07"),
        (date(1912, 7, 30), "大正元年7月30日", "大正元(1912)年7月30日", "T元.7.30", "T1.07.30"),
        (date(1873, 1, 1), "明治6年1月1日", "明治6(1873)年1月1日", "M6.1.1", "M6.01.01"),
    ],
)
def test_date_printing(day: date, long: str, full: str, short: str, jis: str) -> None:
    assert (wareki.date_long(day), wareki.date_full(day), wareki.date_short(day), wareki.date_jis(day)) == (long, full, short, jis)


@pytest.mark.parametrize("print_day", [wareki.date_long, wareki.date_jis, wareki.as_of_short, wareki.as_of_long])
def test_printing_before_the_calendar_is_refused(print_day: Callable[[date], str]) -> None:
    with pytest.raises(WarekiError, match="1872-12-31は扱えない日付です"):
        print_day(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("year", "month", "printed"), [(2013, 3, "H25.3"), (2019, 5, "R元.5"), (2019, 4, "H31.4"), (1989, 1, "H元.1"), (2025, 12, "R7.12")]
)
def test_month_short(year: int, month: int, printed: str) -> None:
    assert wareki.month_short(year, month) == printed


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        pytest.param(date(2025, 12, 31), "R7.12末", "令和7年12月末", id="month end"),
        pytest.param(date(2025, 12, 15), "R7.12.15時点", "令和7年12月15日時点", id="within the month"),
        pytest.param(date(2024, 2, 29), "R6.2末", "令和6年2月末", id="leap February"),
        pytest.param(date(2024, 2, 28), "R6.2.28時点", "令和6年2月28日時点", id="the day before"),
        pytest.param(date(2019, 5, 31), "R元.5末", "令和元年5月末", id="first year"),
    ],
)
def test_as_of_printing(day: date, short: str, long: str) -> None:
    assert (wareki.as_of_short(day), wareki.as_of_long(day)) == (short, long)


@given(DAYS, st.sampled_from([wareki.date_long, wareki.date_full, wareki.date_short, wareki.date_jis, date.isoformat]))
def test_every_printed_date_reads_back(day: date, print_day: Callable[[date], str]) -> None:
    assert parse_date(print_day(day)) == day


@given(DAYS, st.sampled_from([wareki.as_of_short, wareki.as_of_long]))
def test_every_printed_as_of_reads_back(day: date, print_day: Callable[[date], str]) -> None:
    assert parse_as_of(print_day(day)) == day


@given(DAYS)
def test_every_printed_month_reads_back(day: date) -> None:
    assert parse_month(wareki.month_short(day.year, day.month)) == (day.year, day.month)


def test_every_era_follows_the_one_before_without_a_gap() -> None:
    for later, earlier in zip(wareki.ERAS, wareki.ERAS[1:], strict=False):
        assert wareki.date_long(later.since).startswith(f"{later.name}元年")
        assert wareki.date_long(later.since - timedelta(days=1)).startswith(earlier.name)


@given(st.text() | st.text(st.sampled_from("RH令和平成元年度月日末時点0123456789０()（）. -/")))
def test_any_text_gives_a_date_or_our_own_error(text: str) -> None:
    for parse in (parse_date, parse_month, parse_as_of):
        with suppress(WarekiError):
            assert parse(text)


@pytest.mark.parametrize(("day", "year"), [(date(2019, 4, 30), "平成31年"), (date(2019, 5, 1), "令和元年"), (date(2013, 3, 1), "平成25年")])
def test_calendar_year_of_a_day(day: date, year: str) -> None:
    assert wareki.year_long(day) == year
