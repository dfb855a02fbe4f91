"""Numbers as papers print them and as people type them. Reading is strict: a text is a number beyond doubt, or an error."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError, half_width
from iconm.lib.units import round_half_up

NegativeSign = Literal["△", "▲", "-"]

_WIDE_DIGITS = {ord("0") + digit: ord("０") + digit for digit in range(10)}
# 「△ 54,317」: the tables of a settlement set a blank behind △; behind a minus it would be a dash and some other number.
_NUMBER = re.compile(
    r"(?P<sign>[△▲]\s*|[-\u2212])?(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?P<fraction>\.[0-9]+)?",
)


class NumberError(UnreadableError):
    """A text that is not beyond doubt one number."""

    forms = _("数値は「1234」「1,234」「△1,234」「-0.5」のように入力してください（桁区切りは3桁ごと）。")


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are printed.

    negative: △ in tables, ▲ in slides, - for machines. digits: "one-full" is the office rule 「1桁全角・2桁以上半角」; digits behind the
    decimal point count, so 5 is full-width and 5.0 is not.
    """

    negative: NegativeSign = "△"
    grouping: bool = True
    digits: Literal["half", "one-full"] = "half"


def format_number(value: Decimal, decimals: int, style: NumberStyle) -> str:
    """Return `value` rounded half-up to `decimals`: 286,000, △54,317, 0. What rounds to zero bears no sign."""
    rounded = round_half_up(value, decimals)
    digits = f"{rounded.copy_abs():{',' if style.grouping else ''}f}"
    if style.digits == "one-full" and len(digits) == 1:
        digits = digits.translate(_WIDE_DIGITS)
    return f"{style.negative}{digits}" if rounded < 0 else digits


def excel_format(decimals: int, unit_suffix: str = "", negative: NegativeSign = "△", prefix: str = "") -> str:
    """Return the Excel number format that prints as `format_number` does, the cell staying a number: #,##0"件";"△"#,##0"件".

    Write rounded values: Excel prints −0.4 without decimals as △0.
    """
    places = f".{'0' * decimals}" if decimals else ""
    body, before = f"#,##0{places}{excel_literal(unit_suffix)}", excel_literal(prefix)
    return f"{before}{body};{before}{excel_literal(negative)}{body}"


def excel_literal(text: str) -> str:
    """Return text as a number format shows it, whatever signs it holds."""
    # Inside quotes nothing can be escaped: a quotation mark stands outside, behind a backslash.
    quoted = (f'"{part}"' if part else "" for part in text.split('"'))
    return '\\"'.join(quoted)


def parse_number(text: str) -> Decimal:
    """Read １，２３４, 1,234, △1,234, △ 54,317, ▲12, -5, −5, －5, 0.50 (its decimals are kept); blanks around are ignored.

    Raises NumberError for misplaced separators (1,23), an unfinished decimal (5. or .5), a plus, units, exponents, and an empty text.
    """
    match = _NUMBER.fullmatch(half_width(text).strip())
    if not match:
        raise NumberError(_("「%(text)s」は数値として読み取れません。") if text.strip() else _("数値が入力されていません。"), text=text)
    number = Decimal(match["whole"].replace(",", "") + (match["fraction"] or ""))
    # Unary minus would round to the 28 digits of the default context.
    return number.copy_negate() if match["sign"] and number else number
