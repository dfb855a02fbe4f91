from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iconm.lib.choices import Basis, Missing, State
from iconm.lib.figure import OPEN_COLUMNS, Figure

PAPER = "総務委員会資料（令和8(2026)年2月10日）"


def make_figure(**fields: Any) -> Figure:
    """Return R7's part-year count of licences, 21件, unless told otherwise."""
    given: dict[str, Any] = {
        "dataset": "kpi",
        "item_code": "kpi-licences",
        "item_label": "ライセンス実施件数（累計）",
        "group": "革新的医薬品等の上市",
        "measure": "actual",
        "basis": "actual",
        "unit": "件",
        "fiscal_year": 2025,
        "as_of": date(2025, 12, 31),
        "value": Decimal(21),
        "revision": 1,
        "document": PAPER,
        "section": "6(2)・9(2)",
    }
    return Figure(**(given | fields))


def test_header_is_the_published_one() -> None:
    assert ",".join(OPEN_COLUMNS) == (
        "dataset,item_code,item_label,group,measure,fiscal_year,period_end,basis,as_of,value,qualifier,unit,state,revision,note,source"
    )


@pytest.mark.parametrize(
    ("value", "missing"),
    [(None, ""), (Decimal(0), "pending"), (Decimal(21), "not_applicable")],
    ids=["neither", "zero and a reason", "value and a reason"],
)
def test_figure_needs_a_value_or_a_reason(value: Decimal | None, missing: str) -> None:
    with pytest.raises(ValueError, match="kpi-licences: a figure has a value or a reason"):
        make_figure(value=value, missing=missing)


def test_zero_is_a_value() -> None:
    assert make_figure(value=Decimal(0)).state == State.INTERIM


FULL_YEAR, DAY_BEFORE = date(2026, 3, 31), date(2026, 3, 30)


@pytest.mark.parametrize(
    ("basis", "as_of", "state"),
    [
        (Basis.PLAN, FULL_YEAR, State.PLANNED),
        (Basis.PLAN, DAY_BEFORE, State.PLANNED),
        (Basis.PROPOSED, FULL_YEAR, State.BUDGET),
        (Basis.INITIAL, FULL_YEAR, State.BUDGET),
        (Basis.REVISED, FULL_YEAR, State.BUDGET),
        (Basis.FORECAST, FULL_YEAR, State.FORECAST),
        (Basis.FORECAST, DAY_BEFORE, State.FORECAST),
        (Basis.SETTLED, FULL_YEAR, State.FINAL),
        (Basis.SETTLED, DAY_BEFORE, State.INTERIM),
        (Basis.ACTUAL, FULL_YEAR, State.FINAL),
        (Basis.ACTUAL, DAY_BEFORE, State.INTERIM),
        (Basis.ACTUAL, date(2026, 4, 1), State.FINAL),
    ],
)
def test_state_follows_basis_and_as_of(basis: Basis, as_of: date, state: State) -> None:
    assert make_figure(basis=basis.value, as_of=as_of).state == state


@pytest.mark.parametrize("basis", Basis.values)
@pytest.mark.parametrize("missing", Missing.values)
def test_state_of_a_missing_value_is_its_reason_on_every_basis(basis: str, missing: str) -> None:
    assert make_figure(basis=basis, value=None, missing=missing).state.value == missing


@pytest.mark.parametrize(
    ("fiscal_year", "period_end", "as_of", "is_part_year"),
    [
        (2025, None, date(2026, 3, 30), True),
        (2025, None, date(2026, 3, 31), False),
        (2025, None, date(2025, 4, 1), True),
        (2024, None, date(2025, 12, 31), False),
        (2022, 2025, date(2025, 12, 31), True),
        (2022, 2025, date(2026, 3, 31), False),
        (2022, 2025, date(2023, 3, 31), True),
        (2015, 2021, date(2022, 3, 31), False),
        (None, None, date(2013, 3, 1), False),
        (None, None, None, False),
        (2025, None, None, False),
    ],
    ids=[
        "30 March",
        "31 March",
        "first day of the year",
        "described after its year",
        "spanning, last year running",
        "spanning, last year over",
        "spanning, first year over",
        "spanning, long over",
        "undated, with a day",
        "undated",
        "no as-of",
    ],
)
def test_part_year(fiscal_year: int | None, period_end: int | None, as_of: date | None, is_part_year: bool) -> None:
    assert make_figure(fiscal_year=fiscal_year, period_end=period_end, as_of=as_of).is_part_year is is_part_year


@pytest.mark.parametrize(
    ("document", "section", "source"),
    [(PAPER, "6(2)", f"{PAPER} 6(2)"), (PAPER, "", PAPER), ("", "6(2)", "6(2)"), ("", "", "")],
    ids=["both", "no section", "no document", "neither"],
)
def test_source(document: str, section: str, source: str) -> None:
    assert make_figure(document=document, section=section).source == source


def test_open_row_has_the_columns_in_their_order() -> None:
    row = dict(zip(OPEN_COLUMNS, make_figure(qualifier="約", note="速報").open_row(), strict=True))

    assert row == {
        "dataset": "kpi",
        "item_code": "kpi-licences",
        "item_label": "ライセンス実施件数（累計）",
        "group": "革新的医薬品等の上市",
        "measure": "actual",
        "fiscal_year": "2025",
        "period_end": "",
        "basis": "actual",
        "as_of": "2025-12-31",
        "value": "21",
        "qualifier": "約",
        "unit": "件",
        "state": "interim",
        "revision": "1",
        "note": "速報",
        "source": f"{PAPER} 6(2)・9(2)",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0"), "0"),
        (Decimal("439452"), "439452"),
        (Decimal("1.3"), "1.3"),
        (Decimal("-54317"), "-54317"),
        (Decimal("4E+1"), "40"),
        (Decimal("0.0000001"), "0.0000001"),
    ],
    ids=["zero", "no separators", "decimals", "minus, not △", "no exponent up", "no exponent down"],
)
def test_open_row_writes_plain_numbers(value: Decimal, text: str) -> None:
    assert dict(zip(OPEN_COLUMNS, make_figure(value=value).open_row(), strict=True))["value"] == text


@pytest.mark.parametrize(
    ("fields", "empty"),
    [
        ({"value": None, "missing": "pending"}, {"value"}),
        ({"fiscal_year": None, "as_of": None}, {"fiscal_year", "as_of"}),
        ({"document": "", "section": "", "group": ""}, {"source", "group"}),
    ],
    ids=["missing value", "undated", "no source, no group"],
)
def test_open_row_leaves_absent_entries_empty(fields: dict[str, Any], empty: set[str]) -> None:
    row = dict(zip(OPEN_COLUMNS, make_figure(**fields).open_row(), strict=True))

    assert {name for name, text in row.items() if not text} == empty | {"period_end", "qualifier", "note"}


def test_spanning_figure_names_both_years() -> None:
    row = dict(zip(OPEN_COLUMNS, make_figure(fiscal_year=2022, period_end=2025).open_row(), strict=True))

    assert (row["fiscal_year"], row["period_end"], row["state"]) == ("2022", "2025", "interim")


def test_figures_compare_by_content_and_never_change() -> None:
    figure = make_figure()

    assert figure == make_figure()
    assert len({figure, make_figure()}) == 1
    assert figure != make_figure(revision=2)
    with pytest.raises(AttributeError):
        figure.value = Decimal(22)  # type: ignore[misc]
