"""A sheet that is asked about, the request, and the ways into each of its states."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounts.models import User
from ledger.actions import Typed
from ledger.actions.answers import Choice, save_answers, submit_answers, take_answers
from ledger.actions.inquiries import close_inquiry, send_inquiry, withdraw_inquiry
from ledger.choices import InquiryState
from ledger.grid.questions import asked, lines_of, newest_grid
from ledger.models import Inquiry, Revision, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, TODAY

DATASET = "city-support"  # laid out by nobody: its grid lists the items as they stand

DUE = TODAY + timedelta(days=10)
AS_OF = date(2025, 12, 31)


def make_asked_sheet(items: int = 3, *, dataset: str = DATASET) -> Sheet:
    """Create a sheet of R7 with items a-1, a-2 … that had 100 千円 each the year before."""
    before = factories.make_past(factories.make_sheet(2024, dataset=dataset))
    for number in range(1, items + 1):
        item = factories.make_item(f"a-{number}", dataset=dataset, order=number, name=f"収入{number}")
        factories.make_value(before, item, 100)
    factories.approve_as_history([before], date(2025, 6, 1))
    return factories.make_sheet(2025, dataset=dataset, as_of=AS_OF)


def send(sheet: Sheet, *, by: User, due_on: date = DUE, only: Sequence[str] = ()) -> Inquiry:
    """Ask for the items of those codes; for all without any."""
    rows = newest_grid(sheet, on=TODAY).rows
    keys = [str(row.key) for row in rows if not only or row.key.item in only]
    return send_inquiry(sheet=sheet, title="R7の収支", message="12月末の額", due_on=due_on, keys=keys, by=by, at=NOON)


def fill(inquiry: Inquiry, *typed: str, by: User, note: str = "") -> Inquiry:
    """Enter the texts into the lines in their order, over whatever stands there."""
    pairs = zip(inquiry.lines.order_by("order"), typed, strict=False)
    entries = [Typed(key=line.key, typed=text, note=note, seen=line.typed, seen_said={"note": line.note}) for line, text in pairs]
    save_answers(inquiry=inquiry, entries=entries, by=by, at=NOON)
    return inquiry


def answered(sheet: Sheet, world: World, *typed: str, note: str = "") -> Inquiry:
    inquiry = fill(send(sheet, by=world.clerk), *typed, by=world.respondent, note=note)
    return submit_answers(inquiry=inquiry, by=world.respondent, at=NOON, seen=inquiry.lock_version)


def inquiry_in(state: str, world: World) -> Inquiry:
    """Bring a new request for one item into the state, by the actions that lead there."""
    sheet = make_asked_sheet(1)
    is_open = state in (InquiryState.OPEN, InquiryState.WITHDRAWN)
    inquiry = send(sheet, by=world.clerk) if is_open else answered(sheet, world, "12")
    if state == InquiryState.WITHDRAWN:
        withdraw_inquiry(inquiry=inquiry, reason="重複", by=world.clerk, at=NOON, seen=inquiry.lock_version)
    if state == InquiryState.CLOSED:
        take_all(inquiry, by=world.clerk)
        close_inquiry(inquiry=inquiry, by=world.clerk, at=NOON, seen=inquiry.lock_version)
    return inquiry


def take_all(inquiry: Inquiry, *, by: User, reason: str = "") -> Revision:
    return take_answers(inquiry=inquiry, choices=choices(inquiry), by=by, at=NOON, seen=inquiry.lock_version, reason=reason).revision


def choices(inquiry: Inquiry) -> list[Choice]:
    """Return every line ticked, by somebody who sees the sheet as it stands."""
    questions = asked(lines_of(inquiry), newest_grid(inquiry.sheet, on=TODAY))
    return [Choice(key=question.key, seen=question.held, seen_reason=question.held_reason) for question in questions]
