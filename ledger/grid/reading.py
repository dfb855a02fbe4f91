"""What people type into a cell, read as a number or as the reason for having none. Beyond doubt, or an error: never a guess."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Missing
from iconm.lib.numbers import NumberError, NumberStyle, format_number, parse_number
from iconm.lib.text import UnreadableError, half_width
from iconm.lib.units import COUNTERS, MONEY, convert, is_money, round_half_up

# The reasons for having no value, in the order in which they are offered.
REASONS = (Missing.PENDING, Missing.NOT_APPLICABLE, Missing.NOT_COMPARABLE, Missing.UNKNOWN, Missing.WITHHELD)
_STYLE = NumberStyle()
_IN_JAPANESE = {  # whatever language the page is in
    "未確定": "pending",
    "調整中": "pending",
    "該当なし": "not_applicable",
    "なし": "not_applicable",
    "不詳": "unknown",
    "不明": "unknown",
    "比較不能": "not_comparable",
    "非公開": "withheld",
    "非公表": "withheld",
}
_DASHES = frozenset("-‐‑‒–—―−ー－ｰ─")
_LARGEST = Decimal(10) ** 12  # fifteen digits, three of them decimals (ledger.models.Value)
_MONEY_WORDS = {**{unit: unit for unit in MONEY}, "億": "億円", "万": "万円", "千万円": "千万円", "千万": "千万円"}
_TEN_MILLION = Decimal(10_000)  # 千円 in 千万円
_UNITS = sorted({*MONEY, *COUNTERS, *_MONEY_WORDS, "人", "か所", "箇所"}, key=len, reverse=True)
_NUMBER = r"[△▲]?\s*[-−]?[0-9][0-9,]*(?:\.[0-9]+)?"
_ONE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{'|'.join(map(re.escape, _UNITS))})?")
_COMPOUND = re.compile(
    r"(?P<sign>[△▲\-−])?\s*(?:(?P<oku>[0-9][0-9,]*)億)?\s*(?:(?P<man>[0-9][0-9,]*)万)?\s*(?:(?P<sen>[0-9][0-9,]*)千)?円?"
)
_BELOW = {"man": 10_000, "sen": 10}  # beyond, the next larger word would have been written
_RANGE = re.compile(r"(?P<low>.+?)\s*[～〜~]\s*(?P<high>.+)")
_FIRST_NUMBER = re.compile(r"[△▲\-−]?\s*[0-9][0-9,]*(?:\.[0-9]+)?")
_NO_OFFER = frozenset("()（）割分")  # brackets may mean a minus, 5割 is 50 %


class ReadingError(UnreadableError):
    """A text that cannot be taken as typed. suggestion: what was probably meant, to be offered and never taken by itself; else None."""

    def __init__(self, message: str | Promise, suggestion: str | None = None, **values: object) -> None:
        super().__init__(message, **values)
        self.suggestion = suggestion


class ReasonWantedError(ReadingError):
    """A dash: there is no value, and the reason has to be chosen."""


@dataclass(frozen=True)
class Reading:
    """value, in the unit of the row, or missing, or neither for an empty text. upper: the other end of a range.

    is_plain: what was typed is what was read, widths and separators apart; otherwise the page says what was understood.
    """

    value: Decimal | None = None
    upper: Decimal | None = None
    missing: str = ""
    is_plain: bool = True

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.missing

    def text(self, decimals: int) -> str:
        """Return the text by which a cell shows it; reading that again gives the same."""
        if self.value is None:
            return str(Missing(self.missing).label) if self.missing else ""
        number = format_number(self.value, decimals, _STYLE)
        return number if self.upper is None else f"{number}～{format_number(self.upper, decimals, _STYLE)}"


def understand(typed: str, *, unit: str, decimals: int, allow_range: bool = False) -> Reading:
    """Read １，２３４, 1,234, △1,234, ▲12, 90%, 15件, 1.5億円 in a row of 千円, 1億5,000万円, 未確定, and nothing at all.

    unit: of the row; money is converted to it, any other unit has to be the row's own. decimals: how many the row has. allow_range: 80～95.
    Raises ReasonWantedError for a dash, ReadingError for everything else that is not beyond doubt.
    """
    text = half_width(typed).strip()
    if not text:
        return Reading()
    if missing := _missing(text):
        return Reading(missing=missing)
    if all(character in _DASHES for character in text):
        raise ReasonWantedError(_("値がない理由（未確定・該当なし・比較不能など）を選択してください。"))
    if allow_range and (match := _RANGE.fullmatch(text)):
        return _range(typed, match, unit, decimals)
    value, is_plain = _quantity(typed, text, unit)
    return Reading(value=_fitting(typed, value, unit, decimals), is_plain=is_plain)


def _missing(text: str) -> str:
    """Return the code of a reason that is typed in words, in either language or as its code."""
    words = text.strip("()（）").strip("".join(_DASHES)).strip("()（） ").casefold()
    return _IN_JAPANESE.get(words) or _words(get_language() or "ja").get(words, "")


@cache
def _words(language: str) -> dict[str, str]:
    """Return the codes of the reasons by their words in the language, and by themselves."""
    with override(language):
        return {str(label).casefold(): code for code, label in Missing.choices} | {code: code for code in Missing.values}


def _range(typed: str, match: re.Match[str], unit: str, decimals: int) -> Reading:
    low, _plain_low = _quantity(typed, match["low"].strip(), unit)
    high, _plain_high = _quantity(typed, match["high"].strip(), unit)
    if high < low:
        raise ReadingError(_("「%(text)s」は上限が下限より小さくなっています。"), text=typed)
    return Reading(value=_fitting(typed, low, unit, decimals), upper=_fitting(typed, high, unit, decimals), is_plain=False)


def _quantity(typed: str, text: str, unit: str) -> tuple[Decimal, bool]:
    """Return the number in the row's unit, and whether it stood there without any unit."""
    if is_money(unit) and (amount := _compound(typed, text)) is not None:
        return convert(amount, "千円", unit), False
    match = _ONE.fullmatch(text)
    if not match:
        raise _not_a_number(typed, text)
    number = _number(typed, match["number"])
    given = match["unit"]
    return (number, True) if not given else (_converted(typed, number, given, unit), False)


def _compound(typed: str, text: str) -> Decimal | None:
    """Return 1億5,000万円 or 4億4,123万4千円 in 千円; None for a text with fewer than two of the words."""
    match = _COMPOUND.fullmatch(text)
    parts = {name: _number(typed, match[name]) for name in ("oku", "man", "sen") if match[name]} if match else {}
    if match is None or len(parts) < 2:
        return None
    if any(parts.get(name, 0) >= most for name, most in _BELOW.items()):
        raise ReadingError(_("「%(text)s」を数値として読み取れません。桁区切りを確認してください。"), text=typed)
    amount = parts.get("oku", Decimal(0)) * 100_000 + parts.get("man", Decimal(0)) * 10 + parts.get("sen", Decimal(0))
    return amount.copy_negate() if match["sign"] else amount


def _number(typed: str, text: str) -> Decimal:
    try:
        return parse_number(text)
    except NumberError as error:
        raise ReadingError(_("「%(text)s」を数値として読み取れません。桁区切りを確認してください。"), text=typed) from error


def _not_a_number(typed: str, text: str) -> ReadingError:
    found = _FIRST_NUMBER.findall(text)
    suggestion = found[0] if len(found) == 1 and _reads(found[0]) and not _NO_OFFER & set(text) else None
    return ReadingError(_("「%(text)s」を数値として読み取れません。数字だけを入力してください。"), suggestion, text=typed)


def _reads(text: str) -> bool:
    try:
        parse_number(text)
    except NumberError:
        return False
    return True


def _converted(typed: str, number: Decimal, given: str, unit: str) -> Decimal:
    if {given, unit} <= {"名", "人"} or given == unit:
        return number
    money = _MONEY_WORDS.get(given)
    if money == "千万円" and is_money(unit):
        return convert(number * _TEN_MILLION, "千円", unit)
    if money and is_money(unit):
        return convert(number, money, unit)
    suggestion = None if money or is_money(unit) else f"{number:f}"
    raise ReadingError(_("「%(text)s」の単位が、この欄の単位（%(unit)s）と異なります。"), suggestion, text=typed, unit=unit)


def _fitting(typed: str, value: Decimal, unit: str, decimals: int) -> Decimal:
    """Return the value as the row holds it. Raises ReadingError for more decimals than the row has and for numbers beyond the ledger's."""
    rounded = round_half_up(value, decimals)
    if abs(rounded) >= _LARGEST:
        raise ReadingError(_("「%(text)s」は大きすぎます（整数は12桁まで）。"), text=typed)
    if rounded != value and unit == "%" and abs(value) < 1:
        # A spreadsheet's cell in per cent hands over 0.9 for 90 %.
        offer = format_number(value * 100, decimals, _STYLE)
        raise ReadingError(
            _("「%(text)s」は1%%未満です。%(offer)s%%のことでしたら、そのように入力してください。"), offer, text=typed, offer=offer
        )
    if rounded != value:
        offer = format_number(rounded, decimals, _STYLE)
        raise ReadingError(
            _("「%(text)s」には、この欄（%(unit)s）で記録する桁より細かい端数があります。四捨五入すると%(offer)sです。"),
            offer,
            text=typed,
            unit=unit,
            offer=offer,
        )
    return rounded
