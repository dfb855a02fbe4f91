"""A report begun in one step, its due date, a request taken back, several approved at once."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger.actions import LockedError, recall_revision
from ledger.actions.approvals import RefusedError, approve_revisions
from ledger.actions.sheets import set_due_date, start_report
from ledger.models import Revision, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, everything, revision_in
from tests.ledger.factories import DATASET, NOON, TODAY

pytestmark = pytest.mark.django_db


def report(by: User, **fields: Any) -> Revision:
    wanted = {"dataset": DATASET, "fiscal_year": 2025, "basis": Basis.SETTLED, "as_of": date(2026, 3, 31)}
    return start_report(**wanted | fields, by=by, at=NOON)


def submitted(world: World, year: int, *, by: User | None = None) -> Revision:
    line = factories.line(factories.make_item(f"item-{year}").code)
    entered = factories.enter(factories.make_sheet(year), line, by=by or world.clerk)
    return ACTS["submit"](entered, by or world.clerk)


def test_report_begins_with_its_first_revision(world: World) -> None:
    revision = report(world.clerk, due_on=TODAY)

    assert (revision.number, revision.state, revision.sheet.due_on, revision.started_by) == (1, "draft", TODAY, world.clerk)
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["ledger.sheet.opened", "ledger.revision.started"]


def test_report_that_cannot_begin_leaves_no_sheet(world: World) -> None:
    report(world.clerk)
    before = everything()

    for fields in ({}, {"fiscal_year": 2024, "due_on": date(2026, 2, 9)}):  # it is there; the day has passed
        with pytest.raises(ValidationError):
            report(world.clerk, **fields)
    with pytest.raises(PermissionDenied):
        report(world.approver, fiscal_year=2024)

    assert everything() == before


def test_due_date_is_changed_and_recorded(world: World) -> None:
    sheet = set_due_date(sheet=factories.make_sheet(), due_on=date(2026, 3, 1), by=world.clerk, at=NOON)
    set_due_date(sheet=sheet, due_on=date(2026, 3, 1), by=world.clerk, at=NOON)  # nothing to record
    set_due_date(sheet=sheet, due_on=None, by=world.clerk, at=NOON)

    assert Sheet.objects.get().due_on is None
    told = [entry.difference for entry in Entry.objects.order_by("id")]
    assert told == [{"due_on": [None, "2026-03-01"]}, {"due_on": ["2026-03-01", None]}]


def test_due_date_of_approved_report_can_still_change(world: World) -> None:
    sheet = revision_in("approved", world).sheet

    assert set_due_date(sheet=sheet, due_on=TODAY, by=world.clerk, at=NOON).due_on == TODAY


def test_due_date_has_not_passed(world: World) -> None:
    with pytest.raises(ValidationError, match="本日以後の日付"):
        set_due_date(sheet=factories.make_sheet(), due_on=date(2026, 2, 9), by=world.clerk, at=NOON)


def test_recalled_revision_keeps_its_values_and_is_nobodys_request(world: World) -> None:
    revision = revision_in("submitted", world)

    recalled = recall_revision(revision=revision, by=world.clerk, at=NOON)

    assert (recalled.state, recalled.submitted_by, recalled.submitted_at, recalled.values.count()) == ("draft", None, None, 1)
    assert Entry.objects.latest("id").action == "ledger.revision.recalled"


def test_decided_revision_is_not_recalled(world: World) -> None:
    approved = revision_in("approved", world)

    with pytest.raises(LockedError, match="承認済み"):
        recall_revision(revision=approved, by=world.clerk, at=NOON)


def test_several_are_approved_with_an_entry_each(world: World) -> None:
    revisions = [submitted(world, year) for year in (2022, 2023, 2024)]
    before = Entry.objects.count()

    approve_revisions(revisions=revisions, by=world.approver, at=NOON)

    assert {revision.state for revision in Revision.objects.all()} == {"approved"}
    assert [entry.action for entry in Entry.objects.order_by("id")[before:]] == ["ledger.revision.approved"] * 3


def test_one_that_cannot_be_approved_keeps_all_from_it(world: World) -> None:
    both = make_user("both", Role.CLERK, Role.APPROVER)
    good, own = submitted(world, 2023), submitted(world, 2024, by=both)
    stale = submitted(world, 2025)
    ACTS["recall"](Revision.objects.get(pk=stale.pk), world.clerk)
    before = everything()

    with pytest.raises(RefusedError, match="2件を承認できないため、1件も承認していません。") as refusal:
        approve_revisions(revisions=[own, good, stale], by=both, at=NOON)

    assert [revision for revision, _why in refusal.value.refused] == [own, stale]
    assert "自ら入力した報告は承認できません" in refusal.value.refused[0][1]
    assert everything() == before
