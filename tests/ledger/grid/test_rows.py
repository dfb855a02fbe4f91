"""What a row knows of what was said beside its value: only what was said of that value counts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from iconm.lib.choices import Basis
from ledger.grid.rows import Row, load_grid
from ledger.models import Cell, Item, Revision
from tests.accounts.factories import make_user
from tests.ledger import factories

pytestmark = pytest.mark.django_db
DATASET = "ventures"
TODAY = date(2026, 6, 1)


@pytest.fixture
def counted(db: None) -> Item:
    return factories.make_item("founded", dataset=DATASET, unit="社")


def draft(item: Item, number: int | None) -> Revision:
    return holding(factories.make_draft(factories.make_sheet(2025, dataset=DATASET, basis=Basis.ACTUAL)), item, number)


def holding(revision: Revision, item: Item, number: int | None) -> Revision:
    factories.make_value(revision, item, number, measure="count")
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def say(revision: Revision, **said: str) -> Cell:
    row = load_grid(revision, on=TODAY).rows[0]
    who: dict[str, Any] = {"updated_by": make_user(f"somebody-{revision.pk}"), "updated_at": factories.NOON}
    return Cell.objects.create(revision=revision, item=row.place.item, key=str(row.key), **who, **said)


def row_of(revision: Revision) -> Row:
    return load_grid(revision, on=TODAY).rows[0]


@pytest.mark.parametrize(("said_of", "counts"), [("12.000", True), ("439.000", False), ("", False)])
def test_reason_counts_for_the_value_it_was_given_for(counted: Item, said_of: str, counts: bool) -> None:
    revision = draft(counted, 12)
    say(revision, reason="概数のため", said_of=said_of)

    row = row_of(revision)

    assert (row.said is not None, row.is_said_of_another) == (counts, not counts)


def test_cell_in_which_nothing_is_said_asks_nothing(counted: Item) -> None:
    revision = draft(counted, 12)
    say(revision, typed="１２社", said_of="11")

    assert not row_of(revision).is_said_of_another


def test_reason_for_having_no_value_counts_in_either_language(counted: Item) -> None:
    revision = draft(counted, None)
    say(revision, reason="集計中のため", said_of="未確定")

    with override("en"):
        assert row_of(revision).said is not None


@pytest.mark.parametrize(("said_of", "told"), [("12.000", "募集を強化"), ("9.000", "")])
def test_what_was_to_be_done_about_last_year_is_told_of_its_value_only(counted: Item, said_of: str, told: str) -> None:
    former = holding(factories.make_past(factories.make_sheet(2024, dataset=DATASET, basis=Basis.ACTUAL)), counted, 12)
    say(former, cause="退去", response="募集を強化", said_of=said_of)
    factories.approve_as_history([former], date(2025, 6, 1))

    assert row_of(draft(counted, 13)).last_response == told


@pytest.mark.parametrize(("unit", "number", "text"), [("億円", "1.3", "1.3"), ("億円", "40", "40"), ("千円", "130000", "130,000")])
def test_value_in_another_unit_is_shown_with_its_own_decimals(db: None, unit: str, number: str, text: str) -> None:
    revision = factories.make_draft(factories.make_sheet(2025, dataset=DATASET, basis=Basis.ACTUAL))
    item = factories.make_item("raised", dataset=DATASET, unit="千円")
    factories.make_value(revision, item, Decimal(number), measure="amount", unit=unit)

    assert row_of(Revision.objects.select_related("sheet").get(pk=revision.pk)).text == text
