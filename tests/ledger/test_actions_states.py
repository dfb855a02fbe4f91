"""The writers: who may, in which state, and what stale work does."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.access import forget
from accounts.choices import Role
from ledger import actions
from ledger.actions import LockedError, StaleError
from ledger.choices import RevisionState
from ledger.models import Revision
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, DECIDING, STARTS_FROM, by_whom, everything, revision_in
from tests.ledger.factories import DATASET, NOON, TODAY, line

pytestmark = pytest.mark.django_db

# Who may.


@pytest.mark.parametrize("act", ACTS)
def test_only_the_role_may(world: World, act: str) -> None:
    revision = revision_in(STARTS_FROM[act], world)
    role = Role.APPROVER if act in DECIDING else Role.CLERK
    people = (person for person in vars(world).values() if not person.role_assignments.filter(role=role).exists())
    before = everything()

    refused = 0
    for person in people:
        with pytest.raises(PermissionDenied, match=f"この操作には「{role.label}」の役割が必要です"), transaction.atomic():
            ACTS[act](revision, person)
        refused += 1

    assert everything() == before  # above all: no audit entry
    assert refused == (6 if act in DECIDING else 7)
    ACTS[act](revision, by_whom(act, world))


@pytest.mark.parametrize("act", ACTS)
def test_role_for_another_dataset_does_not_count(world: World, act: str) -> None:
    revision = revision_in(STARTS_FROM[act], world)
    elsewhere = make_user("elsewhere", Role.CLERK, Role.APPROVER, dataset="kpi")
    here = make_user("here", Role.CLERK, Role.APPROVER, dataset=DATASET)

    with pytest.raises(PermissionDenied), transaction.atomic():
        ACTS[act](revision, elsewhere)
    ACTS[act](revision, here)


def test_role_counts_on_the_day_of_the_action(world: World) -> None:
    revision = revision_in("draft", world)
    world.clerk.role_assignments.update(valid_until=TODAY)
    forget(world.clerk)

    with pytest.raises(PermissionDenied):
        ACTS["submit"](revision, world.clerk)


def test_inactive_user_may_nothing(world: World) -> None:
    revision = revision_in("draft", world)
    world.clerk.is_active = False

    with pytest.raises(PermissionDenied):
        ACTS["submit"](revision, world.clerk)


def test_submitter_does_not_approve(world: World) -> None:
    both = make_user("both", Role.CLERK, Role.APPROVER)
    revision = ACTS["submit"](revision_in("draft", world), both)
    before = everything()

    with pytest.raises(ValidationError, match="自ら入力した報告は承認できません。別の承認者に依頼してください。"), transaction.atomic():
        ACTS["approve"](revision, both)

    assert everything() == before
    assert ACTS["approve"](revision, world.second_approver).approved_by == world.second_approver


def test_submitter_is_looked_up_when_approving(world: World) -> None:
    """What the approver's page saw earlier, before anyone submitted, does not open a way round the second pair of eyes."""
    both = make_user("both", Role.CLERK, Role.APPROVER)
    seen = revision_in("draft", world)
    ACTS["submit"](Revision.objects.get(pk=seen.pk), both)

    with pytest.raises(ValidationError, match="自ら入力した報告は承認できません"):
        ACTS["approve"](seen, both)


# In which state.

NOT_NOW = "「{}」の版にはこの操作を行えません。"
OPEN = "この年度報告には作成中の版があります。その版を編集するか、取り消してから訂正版を作成してください。"
FINAL = "令和8年2月10日に承認済み（承認者：利用者 approver）のため変更できません。修正は「訂正版を作成」から行ってください。"
GOES_ON = ""
MACHINE = {
    "draft": {
        "record": GOES_ON,
        "submit": GOES_ON,
        "recall": NOT_NOW,
        "return": NOT_NOW,
        "approve": NOT_NOW,
        "discard": GOES_ON,
        "correct": OPEN,
    },
    "submitted": {
        "record": NOT_NOW,
        "submit": NOT_NOW,
        "recall": GOES_ON,
        "return": GOES_ON,
        "approve": GOES_ON,
        "discard": NOT_NOW,
        "correct": OPEN,
    },
    "returned": {
        "record": GOES_ON,
        "submit": GOES_ON,
        "recall": NOT_NOW,
        "return": NOT_NOW,
        "approve": NOT_NOW,
        "discard": GOES_ON,
        "correct": OPEN,
    },
    "approved": {
        "record": FINAL,
        "submit": FINAL,
        "recall": FINAL,
        "return": FINAL,
        "approve": FINAL,
        "discard": FINAL,
        "correct": GOES_ON,
    },
}
LEADS_TO = {"record": None, "submit": "submitted", "recall": "draft", "return": "returned", "approve": "approved"}


@pytest.mark.parametrize("state", MACHINE)
def test_state_machine(world: World, state: str) -> None:
    revision = revision_in(state, world)
    before = everything()

    for act, sentence in MACHINE[state].items():
        with transaction.atomic():
            current = Revision.objects.get(pk=revision.pk)
            if sentence:
                with pytest.raises(LockedError) as refusal, transaction.atomic():
                    ACTS[act](current, by_whom(act, world))
                assert refusal.value.messages == [sentence.format(revision.get_state_display())], act
                assert everything() == before, act
            else:
                ACTS[act](current, by_whom(act, world))
                if act in LEADS_TO:
                    assert Revision.objects.get(pk=revision.pk).state == (LEADS_TO[act] or state), act
            transaction.set_rollback(True)


def test_empty_revision_is_not_submitted(world: World) -> None:
    revision = actions.start_revision(sheet=factories.make_sheet(), by=world.clerk, at=NOON)

    with pytest.raises(ValidationError, match="値が1件も入力されていないため、確認を依頼できません"):
        ACTS["submit"](revision, world.clerk)


@pytest.mark.parametrize("reason", ["", " 　"], ids=["none", "blank"])
def test_return_needs_a_reason(world: World, reason: str) -> None:
    revision = revision_in("submitted", world)

    with pytest.raises(ValidationError, match="差戻しの理由を入力してください"):
        actions.return_revision(revision=revision, by=world.approver, at=NOON, reason=reason)


def changed_meanwhile(revision: Revision, world: World) -> None:
    """Let someone else work on it, so that it ends up in the same state."""
    if revision.state == RevisionState.SUBMITTED:
        returned = ACTS["return"](Revision.objects.get(pk=revision.pk), world.second_approver)
        ACTS["submit"](returned, world.clerk)
    else:
        ACTS["record"](Revision.objects.get(pk=revision.pk), world.clerk)


@pytest.mark.parametrize("act", ["record", "submit", "recall", "return", "approve", "discard"])
def test_stale_work_writes_nothing(world: World, act: str) -> None:
    seen = revision_in(STARTS_FROM[act], world)
    changed_meanwhile(seen, world)
    before = everything()

    with (
        pytest.raises(StaleError, match="他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"),
        transaction.atomic(),
    ):
        ACTS[act](seen, by_whom(act, world))

    assert everything() == before


def test_stale_form_is_told_so_when_the_revision_was_read_afresh(world: World) -> None:
    """A form keeps the lock version it was shown with; the view that receives it reads the revision again."""
    revision = revision_in("draft", world)
    shown = revision.lock_version
    fresh = ACTS["record"](revision, world.clerk)

    with pytest.raises(StaleError):
        actions.record_values(revision=fresh, lines=[line()], by=world.clerk, at=NOON, lock_version=shown)


@pytest.mark.parametrize("act", ["record", "submit", "discard"])
def test_discarded_revision_takes_no_more(world: World, act: str) -> None:
    seen = revision_in("draft", world)
    ACTS["discard"](Revision.objects.get(pk=seen.pk), world.clerk)

    with pytest.raises(LockedError, match="この版は取り消されています。年度報告の画面から、もう一度作成を開始してください。"):
        ACTS[act](seen, world.clerk)
