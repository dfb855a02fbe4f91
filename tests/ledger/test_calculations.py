from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from iconm.lib.units import Rounding
from ledger.calculations import Footing, fingerprint, foot

PLAIN = {
    "item": SimpleNamespace(code="income-city"),
    "document": None,
    "measure": "amount",
    "fiscal_year": 2024,
    "period_end": None,
    "basis": "settled",
    "as_of": date(2025, 3, 31),
    "value": Decimal(130000),
    "upper": None,
    "missing": "",
    "qualifier": "",
    "unit": "千円",
    "printed": "",
    "note": "",
    "section": "5",
}


def value(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(**PLAIN | fields)


def test_fingerprint_is_the_same_for_ever() -> None:
    """Worked out apart: sha256sum of the canonical JSON of one row."""
    # [["income-city","","amount","2024","","settled","2025-03-31","130000","","","","千円","","","5"]]
    assert fingerprint([value()]) == "cac383c9501466dfc632f68a994b3dc687ada0500144059be95ddcb9b9c56e7b"


def test_fingerprint_of_nothing() -> None:
    assert fingerprint([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"  # of []


def test_fingerprint_does_not_see_order_or_zeros() -> None:
    one, other = value(), value(measure="count", value=Decimal("1.3"))

    assert fingerprint([one, other]) == fingerprint([value(measure="count", value=Decimal("1.300")), value(value=Decimal("130000.000"))])


@pytest.mark.parametrize(
    "fields",
    [
        *({"item": SimpleNamespace(code="income-other")}, {"document": SimpleNamespace(code="committee-2026")}, {"measure": "count"}),
        *({"fiscal_year": 2023}, {"fiscal_year": None}, {"period_end": 2024}, {"basis": "forecast"}, {"as_of": None}),
        *({"value": Decimal(0)}, {"value": None}, {"upper": Decimal(130000)}, {"missing": "pending"}, {"qualifier": "約"}),
        *({"unit": "円"}, {"printed": "1.3億円"}, {"note": "速報"}, {"section": "6"}),
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_fingerprint_sees_everything_else(fields: dict[str, Any]) -> None:
    assert fingerprint([value(**fields)]) != fingerprint([value()])


@pytest.mark.parametrize(
    ("printed", "parts", "gap", "is_rounding"),
    [
        pytest.param(6, [(1, 1), (1, 2), (1, 3)], 0, False, id="no gap to explain"),
        pytest.param(7, [(1, 1), (1, 2), (1, 3)], 1, True, id="three parts: 1 is rounding"),
        pytest.param(4, [(1, 1), (1, 2), (1, 3)], -2, False, id="three parts: 2 is not"),
        pytest.param(0, [(1, 3), (-1, 2)], -1, True, id="a part that is taken off"),
        pytest.param(5, [(1, 4)], 1, False, id="one part cannot differ"),
    ],
)
def test_foot(printed: int, parts: list[tuple[int, int]], gap: int, is_rounding: bool) -> None:
    footing = foot(Decimal(printed), [(sign, Decimal(part)) for sign, part in parts])

    assert (footing.gap, footing.is_rounding()) == (gap, is_rounding)


@pytest.mark.parametrize(("printed", "is_rounding"), [(5, False), (7, True), (8, True), (9, False)])
def test_foot_of_truncated_parts(printed: int, is_rounding: bool) -> None:
    """Cut off, three parts lose up to almost 3 units together: the total may stand 0 to 2 above them, never below."""
    assert Footing(Decimal(printed), Decimal(6), 3).is_rounding(Rounding.TRUNCATE) is is_rounding


def test_foot_of_nothing() -> None:
    with pytest.raises(ValueError, match="a total without parts has no footing"):
        foot(Decimal(1), [])
