"""How the actions of the ledger are made to write (tests/audit/writes.py explains)."""

from collections.abc import Callable
from datetime import date

from tests.ledger.entry.answers import writes as inquiries

from ledger.actions import approvals
from ledger.actions import sheets as actions
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.ledger.acts import ACTS, STARTS_FROM, by_whom, revision_in
from tests.ledger.evidence import writes as talk
from tests.ledger.exchange import writes as exchange
from tests.ledger.factories import NOON
from tests.ledger.workbook import writes as workbook


def revision_act(name: str) -> Callable[[World], Act]:
    def prepare(world: World) -> Act:
        revision, by = revision_in(STARTS_FROM[name], world), by_whom(name, world)
        return lambda: ACTS[name](revision, by), by

    return prepare


def set_due_date(world: World) -> Act:
    sheet = revision_in("draft", world).sheet
    return lambda: actions.set_due_date(sheet=sheet, due_on=date(2026, 3, 1), by=world.clerk, at=NOON), world.clerk


def approve_revisions(world: World) -> Act:
    revision = revision_in("submitted", world)
    return lambda: approvals.approve_revisions(revisions=[revision], by=world.approver, at=NOON), world.approver


WRITES: dict[str, Prepare] = {
    **exchange.WRITES,
    **talk.WRITES,
    **inquiries.WRITES,
    "ledger.actions.revisions.open_sheet": revision_act("open"),
    "ledger.actions.revisions.start_revision": revision_act("correct"),
    "ledger.actions.revisions.record_values": revision_act("record"),
    "ledger.actions.revisions.submit_revision": revision_act("submit"),
    "ledger.actions.revisions.recall_revision": revision_act("recall"),
    "ledger.actions.revisions.return_revision": revision_act("return"),
    "ledger.actions.revisions.approve_revision": revision_act("approve"),
    "ledger.actions.revisions.discard_revision": revision_act("discard"),
    "ledger.actions.sheets.set_due_date": set_due_date,
    "ledger.actions.approvals.approve_revisions": approve_revisions,
}
SPEAK_FOR_THEMSELVES = {"ledger.revision.submitted", *inquiries.SPEAK_FOR_THEMSELVES}

SILENT: dict[str, str] = {"ledger.actions.sheets.start_report": "Opens a sheet and starts its revision: each leaves its own entry."}
SEVERAL = {**exchange.SEVERAL, **inquiries.SEVERAL}
POSTS = {**exchange.POSTS, **inquiries.POSTS, **workbook.POSTS}
HARMLESS_POSTS = {**workbook.HARMLESS_POSTS}
