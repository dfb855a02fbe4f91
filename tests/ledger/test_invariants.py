"""Whatever people try, in whatever order: the rules of the ledger hold after every step."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from ledger import actions
from ledger.choices import Origin
from ledger.models import Revision, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, Content, approved_content, line

PEOPLE = ("clerk", "approver", "second_approver", "both", "manager")
ACTS = ("start", "record", "submit", "recall", "return", "approve", "discard")
# Mostly the right person, so that runs get far; anyone may still try anything.
STEPS = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from((*PEOPLE, "clerk", "clerk", "approver", "both")),
    st.sampled_from([0, 0, 0, 1]),  # which sheet
    st.integers(0, 3),  # a number to record
    st.booleans(),  # on what was seen one step ago, rather than as it stands
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=8, max_size=20))
def test_rules_hold_after_every_step(world: World, steps: list[tuple[str, str, int, int, bool]]) -> None:
    with transaction.atomic():
        people = {name: getattr(world, name) for name in PEOPLE if name != "both"} | {"both": make_user("both", Role.CLERK, Role.APPROVER)}
        factories.make_item()
        sheets = [factories.make_sheet(year) for year in (2023, 2024)]
        approved = approved_content()
        seen: dict[int, Revision | None] = {}
        for act, person, which, number, late in steps:
            sheet = sheets[which]
            current = sheet.revisions.order_by("-number").first()
            revision = seen.get(which) if late else current
            seen[which] = current
            attempt(act, by=people[person], sheet=sheet, revision=revision, number=number)
            approved = check_rules(sheets, approved)
        transaction.set_rollback(True)


def attempt(act: str, *, by: User, sheet: Sheet, revision: Revision | None, number: int) -> None:
    """Try the action; a refusal is an answer too, and any other error fails the test."""
    given: dict[str, Any] = {"by": by, "at": NOON}
    try:
        with transaction.atomic():
            if act == "start":
                actions.start_revision(sheet=sheet, reason="訂正", **given)
            elif revision is None:
                return
            elif act == "record":
                actions.record_values(revision=revision, lines=[line(number=number)], lock_version=revision.lock_version, **given)
            elif act == "return":
                actions.return_revision(revision=revision, reason="確認", **given)
            else:
                getattr(actions, f"{act}_revision")(revision=revision, **given)
    except (PermissionDenied, ValidationError):
        pass


def check_rules(sheets: list[Sheet], before: Content) -> Content:
    """Assert the rules; return what is approved now."""
    now = approved_content()
    for old, new in ((before.revisions, now.revisions), (before.values, now.values)):
        kept = {row["id"]: row for row in new}
        assert all(kept.get(row["id"]) == row for row in old), "approved content changed"
    for sheet in sheets:
        revisions = list(sheet.revisions.order_by("number"))
        assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1)), "numbers are not consecutive"
        assert sum(revision.state != "approved" for revision in revisions) <= 1, "two open revisions"
        assert all(revision.state == "approved" for revision in revisions[:-1]), "an open revision below an approved one"
        assert all(revision.values.exists() for revision in revisions if revision.state in ("submitted", "approved")), "empty"
    for row in now.revisions:
        assert row["submitted_by_id"] is not None, "approved without being submitted"
        assert row["submitted_by_id"] != row["approved_by_id"], "approved by who submitted it"
        assert row["source"] == Origin.ENTRY
    return now
