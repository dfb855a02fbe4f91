"""How the actions of the ledger are made to write (tests/audit/writes.py explains)."""

from collections.abc import Callable
from datetime import date

from iconm.lib.choices import Basis
from ledger.actions import Typed, approvals
from ledger.actions import cells as grid
from ledger.actions import sheets as actions
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, STARTS_FROM, by_whom, revision_in
from tests.ledger.entry import writes as entry
from tests.ledger.evidence import writes as talk
from tests.ledger.exchange import writes as exchange
from tests.ledger.factories import DATASET, NOON, line
from tests.ledger.inquiries import writes as inquiries
from tests.ledger.workbook import writes as workbook


def revision_act(name: str) -> Callable[[World], Act]:
    def prepare(world: World) -> Act:
        revision, by = revision_in(STARTS_FROM[name], world), by_whom(name, world)
        return lambda: ACTS[name](revision, by), by

    return prepare


def set_due_date(world: World) -> Act:
    sheet = revision_in("draft", world).sheet
    return lambda: actions.set_due_date(sheet=sheet, due_on=date(2026, 3, 1), by=world.clerk, at=NOON), world.clerk


def start_report(world: World) -> Act:
    fields = {"dataset": DATASET, "fiscal_year": 2024, "basis": Basis.SETTLED, "as_of": date(2025, 3, 31)}
    return lambda: actions.start_report(**fields, by=world.clerk, at=NOON), world.clerk


def save_cells(world: World) -> Act:
    revision = revision_in("draft", world)
    entries = [Typed(key="income-city:amount:2024::settled:2025-03-31", typed="約13万")]  # kept as typed, though nobody can read it
    return lambda: grid.save_cells(revision=revision, entries=entries, by=world.clerk, at=NOON), world.clerk


def approve_revisions(world: World) -> Act:
    one = revision_in("submitted", world)
    other = factories.enter(factories.make_sheet(2023), line(), by=world.clerk)
    revisions = [one, ACTS["submit"](other, world.clerk)]
    return lambda: approvals.approve_revisions(revisions=revisions, by=world.approver, at=NOON), world.approver


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
    "ledger.actions.cells.save_cells": save_cells,
    "ledger.actions.sheets.start_report": start_report,
    "ledger.actions.sheets.set_due_date": set_due_date,
    "ledger.actions.approvals.approve_revisions": approve_revisions,
}
SPEAK_FOR_THEMSELVES = {"ledger.revision.submitted", *inquiries.SPEAK_FOR_THEMSELVES}
SEVERAL = {
    **exchange.SEVERAL,
    **inquiries.SEVERAL,
    "ledger.actions.sheets.start_report": 2,  # the sheet, its first revision
    "ledger.actions.approvals.approve_revisions": 2,  # one for each report
}
POSTS = {**entry.POSTS, **exchange.POSTS, **inquiries.POSTS, **workbook.POSTS}
HARMLESS_POSTS = {**inquiries.HARMLESS_POSTS, **workbook.HARMLESS_POSTS}
DOWNLOADS = {**entry.DOWNLOADS, **exchange.DOWNLOADS, **inquiries.DOWNLOADS, **workbook.DOWNLOADS}
OWN_FILES = {**inquiries.OWN_FILES, **workbook.OWN_FILES}
