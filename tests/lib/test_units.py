from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iconm.lib.units import (
    MONEY,
    Rounding,
    UnitError,
    convert,
    footing_gap_allowed,
    footing_tolerance,
    is_money,
    round_half_up,
    truncate,
)

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        pytest.param("130000", "千円", "億円", "1.3", id="city contribution"),
        pytest.param("1.3", "億円", "千円", "130000", id="and back"),
        pytest.param("40", "億円", "円", "4000000000", id="no exponent"),
        pytest.param("1042931", "千円", "百万円", "1042.931", id="COI-NEXT in all"),
        pytest.param("36", "万円", "千円", "360", id="from 万円"),
        pytest.param("1", "千円", "億円", "0.00001", id="small"),
        pytest.param("-54317", "千円", "万円", "-5431.7", id="negative"),
        pytest.param("0", "円", "億円", "0", id="zero"),
        pytest.param("12345678901234567890123456789012345", "千円", "円", "12345678901234567890123456789012345000", id="past 28 digits"),
        pytest.param("12.50", "件", "件", "12.50", id="a count stays as it is"),
        pytest.param("90", "%", "%", "90", id="per cent"),
    ],
)
def test_convert(value: str, from_unit: str, to_unit: str, expected: str) -> None:
    assert str(convert(Decimal(value), from_unit, to_unit)) == expected


@given(AMOUNTS, st.sampled_from(sorted(MONEY)), st.sampled_from(sorted(MONEY)))
def test_convert_there_and_back_is_exact(value: Decimal, one: str, other: str) -> None:
    assert convert(convert(value, one, other), other, one) == value


@pytest.mark.parametrize(
    ("from_unit", "to_unit", "sentence"),
    [
        pytest.param("千円", "件", "「千円」を「件」に換算することはできません。", id="money to count"),
        pytest.param("件", "社", "「件」を「社」に換算することはできません。", id="two counts"),
        pytest.param("%", "円", "「%」を「円」に換算することはできません。", id="rate to money"),
        pytest.param(
            "十円",
            "円",
            "「十円」という単位は登録されていません（円、千円、万円、百万円、億円、件、社、者、機関、名、回、施設、%）。",
            id="unknown from",
        ),
        pytest.param(
            "円",
            "",
            "「」という単位は登録されていません（円、千円、万円、百万円、億円、件、社、者、機関、名、回、施設、%）。",
            id="unknown to",
        ),
    ],
)
def test_convert_refuses(from_unit: str, to_unit: str, sentence: str) -> None:
    with pytest.raises(UnitError) as caught:
        convert(Decimal(1), from_unit, to_unit)
    assert str(caught.value) == sentence


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError, match="Decimal, not float"):
        convert(1.5, "千円", "円")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Decimal, not float"):
        round_half_up(2.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        truncate(Decimal(value))
    with pytest.raises(ValueError, match="finite"):
        convert(Decimal(value), "千円", "円")


@pytest.mark.parametrize(
    ("value", "decimals", "half_up", "truncated"),
    [
        pytest.param("2.5", 0, "3", "2", id="tie goes up, not to even"),
        pytest.param("0.4999", 0, "0", "0", id="below the tie"),
        pytest.param("-2.5", 0, "-3", "-2", id="negative tie goes away from zero"),
        pytest.param("-0.4", 0, "0", "0", id="never minus zero"),
        pytest.param("1.25", 1, "1.3", "1.2", id="one decimal"),
        pytest.param("1.999", 2, "2.00", "1.99", id="carries"),
        pytest.param("12", 1, "12.0", "12.0", id="fills up"),
        pytest.param("99999999999999999999999999999999.5", 0, "100000000000000000000000000000000", "9" * 32, id="past 28 digits"),
    ],
)
def test_rounding(value: str, decimals: int, half_up: str, truncated: str) -> None:
    assert str(round_half_up(Decimal(value), decimals)) == half_up
    assert str(truncate(Decimal(value), decimals)) == truncated
    assert str(Rounding.HALF_UP.apply(Decimal(value), decimals)) == half_up
    assert str(Rounding.TRUNCATE.apply(Decimal(value), decimals)) == truncated


def test_rounding_labels() -> None:
    assert [str(rounding.label) for rounding in Rounding] == ["四捨五入", "切捨て"]


@pytest.mark.parametrize(("addends", "tolerance"), [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (10, 5)])
def test_footing_tolerance(addends: int, tolerance: int) -> None:
    assert footing_tolerance(addends) == tolerance


def test_footing_needs_an_addend() -> None:
    with pytest.raises(ValueError, match="at least one"):
        footing_tolerance(0)
    with pytest.raises(ValueError, match="at least one"):
        footing_gap_allowed(Decimal(0), 0, Rounding.TRUNCATE)


@pytest.mark.parametrize(
    ("gap", "addends", "rounding", "decimals", "allowed"),
    [
        pytest.param("0", 1, Rounding.HALF_UP, 0, True, id="no gap"),
        pytest.param("1", 1, Rounding.HALF_UP, 0, False, id="one part must agree"),
        pytest.param("-1", 3, Rounding.HALF_UP, 0, True, id="half-up, either way"),
        pytest.param("2", 3, Rounding.HALF_UP, 0, False, id="half-up, too far"),
        pytest.param("2", 3, Rounding.TRUNCATE, 0, True, id="truncated, n - 1 above"),
        pytest.param("3", 3, Rounding.TRUNCATE, 0, False, id="truncated, n above"),
        pytest.param("-1", 3, Rounding.TRUNCATE, 0, False, id="truncated, never below"),
        pytest.param("0.5", 3, Rounding.HALF_UP, 0, False, id="half a unit is no rounding"),
        pytest.param("0.1", 3, Rounding.HALF_UP, 1, True, id="one decimal, one unit"),
        pytest.param("0.2", 3, Rounding.HALF_UP, 1, False, id="one decimal, two units"),
    ],
)
def test_footing_gap_allowed(gap: str, addends: int, rounding: Rounding, decimals: int, allowed: bool) -> None:
    assert footing_gap_allowed(Decimal(gap), addends, rounding, decimals=decimals) is allowed


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
def test_rounding_half_up_never_opens_a_gap_that_is_refused(parts: list[Decimal]) -> None:
    gap = round_half_up(sum(parts, Decimal(0))) - sum(map(round_half_up, parts))
    assert footing_gap_allowed(gap, len(parts), Rounding.HALF_UP)


@given(st.lists(AMOUNTS.map(abs), min_size=1, max_size=12))
def test_truncating_never_opens_a_gap_that_is_refused(parts: list[Decimal]) -> None:
    gap = truncate(sum(parts, Decimal(0))) - sum(map(truncate, parts))
    assert footing_gap_allowed(gap, len(parts), Rounding.TRUNCATE)


@pytest.mark.parametrize("addends", range(1, 9))
def test_half_up_tolerance_is_reached(addends: int) -> None:
    # Every part loses almost half a unit, and the total has it all.
    parts = [Decimal("0.49")] * addends
    assert round_half_up(sum(parts, Decimal(0))) - sum(map(round_half_up, parts)) == footing_tolerance(addends)


def test_is_money() -> None:
    assert is_money("千円")
    assert not is_money("件")
