"""What can be typed as the target of a year."""

from decimal import Decimal

import pytest

from iconm.lib.text import UnreadableError
from kpis.planning.reading import read_target


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("20", "件", "20"),
        ("２０件", "件", "20"),
        ("20件以上", "件", "20"),
        ("5以下", "件", "5"),
        ("4.5億円", "千円", "450000"),
        ("90％", "%", "90"),
        ("△3", "件", "-3"),
    ],
)
def test_number(typed: str, unit: str, value: str) -> None:
    reading = read_target(typed, unit=unit, decimals=0, target_type="at_least")

    assert (reading.value, reading.upper, reading.missing) == (Decimal(value), None, "")


def test_range() -> None:
    reading = read_target("80～95", unit="%", decimals=0, target_type="range")

    assert (reading.value, reading.upper) == (Decimal(80), Decimal(95))


@pytest.mark.parametrize(("typed", "missing"), [("未確定", "pending"), ("該当なし", "not_applicable")])
def test_year_without_a_target(typed: str, missing: str) -> None:
    assert read_target(typed, unit="件", decimals=0, target_type="at_least").missing == missing


@pytest.mark.parametrize(
    ("typed", "target_type", "said"),
    [
        ("20件程度", "at_least", "数字だけを入力"),
        ("—", "at_least", "「未確定」又は「該当なし」"),
        ("80～95", "at_least", "「範囲」を選択"),
        ("80", "range", "下限と上限"),
        ("95～80", "range", "上限が下限より"),
        ("20.5", "at_least", "細かい端数"),
        ("20社", "at_least", "単位"),
    ],
)
def test_what_is_no_target_is_told(typed: str, target_type: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_target(typed, unit="件", decimals=0, target_type=target_type)
