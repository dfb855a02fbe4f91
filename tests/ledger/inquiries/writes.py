"""How the actions on requests and answers are made to write (tests/audit/writes.py explains)."""

from collections.abc import Callable

from ledger.actions import Typed
from ledger.actions.answers import save_answers
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.ledger.factories import NOON
from tests.ledger.inquiries.acts import inquiry_in, make_asked_sheet, send
from tests.ledger.inquiries.test_actions import ACTS, ALLOWED, prepared, who


def inquiry_act(name: str) -> Callable[[World], Act]:
    def prepare(world: World) -> Act:
        inquiry, by = prepared(name, min(ALLOWED[name]), world), who(name, world)
        return lambda: ACTS[name](inquiry, by, inquiry.lock_version), by

    return prepare


def send_inquiry(world: World) -> Act:
    sheet = make_asked_sheet(1)
    return lambda: send(sheet, by=world.clerk), world.clerk


def fill_in(world: World) -> Act:
    inquiry = inquiry_in("open", world)
    entries = [Typed(key=line.key, typed="12") for line in inquiry.lines.all()]
    return lambda: save_answers(inquiry=inquiry, entries=entries, by=world.respondent, at=NOON), world.respondent


WRITES: dict[str, Prepare] = {
    "ledger.actions.inquiries.send_inquiry": send_inquiry,
    "ledger.actions.inquiries.extend_inquiry": inquiry_act("extend"),
    "ledger.actions.inquiries.remind_inquiry": inquiry_act("remind"),
    "ledger.actions.inquiries.return_inquiry": inquiry_act("return"),
    "ledger.actions.inquiries.withdraw_inquiry": inquiry_act("withdraw"),
    "ledger.actions.inquiries.close_inquiry": inquiry_act("close"),
    "ledger.actions.answers.save_answers": fill_in,
    "ledger.actions.answers.submit_answers": inquiry_act("submit"),
    "ledger.actions.answers.retract_answers": inquiry_act("retract"),
    "ledger.actions.answers.take_answers": inquiry_act("take"),
    "ledger.actions.answers.decline_answers": inquiry_act("decline"),
}
SEVERAL = {"ledger.actions.answers.take_answers": 3}  # the draft begun, the value in it, the answer dealt with
SPEAK_FOR_THEMSELVES = {"ledger.inquiry.answered", "ledger.inquiry.retracted", "ledger.inquiry.closed"}
_CLERK = "tests/ledger/inquiries/test_trail.py::test_clerks_pages_leave_entries"
_RESPONDENT = "tests/ledger/inquiries/test_trail.py::test_respondents_pages_leave_entries"
POSTS = {
    "entry:inquiry-new": _CLERK,
    "entry:inquiry-decide": _CLERK,
    "entry:inquiry-close": _CLERK,
    "entry:inquiry-return": _CLERK,
    "entry:inquiry-withdraw": _CLERK,
    "entry:inquiry-extend": _CLERK,
    "entry:inquiry-remind": _CLERK,
    "inquiries:inquiry": _RESPONDENT,
    "inquiries:save": _RESPONDENT,
    "inquiries:retract": _RESPONDENT,
    "inquiries:workbook-preview": "tests/ledger/inquiries/test_workbook.py::test_round_trip",
}
HARMLESS_POSTS = {"inquiries:workbook-upload": "keeps a file for a day; what it says is written by the confirmation"}
DOWNLOADS = {
    "inquiries:workbook-download": "tests/ledger/inquiries/test_workbook.py::test_form_holds_what_is_asked_and_nothing_that_is_the_citys",
}
OWN_FILES = {"inquiries:workbook-errors": "the file its user has just sent, with the errors marked in it"}
