from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from iconm.lib.numbers import NumberError, NumberStyle, excel_format, format_number, parse_number
from iconm.lib.text import half_width
from iconm.lib.units import round_half_up

STYLES = st.builds(
    NumberStyle, negative=st.sampled_from(["△", "▲", "-"]), grouping=st.booleans(), digits=st.sampled_from(["half", "one-full"])
)


@pytest.mark.parametrize(
    ("value", "decimals", "style", "printed"),
    [
        pytest.param("286000", 0, NumberStyle(), "286,000", id="thousands"),
        pytest.param("-54317", 0, NumberStyle(), "△54,317", id="negative in a table"),
        pytest.param("-54317", 0, NumberStyle(negative="▲"), "▲54,317", id="negative in slides"),
        pytest.param("-54317", 0, NumberStyle(negative="-", grouping=False), "-54317", id="machine"),
        pytest.param("1.25", 1, NumberStyle(), "1.3", id="half up"),
        pytest.param("-0.4", 0, NumberStyle(), "0", id="no sign on zero"),
        pytest.param("0", 0, NumberStyle(), "0", id="zero"),
        pytest.param("5", 0, NumberStyle(digits="one-full"), "５", id="one digit full-width"),
        pytest.param("-5", 0, NumberStyle(digits="one-full"), "△５", id="one negative digit"),
        pytest.param("12", 0, NumberStyle(digits="one-full"), "12", id="two digits half-width"),
        pytest.param("5", 1, NumberStyle(digits="one-full"), "5.0", id="a decimal makes two digits"),
        pytest.param("1E+8", 0, NumberStyle(), "100,000,000", id="no exponent"),
        pytest.param("-" + "9" * 40, 0, NumberStyle(grouping=False), "△" + "9" * 40, id="past 28 digits"),
    ],
)
def test_format_number(value: str, decimals: int, style: NumberStyle, printed: str) -> None:
    assert format_number(Decimal(value), decimals, style) == printed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param("1234", "1234", id="plain"),
        pytest.param("１，２３４", "1234", id="full-width"),
        pytest.param("1,234,567", "1234567", id="separators"),
        pytest.param("△1,234", "-1234", id="white triangle"),
        pytest.param("△ 54,317", "-54317", id="white triangle and blank, as in settlements"),
        pytest.param("△　５", "-5", id="full-width blank"),
        pytest.param("▲12", "-12", id="black triangle"),
        pytest.param("-5", "-5", id="hyphen"),
        pytest.param("\u22125", "-5", id="minus U+2212"),
        pytest.param("－５", "-5", id="full-width hyphen"),
        pytest.param(" 12 ", "12", id="blanks around"),
        pytest.param("０．５０", "0.50", id="decimals are kept"),
        pytest.param("1,234.5", "1234.5", id="separators and decimals"),
        pytest.param("△0", "0", id="never minus zero"),
        pytest.param("007", "7", id="leading zeros"),
        pytest.param("-" + "9" * 40, "-" + "9" * 40, id="past 28 digits"),
    ],
)
def test_parse_number(typed: str, value: str) -> None:
    assert str(parse_number(typed)) == value


@pytest.mark.parametrize(
    "typed",
    [
        *("1,23", "1,2345", "12,34,567", ",123", "1,", "1234,567", "0,123", "1,234.567,8"),
        *("1.", ".5", "1.2.3", "1e5", "1E+8", "NaN", "Infinity", "-inf", "x", "…", "−", "―", "0x10", "1_000"),
        *("12件", "90%", "約8000", "1 234", "+5", "--5", "△-5", "- 5", "(5)", "５０ ０", "①", "²", "٣", "一", "1、234", "1\n2"),
    ],
)
def test_parse_number_refuses(typed: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(typed)
    assert str(caught.value) == (
        f"「{typed}」は数値として読み取れません。数値は「1234」「1,234」「△1,234」「-0.5」のように入力してください（桁区切りは3桁ごと）。"
    )


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_parse_number_of_nothing_says_so(typed: str) -> None:
    with pytest.raises(NumberError, match="数値が入力されていません"):
        parse_number(typed)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20), st.integers(0, 6), STYLES)
def test_what_is_printed_reads_back(value: Decimal, decimals: int, style: NumberStyle) -> None:
    assert parse_number(format_number(value, decimals, style)) == round_half_up(value, decimals)


@given(st.text() | st.text(st.sampled_from("0123459０１９,，.．-－−△▲ 　eEx+%件")))
def test_any_text_is_refused_or_read_with_its_own_digits(text: str) -> None:
    try:
        number = parse_number(text)
    except NumberError:
        return
    typed = "".join(character for character in half_width(text) if character in "0123456789.")
    assert number.is_finite()
    assert f"{number.copy_abs():f}" == (typed.lstrip("0") if typed.lstrip("0")[:1].isdigit() else "0" + typed.lstrip("0"))


@pytest.mark.parametrize(
    ("decimals", "unit", "negative", "code"),
    [
        pytest.param(0, "", "△", '#,##0;"△"#,##0', id="bare"),
        pytest.param(0, "件", "△", '#,##0"件";"△"#,##0"件"', id="unit"),
        pytest.param(1, "億円", "▲", '#,##0.0"億円";"▲"#,##0.0"億円"', id="decimals"),
        pytest.param(0, "%", "-", '#,##0"%";"-"#,##0"%"', id="per cent is a letter, not a factor of 100"),
        pytest.param(0, 'a"b', "△", '#,##0"a"\\""b";"△"#,##0"a"\\""b"', id="quotation mark"),
    ],
)
def test_excel_format(decimals: int, unit: str, negative: str, code: str) -> None:
    assert excel_format(decimals, unit, negative) == code  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["千円", "件", "%", "社/年", "日"])
def test_excel_reads_the_cell_as_a_number(unit: str) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, -54317, book.add_format({"num_format": excel_format(0, unit)}))
    cell = openpyxl.load_workbook(file).active["A1"]
    assert (cell.value, cell.data_type, cell.is_date, cell.number_format) == (-54317, "n", False, excel_format(0, unit))
