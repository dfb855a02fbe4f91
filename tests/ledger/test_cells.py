"""The identity of a cell, as text."""

from datetime import date

import pytest

from ledger.cells import CellKey, CellKeyError

KEY = CellKey("kpi-licences", "actual", 2025, None, "actual", date(2025, 12, 31))


def test_key_as_text() -> None:
    assert str(KEY) == "kpi-licences:actual:2025::actual:2025-12-31"


@pytest.mark.parametrize(
    "key", [KEY, KEY._replace(fiscal_year=None, as_of=None), KEY._replace(period_end=2031)], ids=["yearly", "undated", "spanning"]
)
def test_key_comes_back(key: CellKey) -> None:
    assert CellKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "text", ["", "kpi-licences", "a:b:c:d:e:f", "a:actual:2025::actual:31 March", "a:actual:2025::actual:2025-12-31:x"]
)
def test_text_that_names_no_cell(text: str) -> None:
    with pytest.raises(CellKeyError):
        CellKey.parse(text)
