from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.access import has_role
from accounts.actions import assign_role, end_role
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from audit.models import Entry
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

ON = date(2025, 10, 1)


def test_assign_role() -> None:
    user, administrator = make_user("staff"), make_user("root", Role.ADMINISTRATOR)
    assert not has_role(user, Role.CLERK, on=ON)
    assign_role(user=user, role=Role.CLERK, dataset="kpi", valid_from=ON, valid_until=date(2026, 4, 1), by=administrator, on=ON)
    assert list(RoleAssignment.objects.filter(user=user).values_list("role", "dataset", "valid_from", "valid_until")) == [
        (Role.CLERK, "kpi", ON, date(2026, 4, 1))
    ]
    assert has_role(user, Role.CLERK, on=ON)  # the roles kept on the object were dropped


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_assign_role_needs_a_system_administrator(role: Role) -> None:
    with pytest.raises(PermissionDenied, match="システム管理者"):
        assign_role(user=make_user("staff"), role=Role.CLERK, valid_from=ON, by=make_user("colleague", role), on=ON)
    assert not RoleAssignment.objects.filter(user__username="staff").exists()


def test_assign_role_not_to_oneself() -> None:
    administrator = make_user("root", Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied, match="自分自身"):
        assign_role(user=administrator, role=Role.APPROVER, valid_from=ON, by=administrator, on=ON)
    assert not has_role(administrator, Role.APPROVER, on=ON)


def test_assign_role_impossible_dates() -> None:
    with pytest.raises(ValidationError, match="有効終了日"):
        assign_role(user=make_user("staff"), role=Role.CLERK, valid_from=ON, valid_until=ON, by=None)


def test_end_role() -> None:
    user = make_user("staff", Role.CLERK)
    assert has_role(user, Role.CLERK, on=ON)
    end_role(assignment=RoleAssignment.objects.select_related("user").get(user=user), valid_until=ON, by=None)
    again = type(user).objects.get(pk=user.pk)
    assert has_role(again, Role.CLERK, on=date(2025, 9, 30))
    assert not has_role(again, Role.CLERK, on=ON)


def test_end_role_before_it_began() -> None:
    user = make_user("staff", Role.CLERK)
    with pytest.raises(ValidationError, match="有効終了日"):
        end_role(assignment=user.role_assignments.get(), valid_until=date(2025, 4, 1), by=None)


def test_end_role_does_not_prolong() -> None:
    user = make_user("staff", Role.CLERK)
    user.role_assignments.update(valid_until=date(2025, 7, 1))
    with pytest.raises(ValidationError, match="既に"):
        end_role(assignment=user.role_assignments.get(), valid_until=ON, by=None)


def test_roles_from_code_leave_the_entries_of_the_admin() -> None:
    user, administrator = make_user("staff"), make_user("root", Role.ADMINISTRATOR)
    assignment = assign_role(user=user, role=Role.CLERK, valid_from=ON, by=administrator, on=ON)
    end_role(assignment=assignment, valid_until=date(2026, 4, 1), by=None)
    target = f"accounts.roleassignment:{assignment.pk}"
    assert list(Entry.objects.order_by("id").values_list("action", "actor", "target", "difference")) == [
        (
            "accounts.roleassignment.added",
            administrator.pk,
            target,
            {"user": [None, user.pk], "role": [None, "clerk"], "dataset": [None, ""], "valid_from": [None, "2025-10-01"]},
        ),
        ("accounts.roleassignment.changed", None, target, {"valid_until": [None, "2026-04-01"]}),
    ]


def test_first_administrator_leaves_an_entry() -> None:
    user = User.objects.create_superuser("root", password="kawasaki-rinkai-77")
    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("accounts.roleassignment.added", None)
    assert entry.difference["user"] == [None, user.pk]
