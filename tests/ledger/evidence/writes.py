"""How files, talk, years and handovers are made to write (tests/audit/writes.py explains)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.choices import Role
from accounts.models import RoleAssignment
from ledger.actions.comments import add_comment, reopen_comment, resolve_comment
from ledger.actions.evidence import Upload, add_evidence, hand_out_evidence, withdraw_evidence
from ledger.actions.handover import hand_over
from ledger.actions.yearbook import close_year, grant_exception, open_year, reopen_year
from ledger.models import Sheet
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.evidence import samples
from tests.ledger.factories import DATASET, NOON

APRIL = date(2026, 4, 1)


def reported(world: World) -> Sheet:
    """The settled account of R6, approved."""
    line = factories.line(factories.make_item().code)
    return factories.enter_and_approve(factories.make_sheet(), line, clerk=world.clerk, approver=world.approver).sheet


def adding_evidence(world: World) -> Act:
    sheet, upload = reported(world), Upload("決算書.pdf", samples.PDF)
    return lambda: add_evidence(sheet=sheet, upload=upload, by=world.clerk, at=NOON), world.clerk


def handing_out(world: World) -> Act:
    evidence = adding_evidence(world)[0]()
    return lambda: hand_out_evidence(evidence=evidence, by=world.auditor, at=NOON).close(), world.auditor


def withdrawing(world: World) -> Act:
    evidence = adding_evidence(world)[0]()
    return lambda: withdraw_evidence(evidence=evidence, by=world.clerk, at=NOON, reason="差替え"), world.clerk


def commenting(world: World) -> Act:
    sheet = reported(world)
    return lambda: add_comment(sheet=sheet, text="出所は？", by=world.approver, at=NOON), world.approver


def resolving(world: World) -> Act:
    comment = commenting(world)[0]()
    return lambda: resolve_comment(comment=comment, by=world.clerk, at=NOON), world.clerk


def reopening(world: World) -> Act:
    comment = resolving(world)[0]()
    return lambda: reopen_comment(comment=comment, by=world.approver, at=NOON), world.approver


def opening_year(world: World) -> Act:
    return lambda: open_year(fiscal_year=2026, sheets=[], by=world.clerk, at=NOON), world.clerk


def closing_year(world: World) -> Act:
    reported(world)
    return lambda: close_year(fiscal_year=2024, by=world.approver, at=NOON), world.approver


def on_closed_year(act: Callable[..., Any], **fields: Any) -> Prepare:
    def prepare(world: World) -> Act:
        closing_year(world)[0]()
        return lambda: act(fiscal_year=2024, by=world.approver, at=NOON, reason="誤記", **fields), world.approver

    return prepare


def handing_over(world: World) -> Act:
    """The roles are in place already: what they would leave besides is theirs (`accounts.actions`)."""
    RoleAssignment.objects.filter(user=world.approver, role=Role.APPROVER).update(valid_until=APRIL)
    people = {"predecessor": world.approver, "successor": world.second_approver}
    return lambda: hand_over(**people, valid_from=APRIL, by=world.administrator, at=NOON), world.administrator


WRITES: dict[str, Prepare] = {
    "ledger.actions.evidence.add_evidence": adding_evidence,
    "ledger.actions.evidence.hand_out_evidence": handing_out,
    "ledger.actions.evidence.withdraw_evidence": withdrawing,
    "ledger.actions.comments.add_comment": commenting,
    "ledger.actions.comments.resolve_comment": resolving,
    "ledger.actions.comments.reopen_comment": reopening,
    "ledger.actions.yearbook.open_year": opening_year,
    "ledger.actions.yearbook.close_year": closing_year,
    "ledger.actions.yearbook.reopen_year": on_closed_year(reopen_year),
    "ledger.actions.yearbook.grant_exception": on_closed_year(grant_exception, dataset=DATASET, valid_until=date(2026, 3, 1)),
    "ledger.actions.handover.hand_over": handing_over,
}
