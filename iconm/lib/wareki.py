"""Dates, months and as-of dates in 和暦. A fiscal year goes by its own table: `iconm.lib.fiscal_year`.

The calendar starts at 明治6年1月1日 (1873-01-01), when Japan took the Gregorian one; earlier dates are refused. Nothing reads the clock.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear, FiscalYearError
from iconm.lib.text import UnreadableError, half_width


class Era(NamedTuple):
    """first: the western year that is 元年. since: the first day."""

    name: str
    letter: str
    first: int
    since: date


ERAS = (
    Era("令和", "R", 2019, date(2019, 5, 1)),
    Era("平成", "H", 1989, date(1989, 1, 8)),
    Era("昭和", "S", 1926, date(1926, 12, 25)),
    Era("大正", "T", 1912, date(1912, 7, 30)),
    Era("明治", "M", 1868, date(1873, 1, 1)),
)

_ERA_YEAR = r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*(?P<number>元|[0-9]{1,2})\s*(?:\(\s*(?P<bracket>[0-9]{4})\s*\))?"
_YEAR = rf"(?:{_ERA_YEAR}|(?P<western>[0-9]{{4}}))"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH_FORMS = (
    re.compile(rf"{_YEAR}\s*年\s*{_MONTH}\s*月", re.IGNORECASE),
    re.compile(rf"{_YEAR}\.{_MONTH}", re.IGNORECASE),
    re.compile(rf"(?P<western>[0-9]{{4}})[-/]{_MONTH}"),
)
_DATE_FORMS = (
    re.compile(rf"{_YEAR}\s*年\s*{_MONTH}\s*月\s*{_DAY}\s*日", re.IGNORECASE),
    re.compile(rf"{_YEAR}\.{_MONTH}\.{_DAY}", re.IGNORECASE),
    re.compile(rf"(?P<western>[0-9]{{4}})(?P<sign>[-/]){_MONTH}(?P=sign){_DAY}"),
)
_DAY_WITHOUT_YEAR = (re.compile(rf"{_MONTH}\s*月\s*{_DAY}\s*日"), re.compile(rf"{_MONTH}/{_DAY}"))
_AS_OF = re.compile(r"(?P<stem>.+?)\s*(?P<end>末)?\s*(?:時点|現在)?")
# 「R7(2025) 12月末」 heads a column of fiscal year 2025; 「令和7年12月末」 has its own year and is matched as a month.
_MONTH_OF_FISCAL_YEAR = re.compile(rf"(?P<year>.*年度|.*\)|)\s*{_MONTH}\s*月")


class WarekiError(UnreadableError):
    """A text that names no date, or a date before the eras this module knows."""

    forms = _("日付は「令和8年2月10日」「R8.2.10」「2026-02-10」、年月は「R7.12」「令和7年12月」のように入力してください。")


def parse_date(text: str) -> date:
    """Read 令和７（2025）年６月２４日, R8.2.10, R8.05.13, 2026-02-10, 2026/2/10, 平成25年2月13日, any width.

    Raises WarekiError for anything else, for a day without a year, for one that does not exist, and where era and western year disagree
    (平成31年5月1日).
    """
    return _day_within(text, text, None) if has_no_year(text) else _day(text, text)


def parse_date_near(text: str, on: date) -> date:
    """Read as `parse_date` does; 12/3 and 12月3日 are the 3 December nearest to the day `on`, before or after it, the earlier of two."""
    if not has_no_year(text):
        return parse_date(text)
    form = _match(text, text, _DAY_WITHOUT_YEAR)
    month, day = int(form["month"]), int(form["day"])
    days = [found for year in (on.year - 1, on.year, on.year + 1) if (found := _existing(year, month, day))]
    if not days:
        raise _impossible(text)
    return min(days, key=lambda found: abs(found - on))


def has_no_year(text: str) -> bool:
    """Tell whether a text names a month and a day alone: 12月10日, 12/3."""
    return any(form.fullmatch(_tidy(text)) for form in _DAY_WITHOUT_YEAR)


def parse_month(text: str) -> tuple[int, int]:
    """Read H25.3, R元.5, 令和3年11月, 2025-12 as (western year, month). Raises WarekiError as `parse_date` does."""
    last = _last_day(text, text)
    return last.year, last.month


def parse_as_of(text: str, fiscal_year: FiscalYear | None = None) -> date:
    """Read the day a figure describes: R7.12末, R7.12時点, R7.12末時点, 令和3年11月末, R7.12, R7(2025) 12月末, 令和7年度末, R7.12.15時点.

    A month means its last day. fiscal_year: the year of a text that has none: 3月末 in FY2025 is 2026-03-31, 12月10日 2025-12-10.
    Raises WarekiError.
    """
    parts = _AS_OF.fullmatch(_tidy(text))
    if not parts:
        raise _unreadable(text)
    stem, is_end = parts["stem"], bool(parts["end"])
    if is_end and stem.endswith("年度"):
        return _fiscal_year(text, stem).end
    if within := _MONTH_OF_FISCAL_YEAR.fullmatch(stem):
        year = _fiscal_year(text, within["year"]) if within["year"] else fiscal_year
        return _month_end_within(text, year, int(within["month"]))
    if not is_end and has_no_year(stem):
        return _day_within(text, stem, fiscal_year)
    if not is_end and any(form.fullmatch(stem) for form in _DATE_FORMS):
        return _day(text, stem)
    return _last_day(text, stem)


def date_long(day: date) -> str:
    """Return 令和8年2月10日. This and every printer below raises WarekiError before 1873."""
    era, number = _in_era(day)
    return f"{era.name}{number}年{day.month}月{day.day}日"


def year_long(day: date) -> str:
    """Return 令和8年: the calendar year of a day."""
    era, number = _in_era(day)
    return f"{era.name}{number}年"


def date_full(day: date) -> str:
    """Return 令和8(2026)年2月10日."""
    era, number = _in_era(day)
    return f"{era.name}{number}({day.year})年{day.month}月{day.day}日"


def date_short(day: date) -> str:
    """Return R8.2.10, R元.5.1."""
    era, number = _in_era(day)
    return f"{era.letter}{number}.{day.month}.{day.day}"


def date_jis(day: date) -> str:
    """Return R8.02.10, the machine form of the government's data rules; year 1 is a digit there: R1.05.01."""
    era, _number = _in_era(day)
    return f"{era.letter}{day.year - era.first + 1}.{day.month:02}.{day.day:02}"


def month_short(year: int, month: int) -> str:
    """Return H25.3, R元.5. A month of two eras bears the later one's name: H元.1."""
    era, number = _in_era(date(year, month, monthrange(year, month)[1]))
    return f"{era.letter}{number}.{month}"


def as_of_short(day: date) -> str:
    """Return R7.12末, or R7.12.15時点 for a day within the month."""
    return f"{month_short(day.year, day.month)}末" if _is_month_end(day) else f"{date_short(day)}時点"


def as_of_long(day: date) -> str:
    """Return 令和7年12月末, or 令和7年12月15日時点 for a day within the month."""
    if not _is_month_end(day):
        return f"{date_long(day)}時点"
    era, number = _in_era(day)
    return f"{era.name}{number}年{day.month}月末"


def _in_era(day: date) -> tuple[Era, str]:
    era = next((era for era in ERAS if day >= era.since), None)
    if era is None:
        raise WarekiError(_("%(day)sは扱えない日付です（明治6(1873)年1月1日以降に限ります）。"), day=day)
    number = day.year - era.first + 1
    return era, "元" if number == 1 else str(number)


def _is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _tidy(text: str) -> str:
    return half_width(text).strip()


def _match(typed: str, part: str, forms: tuple[re.Pattern[str], ...]) -> dict[str, str]:
    """Return the groups of the first form that `part` has; those that took no part are left out."""
    for form in forms:
        if match := form.fullmatch(_tidy(part)):
            return {name: group for name, group in match.groupdict().items() if group}
    raise _unreadable(typed)


def _western_year(typed: str, form: dict[str, str]) -> int:
    if "era" not in form:
        return int(form["western"])
    number = 1 if form["number"] == "元" else int(form["number"])
    year = _era_of_sign(form["era"]).first + number - 1
    if number == 0:
        raise WarekiError(_("「%(text)s」の年がありません（元号は元年から始まります）。"), text=typed)
    if int(form.get("bracket", year)) != year:
        raise WarekiError(_("「%(text)s」は和暦と西暦が一致しません（和暦の年は%(year)s年です）。"), text=typed, year=year)
    return year


def _day(typed: str, part: str) -> date:
    """Return the day that `part` of the typed text names."""
    form = _match(typed, part, _DATE_FORMS)
    year = _western_year(typed, form)
    try:
        day = date(year, int(form["month"]), int(form["day"]))
    except ValueError:
        raise _impossible(typed) from None
    era, _number = _in_era(day)
    if "era" in form and _era_of_sign(form["era"]) != era:
        raise _wrong_era(typed, date_long(day))
    return day


def _last_day(typed: str, part: str) -> date:
    """Return the last day of the month that `part` of the typed text names."""
    form = _match(typed, part, _MONTH_FORMS)
    year, month = _western_year(typed, form), int(form["month"])
    try:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        raise _impossible(typed) from None
    eras = (_in_era(first)[0], _in_era(last)[0])
    if "era" in form and _era_of_sign(form["era"]) not in eras:
        raise _wrong_era(typed, month_short(year, month))
    return last


def _day_within(typed: str, part: str, year: FiscalYear | None) -> date:
    """Return the day of the fiscal year that `part` of the typed text names."""
    form = _match(typed, part, _DAY_WITHOUT_YEAR)
    if year is None:
        raise WarekiError(_("「%(text)s」には年がありません。年を付けて入力してください。"), text=typed)
    month, day = int(form["month"]), int(form["day"])
    try:
        return year.month_end(month).replace(day=day)
    except ValueError:
        raise _impossible(typed) from None


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end_within(typed: str, year: FiscalYear | None, month: int) -> date:
    if year is None:
        raise WarekiError(_("「%(text)s」だけでは年が決まりません。"), text=typed)
    if not 1 <= month <= 12:
        raise _impossible(typed)
    return year.month_end(month)


def _fiscal_year(typed: str, part: str) -> FiscalYear:
    try:
        return FiscalYear.parse(part)
    except FiscalYearError as error:
        raise WarekiError(_("「%(text)s」の年度が読み取れません。"), text=typed) from error


def _era_of_sign(sign: str) -> Era:
    return next(era for era in ERAS if sign.upper() in (era.name, era.letter))


def _unreadable(typed: str) -> WarekiError:
    return WarekiError(_("「%(text)s」は日付・年月として読み取れません。"), text=typed)


def _impossible(typed: str) -> WarekiError:
    return WarekiError(_("「%(text)s」は暦にない日付です。"), text=typed)


def _wrong_era(typed: str, right: str) -> WarekiError:
    return WarekiError(_("「%(text)s」の元号が違います（%(right)sです）。"), text=typed, right=right)
