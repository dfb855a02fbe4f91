"""The answer: filled in by several people, handed over complete, taken into the draft without overwriting anything unseen."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit.models import Entry
from ledger import actions
from ledger.actions import LockedError, Typed
from ledger.actions.answers import (
    Choice,
    UnansweredError,
    decline_answers,
    retract_answers,
    save_answers,
    submit_answers,
    take_answers,
)
from ledger.choices import Decision, InquiryState, RevisionState
from ledger.grid.checks import find
from ledger.grid.rows import load_grid
from ledger.models import Inquiry, InquiryLine, Revision, Value
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, TODAY, line
from tests.ledger.inquiries.acts import AS_OF, answered, choices, fill, inquiry_in, make_asked_sheet, send, take_all

pytestmark = pytest.mark.django_db


def said(draft: Revision, typed: str, reason: str, *, by: User) -> Revision:
    """Enter a value with its reason into the only cell there is, as somebody who sees the draft as it stands."""
    draft.refresh_from_db()
    (row,) = load_grid(draft, on=TODAY).rows
    entry = Typed(key=str(row.key), typed=typed, seen=row.text, reason=reason)
    actions.save_cells(revision=draft, entries=[entry], by=by, at=NOON)
    return draft


def lines(inquiry: Inquiry) -> list[InquiryLine]:
    return list(inquiry.lines.order_by("order"))


@pytest.mark.parametrize(
    ("typed", "value", "missing"),
    [
        pytest.param("１，２３４", Decimal(1234), "", id="full width"),
        pytest.param("1.5億円", Decimal(150_000), "", id="other unit of money"),
        pytest.param("△12", Decimal(-12), "", id="negative"),
        pytest.param("未確定", None, "pending", id="reason"),
        pytest.param("12程度", None, "", id="unreadable"),
        pytest.param("—", None, "", id="dash without a reason"),
        pytest.param("", None, "", id="empty"),
    ],
)
def test_save_keeps_what_was_typed(world: World, typed: str, value: Decimal | None, missing: str) -> None:
    inquiry = fill(send(make_asked_sheet(1), by=world.clerk), typed, by=world.respondent, note="概算")

    (kept,) = lines(inquiry)
    assert (kept.typed, kept.value, kept.missing, kept.note) == (typed, value, missing, "概算")


def test_save_of_nothing_new_leaves_no_entry(world: World) -> None:
    inquiry = fill(send(make_asked_sheet(1), by=world.clerk), "12", by=world.respondent)
    entries = Entry.objects.count()

    fill(inquiry, "12", by=world.respondent)

    assert Entry.objects.count() == entries


def test_two_people_on_different_lines_both_count(world: World) -> None:
    inquiry = send(make_asked_sheet(2), by=world.clerk)
    first, second = lines(inquiry)
    other = make_user("other", "respondent")
    save_answers(inquiry=inquiry, entries=[Typed(key=first.key, typed="1")], by=other, at=NOON)

    filled = save_answers(
        inquiry=inquiry, entries=[Typed(key=first.key, note=""), Typed(key=second.key, typed="2")], by=world.respondent, at=NOON
    )

    assert not filled.conflicts
    assert [kept.typed for kept in lines(inquiry)] == ["1", "2"]


def test_two_people_on_one_line_nobody_is_overwritten(world: World) -> None:
    inquiry = send(make_asked_sheet(2), by=world.clerk)
    first, second = lines(inquiry)
    save_answers(inquiry=inquiry, entries=[Typed(key=first.key, typed="1")], by=make_user("other", "respondent"), at=NOON)

    filled = save_answers(
        inquiry=inquiry, entries=[Typed(key=first.key, typed="9"), Typed(key=second.key, typed="2")], by=world.respondent, at=NOON
    )

    assert [(conflict.key, conflict.theirs, conflict.mine) for conflict in filled.conflicts] == [(first.key, "1", "9")]
    assert [kept.typed for kept in lines(inquiry)] == ["1", "2"]


def test_save_refuses_a_foreign_line(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)

    with pytest.raises(ValidationError, match="この照会にない"):
        save_answers(inquiry=inquiry, entries=[Typed(key="no", typed="1")], by=world.respondent, at=NOON)


@pytest.mark.parametrize(("typed", "note"), [("1" * 201, ""), ("1", "長" * 401)], ids=["answer", "note"])
def test_save_refuses_what_is_too_long(world: World, typed: str, note: str) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)

    with pytest.raises(ValidationError, match="長すぎます"):
        fill(inquiry, typed, by=world.respondent, note=note)


@pytest.mark.parametrize("state", ["answered", "closed", "withdrawn"])
def test_save_after_the_answer_was_handed_over(world: World, state: str) -> None:
    inquiry = inquiry_in(state, world)

    with pytest.raises(LockedError):
        fill(inquiry, "99", by=world.respondent)


def test_submit_names_what_is_missing(world: World) -> None:
    inquiry = fill(send(make_asked_sheet(3), by=world.clerk), "12", "12程度", "", by=world.respondent)

    with pytest.raises(UnansweredError, match="2件") as caught:
        submit_answers(inquiry=inquiry, by=world.respondent, at=NOON, seen=inquiry.lock_version)
    assert [question.row.key.item for question in caught.value.questions] == ["a-2", "a-3"]
    assert Inquiry.objects.get().state == InquiryState.OPEN


def test_submit_with_a_reason_for_having_no_value(world: World) -> None:
    inquiry = answered(make_asked_sheet(2), world, "12", "該当なし")

    assert (inquiry.state, inquiry.answered_by) == (InquiryState.ANSWERED, world.respondent)


def test_retract_drops_the_clerks_refusals(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    decline_answers(inquiry=inquiry, keys=[lines(inquiry)[0].key], by=world.clerk, at=NOON, seen=inquiry.lock_version)

    retract_answers(inquiry=inquiry, by=world.respondent, at=NOON, seen=inquiry.lock_version)

    assert (Inquiry.objects.get().state, lines(inquiry)[0].decision) == (InquiryState.OPEN, "")


def test_retract_after_something_was_taken(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    take_all(inquiry, by=world.clerk)

    with pytest.raises(ValidationError, match="採用されている"):
        retract_answers(inquiry=inquiry, by=world.respondent, at=NOON, seen=inquiry.lock_version)


# Taking over.


def test_take_begins_a_draft(world: World) -> None:
    inquiry = answered(make_asked_sheet(2), world, "１．５億円", "未確定", note="速報値")

    revision = take_all(inquiry, by=world.clerk)

    assert (revision.state, revision.started_by) == (RevisionState.DRAFT, world.clerk)
    values = [(value.item.code, value.value, value.missing, value.note) for value in revision.values.order_by("item__order")]
    assert values == [("a-1", Decimal(150_000), "", ""), ("a-2", None, "pending", "")]
    assert list(revision.cells.values_list("reason", "note")) == [("速報値", "")] * 2
    entry = Entry.objects.get(action="ledger.values.taken")
    assert (entry.actor, entry.reason) == (world.clerk, "照会第1号の回答")
    assert {kept.decision for kept in lines(inquiry)} == {Decision.TAKEN}
    assert {kept.decided_by for kept in lines(inquiry)} == {world.clerk}


def test_take_of_one_leaves_the_others(world: World) -> None:
    inquiry = answered(make_asked_sheet(2), world, "1", "2")

    taken = take_answers(inquiry=inquiry, choices=choices(inquiry)[:1], by=world.clerk, at=NOON, seen=inquiry.lock_version)

    assert [question.row.key.item for question in taken.taken] == ["a-1"]
    assert [kept.decision for kept in lines(inquiry)] == [Decision.TAKEN, ""]
    assert taken.revision.values.count() == 1


def test_take_replaces_what_the_clerk_saw(world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = factories.enter(sheet, line("a-1", 7, note="手入力"), by=world.clerk)
    inquiry = answered(sheet, world, "12", note="確認済")

    assert take_all(inquiry, by=world.clerk) == draft
    assert draft.values.values_list("value", "note").get() == (12, "手入力")
    assert draft.cells.get().reason == "確認済"


def test_explanation_that_is_taken_over_answers_the_doubt(world: World) -> None:
    sheet = make_asked_sheet(1)

    revision = take_all(answered(sheet, world, "1,000", note="大型案件のため"), by=world.clerk)

    doubts = [finding for finding in find(load_grid(revision, on=TODAY)) if finding.wants == "reason"]
    assert [finding.is_answered for finding in doubts] == [True]


@pytest.mark.parametrize(
    ("number", "reason"), [pytest.param("8", "手入力", id="another value"), pytest.param("7", "別の理由", id="another reason")]
)
def test_take_leaves_what_changed_since_the_clerk_looked(world: World, number: str, reason: str) -> None:
    sheet = make_asked_sheet(1)
    draft = said(factories.enter(sheet, line("a-1", 7), by=world.clerk), "7", "手入力", by=world.clerk)
    inquiry = answered(sheet, world, "12", note="確認済")
    ticked = choices(inquiry)
    said(draft, number, reason, by=world.clerk)

    taken = take_answers(inquiry=inquiry, choices=ticked, by=world.clerk, at=NOON, seen=inquiry.lock_version)

    assert (len(taken.taken), len(taken.left)) == (0, 1)
    assert (draft.values.get().value, draft.cells.get().reason) == (int(number), reason)
    assert lines(inquiry)[0].decision == ""


def test_take_of_an_answer_without_an_explanation_keeps_what_is_said(world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = said(factories.enter(sheet, line("a-1", 7, note="手入力"), by=world.clerk), "7", "速報のため", by=world.clerk)

    take_all(answered(sheet, world, "12"), by=world.clerk)

    assert draft.values.values_list("value", "note").get() == (12, "手入力")
    assert draft.cells.get().reason == "速報のため"


def test_take_into_an_approved_sheet_is_a_correction(world: World) -> None:
    sheet = make_asked_sheet(1)
    factories.enter_and_approve(sheet, line("a-1", 100), clerk=world.clerk, approver=world.approver)
    inquiry = answered(sheet, world, "120")

    with pytest.raises(ValidationError, match="訂正の理由"):
        take_all(inquiry, by=world.clerk)
    inquiry.refresh_from_db()
    revision = take_all(inquiry, by=world.clerk, reason="財団の訂正")

    assert (revision.number, revision.reason) == (2, "財団の訂正")
    assert Value.objects.get(revision=revision).value == 120


def test_take_while_the_approver_has_the_sheet(world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = factories.enter(sheet, line("a-1", 100), by=world.clerk)
    inquiry = answered(sheet, world, "120")
    actions.submit_revision(revision=draft, by=world.clerk, at=NOON)

    with pytest.raises(LockedError, match="確認依頼中"):
        take_all(inquiry, by=world.clerk)
    assert lines(inquiry)[0].decision == ""


def test_take_of_a_cell_the_sheet_has_no_more(world: World) -> None:
    sheet = make_asked_sheet(1)
    inquiry = answered(sheet, world, "12")
    InquiryLine.objects.update(key=f"a-1:amount:2024::settled:{AS_OF}")

    with pytest.raises(ValidationError, match="もうありません"):
        take_answers(inquiry=inquiry, choices=[Choice(key=lines(inquiry)[0].key)], by=world.clerk, at=NOON, seen=inquiry.lock_version)


def test_taken_answer_cannot_be_declined(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    take_all(inquiry, by=world.clerk)

    with pytest.raises(ValidationError, match="不採用にできません"):
        decline_answers(inquiry=inquiry, keys=[lines(inquiry)[0].key], by=world.clerk, at=NOON, seen=inquiry.lock_version)
