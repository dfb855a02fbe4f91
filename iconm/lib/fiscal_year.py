"""Fiscal years: April to March, the western starting year inside, 和暦 outside.

A fiscal year goes by its own era table, a date by the one in `iconm.lib.wareki`: April 2019 was 平成31年4月, the fiscal year 令和元年度
(docs/decisions/0002-fiscal-years-and-eras.md).
"""

import operator
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Self, SupportsIndex, overload

from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError, half_width


class FiscalEra(NamedTuple):
    """first: the fiscal year named 元年度."""

    name: str
    letter: str
    first: int


# The year in which an era changes bears the new name: 令和元年度, 平成元年度. The old name of that one year is read too (H31, S64).
ERAS = (
    FiscalEra("令和", "R", 2019),
    FiscalEra("平成", "H", 1989),
    FiscalEra("昭和", "S", 1926),
    FiscalEra("大正", "T", 1912),
    FiscalEra("明治", "M", 1868),
)
EARLIEST = 1868
LATEST = 9998  # its last day, 31 March 9999, is the last one a date can hold

_FORM = re.compile(
    r"""(?: (?P<era>令和|平成|昭和|大正|明治|[RHSTM]) \s* (?P<number>元|[0-9]{1,2}) \s* (?:\( \s* (?P<bracket>[0-9]{4}) \s* \) \s*)?
          | (?:FY \s*)? (?P<western>[0-9]{4}) \s* )
        (?:年度)?""",
    re.VERBOSE | re.IGNORECASE,
)
_RANGE_SIGN = re.compile(r"\s*[~～〜\-\u2010-\u2015\u2212]\s*")  # every dash a keyboard or a paper offers


class FiscalYearError(UnreadableError):
    """A text or number that names no fiscal year."""

    forms = _("年度は「R7」「R7(2025)」「令和7年度」「2025年度」「FY2025」のように入力してください。")


class FiscalYear(int):
    """A fiscal year, 1868 to 9998. Stored, compared, bound to a query and written as JSON it is its western starting year.

    str() is '2025', for machines; people get `short`, `header`, `long`, `full`. msgspec encodes no subclass
    of int: give its structs int(year). Raises FiscalYearError out of range, TypeError for text and floats.
    """

    def __new__(cls, year: SupportsIndex) -> Self:
        number = operator.index(year)
        if not EARLIEST <= number <= LATEST:
            raise FiscalYearError(
                _("%(year)sは年度として扱えません（%(earliest)sから%(latest)sまで）。"), year=number, earliest=EARLIEST, latest=LATEST
            )
        return super().__new__(cls, number)

    @classmethod
    def containing(cls, day: date) -> Self:
        """Return the fiscal year of a day in Japan. Raises TypeError for a datetime: in UTC it may still be 31 March."""
        if isinstance(day, datetime):
            raise TypeError("FiscalYear.containing() wants the date in Japan, not a datetime")
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read any form the papers or staff use: R7(2025), Ｒ７, 令和7年度, 令和元（2019）年度, H25, 2025, FY2025.

        Raises FiscalYearError, among others where 和暦 and 西暦 disagree, for an era year that never was (H32), and for bare `25`.
        「令和7年」 and 「2025年」 are calendar years and refused.
        """
        form = _FORM.fullmatch(half_width(text).strip())
        if not form:
            raise _unreadable(text)
        if form["western"]:
            return cls(int(form["western"]))
        year = cls(_start_of(text, form["era"].upper(), 1 if form["number"] == "元" else int(form["number"])))
        if form["bracket"] and int(form["bracket"]) != year:
            raise FiscalYearError(
                _("「%(text)s」は和暦と西暦が一致しません（%(era)sは%(western)sです）。"), text=text, era=year.long, western=year.western
            )
        return year

    @property
    def short(self) -> str:
        """Return R7, R元."""
        era, number = self._in_era()
        return f"{era.letter}{number}"

    @property
    def header(self) -> str:
        """Return R7(2025), the head of a column."""
        return f"{self.short}({self})"

    @property
    def long(self) -> str:
        """Return 令和7年度, 令和元年度."""
        era, number = self._in_era()
        return f"{era.name}{number}年度"

    @property
    def full(self) -> str:
        """Return 令和7(2025)年度."""
        era, number = self._in_era()
        return f"{era.name}{number}({self})年度"

    @property
    def full_wide(self) -> str:
        """Return 令和7（2025）年度: brackets full-width, digits half-width."""
        return self.full.translate({ord("("): "（", ord(")"): "）"})

    @property
    def western(self) -> str:
        """Return 2025年度."""
        return f"{self}年度"

    @property
    def english(self) -> str:
        """Return FY2025."""
        return f"FY{self}"

    @property
    def start(self) -> date:
        """Return 1 April."""
        return date(self, 4, 1)

    @property
    def end(self) -> date:
        """Return 31 March, the last day."""
        return date(int(self) + 1, 3, 31)

    def month_end(self, month: int) -> date:
        """Return the last day of a calendar month within the year: 12 is 31 December, 3 is 31 March of the next calendar year."""
        year = int(self) if month >= 4 else int(self) + 1
        return date(year, month, monthrange(year, month)[1])

    def _in_era(self) -> tuple[FiscalEra, str]:
        era = next(era for era in ERAS if self >= era.first)
        number = int(self) - era.first + 1
        return era, "元" if number == 1 else str(number)

    def __add__(self, years: int) -> "FiscalYear":
        if isinstance(years, FiscalYear):
            return NotImplemented
        return FiscalYear(int(self) + years)

    __radd__ = __add__

    @overload
    def __sub__(self, other: "FiscalYear") -> int: ...  # type: ignore[overload-overlap]  # a year minus a year is a span
    @overload
    def __sub__(self, other: int) -> "FiscalYear": ...
    def __sub__(self, other: int) -> int:
        span = int(self) - int(other)
        return span if isinstance(other, FiscalYear) else FiscalYear(span)

    def __repr__(self) -> str:
        return f"FiscalYear({int(self)})"

    def __str__(self) -> str:
        return str(int(self))


@dataclass(frozen=True)
class FiscalYearRange:
    """Consecutive fiscal years, at least one. `until` is not part of it; what is printed and parsed names the last one."""

    first: FiscalYear
    until: FiscalYear

    def __post_init__(self) -> None:
        if self.until <= self.first:
            raise FiscalYearError(
                _("期間の終わりが始まりより前になっています（%(first)sから%(until)sの前まで）。"), first=self.first, until=self.until
            )

    @classmethod
    def inclusive(cls, first: FiscalYear, last: FiscalYear) -> Self:
        return cls(first, last + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read H27～R3, R4年度～R13年度, R4(2022)～R7(2025), or one year; ～ 〜 ~ and every dash separate. R4～7 is refused."""
        years = _RANGE_SIGN.split(half_width(text).strip())
        if len(years) > 2:
            raise _unreadable(text)
        first, last = FiscalYear.parse(years[0]), FiscalYear.parse(years[-1])
        if last < first:
            raise FiscalYearError(_("「%(text)s」は期間の終わりが始まりより前になっています。"), text=text)
        return cls.inclusive(first, last)

    @property
    def last(self) -> FiscalYear:
        return self.until - 1

    @property
    def short(self) -> str:
        """Return R4～R7, or R7 for one year."""
        return self._joined(self.first.short, self.last.short)

    @property
    def header(self) -> str:
        """Return R4(2022)～R7(2025)."""
        return self._joined(self.first.header, self.last.header)

    @property
    def long(self) -> str:
        """Return 令和4年度～令和7年度."""
        return self._joined(self.first.long, self.last.long)

    def years(self) -> Iterator[FiscalYear]:
        return map(FiscalYear, range(self.first, self.until))

    def __contains__(self, year: int) -> bool:
        return self.first <= year < self.until

    def __len__(self) -> int:
        return self.until - self.first

    def _joined(self, first: str, last: str) -> str:
        return first if len(self) == 1 else f"{first}～{last}"


def term_short(first: int | None, last: int | None) -> str:
    """Return R4～R7, R7 for one year, R9～ for a term without an end; nothing for one without a beginning. Both years are inclusive."""
    if first is None:
        return ""
    if last is None:
        return f"{FiscalYear(first).short}～"
    return FiscalYearRange.inclusive(FiscalYear(first), FiscalYear(last)).short


def _start_of(text: str, era_sign: str, number: int) -> int:
    """Return the starting year of an era's n-th fiscal year. Raises FiscalYearError for one that never was, naming the right one."""
    position, era = next((position, era) for position, era in enumerate(ERAS) if era_sign in (era.name, era.letter))
    year = era.first + number - 1
    if number == 0:
        raise FiscalYearError(_("「%(text)s」という年度はありません（%(era)sは元年から始まります）。"), text=text, era=era.name)
    if position and year > ERAS[position - 1].first:
        raise FiscalYearError(_("「%(text)s」という年度はありません（%(right)sにあたります）。"), text=text, right=FiscalYear(year).long)
    return year


def _unreadable(text: str) -> FiscalYearError:
    bare = half_width(text).strip()
    if not bare:
        return FiscalYearError(_("年度が入力されていません。"))
    if re.fullmatch(r"[0-9]{1,2}(年度?)?", bare):
        return FiscalYearError(_("「%(text)s」には元号も西暦の上2桁もないため、年度が決まりません。"), text=text)
    if re.fullmatch(r"[^年]+年", bare):
        return FiscalYearError(_("「%(text)s」は暦年です。年度の場合は「年度」まで入力してください。"), text=text)
    return FiscalYearError(_("「%(text)s」は年度として読み取れません。"), text=text)
