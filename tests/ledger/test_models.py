"""What the database itself refuses of a single row, whoever writes it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ledger.models import Item, Revision, Sheet, TotalPart, Value
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, R6_END, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db: None) -> Revision:
    factories.make_item()
    return factories.make_draft(factories.make_sheet(2024), income_city=130000)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        pytest.param({"value": None}, "ledger_value_xor_missing", id="neither value nor reason"),
        pytest.param({"missing": "pending"}, "ledger_value_xor_missing", id="both"),
        pytest.param({"value": None, "missing": "lost"}, "ledger_value_missing", id="unknown reason"),
        pytest.param({"measure": "sum"}, "ledger_value_measure", id="unknown measure"),
        pytest.param({"basis": "guess"}, "ledger_value_basis", id="unknown basis"),
        pytest.param({"period_end": 2023}, "ledger_value_period_runs_forward", id="period runs backward"),
        pytest.param({"as_of": None}, "ledger_value_yearly_has_as_of", id="a year without its day"),
        pytest.param({"upper": Decimal(0)}, "ledger_value_range_runs_up", id="range runs down"),
        pytest.param({"unit": ""}, "ledger_value_has_unit", id="no unit"),
        pytest.param({}, "ledger_value_once", id="twice"),
    ],
)
def test_value_refused(draft: Revision, fields: dict[str, Any], constraint: str) -> None:
    other = factories.make_item("income-other")
    item = Item.objects.get(code="income-city") if constraint == "ledger_value_once" else other

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.make_value(draft, item, **fields)


def test_undated_value_once(draft: Revision) -> None:
    """NULL is never equal to NULL in a unique index: the constraint has to see through it."""
    item = Item.objects.get()
    factories.make_value(draft, item, fiscal_year=None, as_of=None)

    with pytest.raises(IntegrityError, match="ledger_value_once"), transaction.atomic():
        factories.make_value(draft, item, fiscal_year=None, as_of=None)


@pytest.mark.parametrize(
    "fields",
    [{"measure": "count"}, {"basis": "forecast"}, {"as_of": date(2024, 12, 31)}, {"fiscal_year": 2023}, {"period_end": 2030}],
    ids=str,
)
def test_value_beside_another_of_its_item(draft: Revision, fields: dict[str, Any]) -> None:
    factories.make_value(draft, Item.objects.get(), **fields)

    assert Value.objects.count() == 2


@pytest.mark.parametrize("number", ["999999999999.999", "-999999999999.999", "0.001", "0.000"])
def test_value_is_exact(draft: Revision, number: str) -> None:
    """15 digits: what SQLite's numbers hold exactly."""
    value = factories.make_value(draft, factories.make_item("income-other"), number)

    value.refresh_from_db()

    assert value.value == Decimal(number)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": None}, "値か、値がない理由のどちらか一方"),
        ({"missing": "pending"}, "値か、値がない理由のどちらか一方"),
        ({"period_end": 2023}, "終了年度は、開始年度以後の年度に"),
        ({"upper": Decimal(1)}, "上限値は、値以上の数に"),
    ],
    ids=str,
)
def test_value_clean_says_what_the_constraint_refuses(draft: Revision, fields: dict[str, Any], message: str) -> None:
    value = draft.values.get()
    for name, content in fields.items():
        setattr(value, name, content)

    with pytest.raises(ValidationError, match=message):
        value.clean()


def test_value_clean_agrees_with_what_the_constraints_take(draft: Revision) -> None:
    value = factories.make_value(draft, factories.make_item("income-other"), 2, upper=Decimal(2), period_end=2024)

    value.clean()


def test_one_open_revision_a_sheet(draft: Revision) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(sheet=draft.sheet, number=2)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        pytest.param({"known_on": None}, "ledger_revision_approved_is_known", id="known on no day"),
        pytest.param({"approved_at": None}, "ledger_revision_approved_is_known", id="at no time"),
        pytest.param({"sha256": ""}, "ledger_revision_approved_is_known", id="without fingerprint"),
        pytest.param({"submitted_by": None}, "ledger_revision_four_eyes", id="submitted by nobody"),
        pytest.param({"approved_by": None}, "ledger_revision_four_eyes", id="approved by nobody"),
        pytest.param({"approved_by": "clerk"}, "ledger_revision_four_eyes", id="approved by who submitted it"),
    ],
)
def test_approval_refused(draft: Revision, world: World, fields: dict[str, Any], constraint: str) -> None:
    approval = {"state": "approved", "known_on": TODAY, "sha256": "0" * 64, "submitted_by": world.clerk, "approved_by": world.approver}
    people = {name: getattr(world, who) if who else None for name, who in fields.items() if name.endswith("_by")}

    Revision.objects.update(state="submitted")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Revision.objects.update(**approval | {"approved_at": NOON} | fields | people)


def test_sheet_once(draft: Revision) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_sheet(2024)


@pytest.mark.parametrize("fields", [{"sign": 2}, {"part": "income-city"}], ids=str)
def test_total_part_refused(draft: Revision, fields: dict[str, Any]) -> None:
    total, part = Item.objects.get(), factories.make_item("income-other")

    with pytest.raises(IntegrityError, match="ledger_totalpart"), transaction.atomic():
        TotalPart.objects.create(total=total, part=total if "part" in fields else part, sign=fields.get("sign", 1))


def test_names(draft: Revision) -> None:
    sheet = Sheet.objects.get()

    assert str(sheet) == f"statement R6(2024) 決算 {R6_END}"
    assert str(draft) == f"statement R6(2024) 決算 {R6_END} 第1版"
    assert str(draft.values.get()) == "項目 income-city R6(2024) 金額"
    assert factories.make_document().citation == "総務委員会資料（令和8(2026)年2月10日）"
