"""What people type into a cell: every way a city office writes a number, and what is refused with what offer."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from iconm.lib.choices import Missing
from iconm.lib.units import COUNTERS, MONEY
from ledger.grid.reading import Reading, ReadingError, ReasonWantedError, understand

READ = {
    "１，２３４": ("件", 0, "1234"),
    "1,234": ("件", 0, "1234"),
    " 1234 ": ("件", 0, "1234"),
    "△1,234": ("千円", 0, "-1234"),
    "▲12": ("千円", 0, "-12"),
    "△ 54,317": ("千円", 0, "-54317"),
    "－５": ("千円", 0, "-5"),
    "90%": ("%", 0, "90"),
    "９０％": ("%", 0, "90"),
    "15件": ("件", 0, "15"),
    "15 件": ("件", 0, "15"),
    "365人": ("名", 0, "365"),
    "1.5億円": ("千円", 0, "150000"),
    "1.5億": ("千円", 0, "150000"),
    "1億5,000万円": ("千円", 0, "150000"),
    "△1億200万円": ("千円", 0, "-102000"),
    "130百万円": ("千円", 0, "130000"),
    "5千万円": ("千円", 0, "50000"),
    "150,000,000円": ("千円", 0, "150000"),
    "150000千円": ("億円", 1, "1.5"),
    "1.3億円": ("億円", 1, "1.3"),
    "0": ("件", 0, "0"),
    "99.5": ("%", 1, "99.5"),
}


@pytest.mark.parametrize("typed", READ)
def test_number_is_read(typed: str) -> None:
    unit, decimals, number = READ[typed]

    assert understand(typed, unit=unit, decimals=decimals).value == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("未確定", "pending"),
        ("該当なし", "not_applicable"),
        ("比較不能", "not_comparable"),
        ("—（未確定）", "pending"),
        ("非公開", "withheld"),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_reason_is_read_whatever_the_language(typed: str, missing: str, language: str) -> None:
    with translation.override(language):
        assert understand(typed, unit="件", decimals=0) == Reading(missing=missing)


@pytest.mark.parametrize("typed", ["", " ", "　"])
def test_nothing_typed(typed: str) -> None:
    assert understand(typed, unit="件", decimals=0).is_empty


@pytest.mark.parametrize("typed", ["—", "－", "-", "―", "–", "ー"])
def test_dash_asks_for_the_reason(typed: str) -> None:
    with pytest.raises(ReasonWantedError, match="値がない理由"):
        understand(typed, unit="件", decimals=0)


REFUSED = {
    "12件程度": ("件", "12"),
    "約12": ("件", "12"),
    "15件": ("社", "15"),
    "1.5億円": ("件", None),
    "12か13": ("件", None),
    "1,23": ("千円", None),
    "12.5": ("件", "13"),
    "0.9": ("%", "90"),
    "1,234,567円": ("千円", "1,235"),
    "1e5": ("件", None),
    "1234567890123": ("件", None),
    "R7.12": ("件", "7.12"),
    "たくさん": ("件", None),
}


@pytest.mark.parametrize("typed", REFUSED)
def test_doubtful_text_is_refused_with_an_offer(typed: str) -> None:
    unit, suggestion = REFUSED[typed]

    with pytest.raises(ReadingError) as refusal:
        understand(typed, unit=unit, decimals=0)

    assert refusal.value.suggestion == suggestion
    assert str(refusal.value)


def test_range_of_a_target() -> None:
    assert understand("80～95%", unit="%", decimals=0, allow_range=True) == Reading(value=Decimal(80), upper=Decimal(95), is_plain=False)


@pytest.mark.parametrize(("typed", "allow_range"), [("80～95", False), ("95～80", True)])
def test_range_that_is_none(typed: str, allow_range: bool) -> None:
    with pytest.raises(ReadingError):
        understand(typed, unit="%", decimals=0, allow_range=allow_range)


@given(st.text(max_size=40), st.sampled_from([*MONEY, *COUNTERS]), st.integers(0, 3), st.booleans())
@example("１億２万", "千円", 0, False)
@example("①", "件", 0, False)
@example("٣", "件", 0, False)
def test_no_text_does_harm(typed: str, unit: str, decimals: int, allow_range: bool) -> None:
    """Whatever is read fits the row, and its own text reads the same again; everything else is the documented error."""
    try:
        reading = understand(typed, unit=unit, decimals=decimals, allow_range=allow_range)
    except ReadingError as error:
        assert str(error)
        return
    assert understand(reading.text(decimals), unit=unit, decimals=decimals, allow_range=allow_range).value == reading.value
    if reading.value is not None:
        assert reading.value == round(reading.value, decimals)
        assert any(character.isdigit() for character in typed)


@given(st.decimals(-(10**11), 10**11, places=2), st.sampled_from(["{:,}", "{}", "{:,}千円", "△{:,}"]))
def test_number_written_by_a_machine_is_never_another(number: Decimal, form: str) -> None:
    """A number in any accepted form is that number, or refused: never a different one."""
    typed = form.format(abs(number) if "△" in form else number)
    try:
        reading = understand(typed, unit="千円", decimals=2)
    except ReadingError:
        pytest.fail(typed)
    assert reading.value == (-abs(number) if "△" in form else number)


@pytest.mark.parametrize("missing", Missing)
def test_text_of_a_reason_reads_as_the_reason(missing: Missing) -> None:
    reading = Reading(missing=missing)

    assert understand(reading.text(0), unit="件", decimals=0).missing == missing
