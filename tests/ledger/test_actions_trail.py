"""The writers: what the trail says afterwards."""

from decimal import Decimal
from typing import Any

import pytest

from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Line
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, by_whom
from tests.ledger.factories import DATASET, NOON, R6_END, line

pytestmark = pytest.mark.django_db

# What the trail says.


def test_trail_of_a_correction(world: World) -> None:
    """One entry for each action, and no other: code, who, about what, the difference, why."""
    factories.make_item()
    clerk, approver = world.clerk, world.approver
    sheet = actions.open_sheet(dataset=DATASET, fiscal_year=2024, basis=Basis.SETTLED, as_of=R6_END, by=clerk, at=NOON)
    first = factories.enter_and_approve(sheet, line(number=130000), clerk=clerk, approver=approver)
    second = ACTS["correct"](first, clerk)
    for act in ("record", "submit", "return", "submit", "approve"):
        second = ACTS[act](second, by_whom(act, world))
    third = ACTS["correct"](second, clerk)
    third_id = third.pk
    ACTS["discard"](third, clerk)

    key = "income-city amount 2024 settled 2025-03-31"
    one, two, three = (f"ledger.revision:{pk}" for pk in (first.pk, second.pk, third_id))
    told = Entry.objects.order_by("id").values_list("action", "actor", "target", "difference", "reason")
    assert list(told) == [
        ("ledger.sheet.opened", clerk.pk, f"ledger.sheet:{sheet.pk}", {"sheet": [None, "statement R6(2024) 決算 2025-03-31"]}, ""),
        ("ledger.revision.started", clerk.pk, one, {"number": [None, 1]}, ""),
        ("ledger.values.recorded", clerk.pk, one, {key: [None, "130000 千円"]}, ""),
        ("ledger.revision.submitted", clerk.pk, one, {}, ""),
        ("ledger.revision.approved", approver.pk, one, {"sha256": [None, first.sha256], "known_on": [None, "2026-02-10"]}, ""),
        ("ledger.revision.started", clerk.pk, two, {"number": [None, 2]}, "転記誤り"),
        ("ledger.values.recorded", clerk.pk, two, {key: ["130000 千円", "1 千円"]}, ""),
        ("ledger.revision.submitted", clerk.pk, two, {}, ""),
        ("ledger.revision.returned", approver.pk, two, {}, "R7の値を確認"),
        ("ledger.revision.submitted", clerk.pk, two, {}, ""),
        ("ledger.revision.approved", approver.pk, two, {"sha256": [None, second.sha256], "known_on": [None, "2026-02-10"]}, ""),
        ("ledger.revision.started", clerk.pk, three, {"number": [None, 3]}, "転記誤り"),
        ("ledger.revision.discarded", clerk.pk, three, {key: ["1 千円", None]}, ""),
    ]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        pytest.param({"note": "速報"}, "130000 千円 | 速報", id="note"),
        pytest.param({"printed": "1.3億円"}, "130000 千円 | 1.3億円", id="printed"),
        pytest.param({"document": "committee-2026", "section": "5"}, "130000 千円 | committee-2026 5", id="source"),
        pytest.param({"qualifier": "約"}, "約130000 千円", id="qualifier"),
        pytest.param({"upper": Decimal(150000)}, "130000～150000 千円", id="range"),
        pytest.param({"unit": "円"}, "130000 円", id="unit"),
        pytest.param({"value": None, "missing": "pending"}, "pending 千円", id="no value any more"),
    ],
)
def test_trail_shows_a_change_of_anything(world: World, change: dict[str, Any], shown: str) -> None:
    factories.make_item()
    factories.make_document()
    revision = factories.enter(factories.make_sheet(), line(), by=world.clerk)

    changed = Line(**{"item": "income-city", "measure": "amount", "value": Decimal(130000)} | change)
    actions.record_values(revision=revision, lines=[changed], by=world.clerk, at=NOON, lock_version=revision.lock_version)

    assert list(Entry.objects.latest("id").difference.values()) == [["130000 千円", shown]]


def test_trail_tells_values_of_different_periods_apart(world: World) -> None:
    factories.make_item()

    factories.enter(factories.make_sheet(), line(number=1), line(number=9, period_end=2030), by=world.clerk)

    assert Entry.objects.latest("id").difference == {
        "income-city amount 2024 settled 2025-03-31": [None, "1 千円"],
        "income-city amount 2024 2030 settled 2025-03-31": [None, "9 千円"],
    }
