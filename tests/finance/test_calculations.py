from decimal import Decimal

import pytest

from finance.calculations import less, share_pct, total


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (Decimal(1), Decimal(3), "33.3"),
        (Decimal(2), Decimal(3), "66.7"),
        (Decimal(1), Decimal(2000), "0.1"),  # 0.05 goes up
        (Decimal(-1), Decimal(4), "-25.0"),
        (Decimal(0), Decimal(4), "0.0"),
    ],
)
def test_share_is_rounded_half_up(part: Decimal, whole: Decimal, expected: str) -> None:
    assert str(share_pct(part, whole)) == expected


@pytest.mark.parametrize(("part", "whole"), [(None, Decimal(4)), (Decimal(1), None), (Decimal(1), Decimal(0)), (Decimal(1), Decimal(-4))])
def test_share_of_nothing_is_none(part: Decimal | None, whole: Decimal | None) -> None:
    assert share_pct(part, whole) is None


def test_total_counts_only_what_is_known() -> None:
    assert total([Decimal(2), None, Decimal(3)]) == 5


def test_total_of_nothing_is_not_zero() -> None:
    assert total([None, None]) is None


def test_difference_needs_every_number() -> None:
    assert less(Decimal(10), Decimal(3), Decimal(4)) == 3
    assert less(Decimal(10), Decimal(3), None) is None
    assert less(None, Decimal(3)) is None
