"""Every action on a revision, and the ways into each state, for the tests of the writers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import User
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions
from ledger.choices import RevisionState
from ledger.models import Revision, Sheet, Value
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON, line

Act = Callable[[Revision, User], Any]

# Each action on a revision, as someone who sees the revision as it stands.
ACTS: dict[str, Act] = {
    "record": lambda revision, by: actions.record_values(
        revision=revision, lines=[line(number=1)], by=by, at=NOON, lock_version=revision.lock_version
    ),
    "submit": lambda revision, by: actions.submit_revision(revision=revision, by=by, at=NOON),
    "recall": lambda revision, by: actions.recall_revision(revision=revision, by=by, at=NOON),
    "return": lambda revision, by: actions.return_revision(revision=revision, by=by, at=NOON, reason="R7の値を確認"),
    "approve": lambda revision, by: actions.approve_revision(revision=revision, by=by, at=NOON),
    "discard": lambda revision, by: actions.discard_revision(revision=revision, by=by, at=NOON),
    "correct": lambda revision, by: actions.start_revision(sheet=revision.sheet, by=by, at=NOON, reason="転記誤り"),
    "open": lambda _, by: actions.open_sheet(
        dataset=DATASET, fiscal_year=2023, basis=Basis.SETTLED, as_of=date(2024, 3, 31), by=by, at=NOON
    ),
}
DECIDING = ("return", "approve")
STARTS_FROM = {
    "record": RevisionState.DRAFT,
    "submit": RevisionState.DRAFT,
    "discard": RevisionState.RETURNED,
    "recall": RevisionState.SUBMITTED,
    "return": RevisionState.SUBMITTED,
    "approve": RevisionState.SUBMITTED,
    "correct": RevisionState.APPROVED,
    "open": RevisionState.APPROVED,
}


def by_whom(act: str, world: World) -> User:
    return world.approver if act in DECIDING else world.clerk


def revision_in(state: str, world: World) -> Revision:
    """Bring a new revision into the state, by the actions that lead there."""
    factories.make_item()
    revision = factories.enter(factories.make_sheet(), line(), by=world.clerk)
    path = {"draft": [], "submitted": ["submit"], "returned": ["submit", "return"], "approved": ["submit", "approve"]}
    for act in path[state]:
        revision = ACTS[act](revision, by_whom(act, world))
    assert revision.state == state
    return revision


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Sheet, Revision, Value, Entry)]
