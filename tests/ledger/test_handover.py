"""Roles change hands on a day, all together; tasks follow from the roles."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.access import has_role
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from audit.models import Entry
from ledger import actions
from ledger.actions.comments import add_comment
from ledger.actions.handover import hand_over
from ledger.actions.yearbook import close_year, grant_exception
from ledger.handover import MovedRole, paper, papers, roles_to_move, tasks_of
from ledger.models import Inquiry, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON, TODAY

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
EVERYTHING = MovedRole(Role.CLERK, "")


@pytest.fixture
def successor(world: World) -> User:
    return make_user("successor")


def held(user: User) -> list[tuple[str, str, date, date | None]]:
    rows = RoleAssignment.objects.filter(user=user).order_by("role", "dataset", "valid_from")
    return list(rows.values_list("role", "dataset", "valid_from", "valid_until"))


def test_roles_end_and_begin_on_the_day(world: World, successor: User) -> None:
    until = date(2027, 4, 1)
    RoleAssignment.objects.create(user=world.clerk, role=Role.APPROVER, dataset="kpi", valid_from=TODAY, valid_until=until)

    entry = hand_over(predecessor=world.clerk, successor=successor, valid_from=APRIL, by=world.administrator, at=NOON)

    since = date(2025, 4, 1)
    assert held(world.clerk) == [("approver", "kpi", TODAY, APRIL), ("clerk", "", since, APRIL)]
    assert held(successor) == [("approver", "kpi", APRIL, until), ("clerk", "", APRIL, None)]
    eve = APRIL - timedelta(days=1)
    assert [has_role(user, Role.CLERK, on=eve) for user in (world.clerk, successor)] == [True, False]
    assert [has_role(user, Role.CLERK, on=APRIL) for user in (world.clerk, successor)] == [False, True]
    assert entry.difference == {
        "roles": [None, [["clerk", ""], ["approver", "kpi"]]],
        "successor": [None, successor.pk],
        "valid_from": [None, "2026-04-01"],
    }
    assert (entry.target, entry.actor) == (f"accounts.user:{world.clerk.pk}", world.administrator)
    written = Entry.objects.filter(action__startswith="accounts.roleassignment.")
    assert (
        sorted(written.values_list("action", flat=True)) == ["accounts.roleassignment.added"] * 2 + ["accounts.roleassignment.changed"] * 2
    )


def test_role_that_ends_on_the_day_passes_on_without_that_end(world: World, successor: User) -> None:
    RoleAssignment.objects.filter(user=world.clerk).update(valid_until=APRIL)

    hand_over(predecessor=world.clerk, successor=successor, valid_from=APRIL, by=world.administrator, at=NOON)

    assert held(successor) == [("clerk", "", APRIL, None)]


def test_role_the_successor_holds_is_not_given_twice(world: World) -> None:
    hand_over(predecessor=world.approver, successor=world.second_approver, valid_from=APRIL, by=world.administrator, at=NOON)

    assert held(world.second_approver) == [("approver", "", date(2025, 4, 1), None)]
    assert held(world.approver) == [("approver", "", date(2025, 4, 1), APRIL)]


def test_handover_is_all_or_nothing(world: World, successor: User) -> None:
    RoleAssignment.objects.create(user=world.clerk, role=Role.APPROVER, valid_from=TODAY)
    # A role from the same day that ends sooner: the second cannot be given, and the first must not be.
    RoleAssignment.objects.create(user=successor, role=Role.APPROVER, valid_from=APRIL, valid_until=date(2026, 5, 1))
    before = held(world.clerk), held(successor), Entry.objects.count()
    with pytest.raises(ValidationError, match="既に付与されています"):
        hand_over(predecessor=world.clerk, successor=successor, valid_from=APRIL, by=world.administrator, at=NOON)

    assert (held(world.clerk), held(successor), Entry.objects.count()) == before


def test_handover_refused(world: World, successor: User) -> None:
    asked = {"valid_from": APRIL, "at": NOON}
    with pytest.raises(PermissionDenied):
        hand_over(predecessor=world.clerk, successor=successor, by=world.approver, **asked)
    with pytest.raises(PermissionDenied, match="自分自身の役割は引き継げません。"):
        hand_over(predecessor=world.administrator, successor=successor, by=world.administrator, **asked)
    with pytest.raises(PermissionDenied, match="自分自身の役割は引き継げません。"):
        hand_over(predecessor=world.clerk, successor=world.administrator, by=world.administrator, **asked)
    with pytest.raises(ValidationError, match="別の利用者を選択"):
        hand_over(predecessor=world.clerk, successor=world.clerk, by=world.administrator, **asked)
    with pytest.raises(ValidationError, match="引き継ぐものがありません"):
        hand_over(predecessor=world.outsider, successor=successor, by=world.administrator, **asked)
    User.objects.filter(pk=successor.pk).update(is_active=False)
    successor.refresh_from_db()
    with pytest.raises(ValidationError, match="無効になっています"):
        hand_over(predecessor=world.clerk, successor=successor, by=world.administrator, **asked)


def test_roles_to_move_are_those_of_the_day_before(world: World) -> None:
    RoleAssignment.objects.create(user=world.clerk, role=Role.APPROVER, valid_from=APRIL)

    assert [each.role for each in roles_to_move(world.clerk, on=APRIL)] == ["clerk"]


# The paper


@pytest.fixture
def open_things(world: World) -> Sheet:
    """A sheet sent back, one nobody began, a request, a comment, and leave to correct R6."""
    item = factories.make_item()
    line = factories.line(item.code)
    factories.enter_and_approve(factories.make_sheet(2024), line, clerk=world.clerk, approver=world.approver)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    grant_exception(fiscal_year=2024, dataset=DATASET, valid_until=date(2026, 3, 1), by=world.approver, at=NOON, reason="誤記")
    sheet = factories.make_sheet(2025)
    revision = actions.submit_revision(revision=factories.enter(sheet, line, by=world.clerk), by=world.clerk, at=NOON)
    revision = actions.return_revision(revision=revision, by=world.approver, at=NOON, reason="一度目")
    revision = actions.submit_revision(revision=revision, by=world.clerk, at=NOON)
    actions.return_revision(revision=revision, by=world.approver, at=NOON, reason="出所を確認")
    factories.make_sheet(2025, basis="forecast")
    asked = {"title": "決算の照会", "due_on": TODAY, "sent_by": world.clerk, "sent_at": NOON}
    Inquiry.objects.create(sheet=sheet, number=1, **asked)
    Inquiry.objects.create(sheet=sheet, number=2, state="closed", **asked)
    add_comment(sheet=sheet, text="出所は？", by=world.approver, at=NOON)
    return sheet


def test_tasks_of_a_dataset(world: World, open_things: Sheet) -> None:
    tasks = tasks_of([MovedRole(Role.CLERK, DATASET)], on=TODAY)

    assert [(each.sheet.basis, each.returned) for each in tasks.sheets] == [("settled", "出所を確認"), ("forecast", "")]
    assert [each.number for each in tasks.inquiries] == [1]
    assert [each.text for each in tasks.comments] == ["出所は？"]
    assert [each.reason for each in tasks.exceptions] == ["誤記"]
    assert tasks_of([EVERYTHING], on=TODAY) == tasks


@pytest.mark.parametrize("role", [MovedRole(Role.CLERK, "kpi"), MovedRole(Role.AUDITOR, "")], ids=["other dataset", "no tasks"])
def test_tasks_of_others_are_not_told(open_things: Sheet, role: MovedRole) -> None:
    assert tasks_of([role], on=TODAY).is_empty


def test_papers_tell_who_followed_whom(world: World, successor: User) -> None:
    entry = hand_over(predecessor=world.clerk, successor=successor, valid_from=APRIL, by=world.administrator, at=NOON)

    (found,) = papers()
    assert (found, found.entry) == (paper(entry.pk), entry)
    assert (found.predecessor, found.successor, found.valid_from, found.roles) == (world.clerk, successor, APRIL, (EVERYTHING,))
    assert paper(entry.pk - 1) is None
