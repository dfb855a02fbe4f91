"""The clerk's side of a request: asked, extended, reminded, returned, withdrawn, closed; who may, and when not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from ledger.actions import LockedError, StaleError, answers, inquiries
from ledger.choices import Decision, InquiryState
from ledger.models import Inquiry, InquiryLine
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger.factories import NOON, TODAY
from tests.ledger.inquiries import acts
from tests.ledger.inquiries.acts import DATASET, DUE, choices, fill, inquiry_in, make_asked_sheet, send, take_all

pytestmark = pytest.mark.django_db

LATER = DUE + timedelta(days=3)
Act = Callable[[Inquiry, User, int], Any]

# Each action on a request; the last argument is the lock version the user saw.
ACTS: dict[str, Act] = {
    "extend": lambda it, by, seen: inquiries.extend_inquiry(inquiry=it, due_on=LATER, by=by, at=NOON, seen=seen),
    "remind": lambda it, by, seen: inquiries.remind_inquiry(inquiry=it, message="至急", by=by, at=NOON, seen=seen),
    "return": lambda it, by, seen: inquiries.return_inquiry(inquiry=it, reason="単位を確認", by=by, at=NOON, seen=seen),
    "withdraw": lambda it, by, seen: inquiries.withdraw_inquiry(inquiry=it, reason="重複", by=by, at=NOON, seen=seen),
    "close": lambda it, by, seen: inquiries.close_inquiry(inquiry=it, by=by, at=NOON, seen=seen),
    "take": lambda it, by, seen: answers.take_answers(inquiry=it, choices=choices(it), by=by, at=NOON, seen=seen),
    "decline": lambda it, by, seen: answers.decline_answers(
        inquiry=it, keys=[line.key for line in it.lines.all()], by=by, at=NOON, seen=seen
    ),
    "submit": lambda it, by, seen: answers.submit_answers(inquiry=it, by=by, at=NOON, seen=seen),
    "retract": lambda it, by, seen: answers.retract_answers(inquiry=it, by=by, at=NOON, seen=seen),
}
BY_RESPONDENT = ("submit", "retract")
ALLOWED = {
    "extend": {"open"},
    "remind": {"open"},
    "return": {"answered"},
    "withdraw": {"open", "answered"},
    "close": {"answered"},
    "take": {"answered"},
    "decline": {"answered"},
    "submit": {"open"},
    "retract": {"answered"},
}


def who(act: str, world: World) -> User:
    return world.respondent if act in BY_RESPONDENT else world.clerk


def prepared(act: str, state: str, world: World) -> Inquiry:
    inquiry = inquiry_in(state, world)
    if act == "close":
        InquiryLine.objects.filter(inquiry=inquiry).update(decision=Decision.KEPT)
    if act == "submit" and state == "open":
        fill(inquiry, "12", by=world.respondent)
    return inquiry


def test_send_keeps_the_order_of_the_sheet(world: World) -> None:
    sheet = make_asked_sheet()
    keys = [f"a-{n}:amount:2025::settled:2025-12-31" for n in (3, 1)]

    inquiry = inquiries.send_inquiry(sheet=sheet, title=" 件名 ", message="", due_on=DUE, keys=keys, by=world.clerk, at=NOON)

    assert [(line.order, line.item.code) for line in inquiry.lines.all()] == [(1, "a-1"), (2, "a-3")]
    assert (inquiry.number, inquiry.title, inquiry.state, inquiry.sent_by) == (1, "件名", InquiryState.OPEN, world.clerk)
    assert Entry.objects.get(action="ledger.inquiry.sent").target == f"ledger.inquiry:{inquiry.pk}"


def test_requests_of_a_sheet_are_numbered(world: World) -> None:
    sheet = make_asked_sheet()

    assert [send(sheet, by=world.clerk).number for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"title": " "}, "件名", id="no title"),
        pytest.param({"title": "長" * 201}, "200文字", id="title too long"),
        pytest.param({"keys": []}, "項目を1つ以上", id="no cell"),
        pytest.param({"keys": ["no:amount:2025::settled:2025-12-31"]}, "ない欄", id="foreign cell"),
        pytest.param({"due_on": TODAY}, "明日以後", id="due today"),
    ],
)
def test_send_refuses(world: World, fields: dict[str, Any], message: str) -> None:
    sheet = make_asked_sheet(1)
    told = {"title": "件名", "message": "", "due_on": DUE, "keys": ["a-1:amount:2025::settled:2025-12-31"], **fields}

    with pytest.raises(ValidationError, match=message):
        inquiries.send_inquiry(sheet=sheet, by=world.clerk, at=NOON, **told)
    assert not Inquiry.objects.exists()


def test_send_is_the_clerks(world: World) -> None:
    sheet = make_asked_sheet(1)

    with pytest.raises(PermissionDenied):
        send(sheet, by=world.respondent)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", InquiryState.values)
def test_act_in_state(world: World, act: str, state: str) -> None:
    inquiry = prepared(act, state, world)
    entries = Entry.objects.count()

    if state in ALLOWED[act]:
        ACTS[act](inquiry, who(act, world), inquiry.lock_version)
        assert Entry.objects.filter(action__startswith="ledger.inquiry.").latest("pk").actor == who(act, world)
        assert Entry.objects.count() > entries
    else:
        with pytest.raises(LockedError, match="この照会"):
            ACTS[act](inquiry, who(act, world), inquiry.lock_version)
        assert Entry.objects.count() == entries
        assert Inquiry.objects.get().state == state


@pytest.mark.parametrize("act", ACTS)
def test_act_on_an_older_page_is_refused(world: World, act: str) -> None:
    inquiry = prepared(act, min(ALLOWED[act]), world)

    with pytest.raises(StaleError, match="先に操作"):
        ACTS[act](inquiry, who(act, world), inquiry.lock_version - 1)


@pytest.mark.parametrize("act", ACTS)
def test_act_needs_its_role_for_the_dataset(world: World, act: str) -> None:
    inquiry = prepared(act, min(ALLOWED[act]), world)
    role = Role.RESPONDENT if act in BY_RESPONDENT else Role.CLERK

    for user in (world.manager, world.auditor, make_user("elsewhere", role, dataset="kpi")):
        with pytest.raises(PermissionDenied):
            ACTS[act](inquiry, user, inquiry.lock_version)
    ACTS[act](inquiry, make_user("here", role, dataset=DATASET), inquiry.lock_version)


def test_extension_goes_forward(world: World) -> None:
    inquiry = inquiry_in("open", world)

    with pytest.raises(ValidationError, match="後の日付"):
        inquiries.extend_inquiry(inquiry=inquiry, due_on=DUE, by=world.clerk, at=NOON, seen=1)


@pytest.mark.parametrize("act", ["remind", "return", "withdraw"])
def test_words_are_wanted(world: World, act: str) -> None:
    inquiry = inquiry_in(min(ALLOWED[act]), world)
    called = {"remind": ("remind_inquiry", "message"), "return": ("return_inquiry", "reason"), "withdraw": ("withdraw_inquiry", "reason")}
    name, argument = called[act]

    with pytest.raises(ValidationError, match="入力してください"):
        getattr(inquiries, name)(inquiry=inquiry, by=world.clerk, at=NOON, seen=inquiry.lock_version, **{argument: "  "})


def test_withdrawal_after_something_was_taken(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    take_all(inquiry, by=world.clerk)

    with pytest.raises(ValidationError, match="採用済み"):
        ACTS["withdraw"](inquiry, world.clerk, inquiry.lock_version)


def test_close_wants_every_answer_decided(world: World) -> None:
    inquiry = acts.answered(make_asked_sheet(2), world, "1", "2")
    first = inquiry.lines.order_by("order").first()
    assert first
    answers.decline_answers(inquiry=inquiry, keys=[first.key], by=world.clerk, at=NOON, seen=inquiry.lock_version)

    with pytest.raises(ValidationError, match="1件"):
        ACTS["close"](inquiry, world.clerk, inquiry.lock_version)


def test_returned_answer_is_open_again(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    ACTS["decline"](inquiry, world.clerk, inquiry.lock_version)

    ACTS["return"](inquiry, world.clerk, inquiry.lock_version)

    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answered_by, inquiry.lines.get().decision) == (InquiryState.OPEN, None, "")
    assert Entry.objects.get(action="ledger.inquiry.returned").reason == "単位を確認"
