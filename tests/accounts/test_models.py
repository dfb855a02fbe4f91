from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

FISCAL_2025 = {"valid_from": date(2025, 4, 1), "valid_until": date(2026, 4, 1)}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2025, 3, 31), False, id="the day before it begins"),
        pytest.param(date(2025, 4, 1), True, id="the day it begins"),
        pytest.param(date(2026, 3, 31), True, id="the last day"),
        pytest.param(date(2026, 4, 1), False, id="the end is exclusive"),
    ],
)
def test_in_force_boundaries(on: date, expected: bool) -> None:
    RoleAssignment.objects.create(user=make_user("staff"), role=Role.CLERK, **FISCAL_2025)
    assert RoleAssignment.objects.in_force(on=on).exists() is expected


def test_in_force_without_end() -> None:
    RoleAssignment.objects.create(user=make_user("staff"), role=Role.CLERK, valid_from=date(2025, 4, 1))
    assert RoleAssignment.objects.in_force(on=date(2099, 1, 1)).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"role": Role.CLERK, "valid_from": date(2025, 4, 1), "valid_until": date(2025, 4, 1)}, id="ends on the day it begins"),
        pytest.param({"role": Role.CLERK, "valid_from": date(2025, 4, 2), "valid_until": date(2025, 4, 1)}, id="ends before it begins"),
        pytest.param({"role": "king", "valid_from": date(2025, 4, 1)}, id="unknown role"),
    ],
)
def test_assignment_refused_by_the_database(wrong: dict[str, object]) -> None:
    user = make_user("staff")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.bulk_create([RoleAssignment(user=user, **wrong)])


def test_assignment_twice_from_the_same_day_refused() -> None:
    user = make_user("staff", Role.CLERK)
    again = RoleAssignment(user=user, role=Role.CLERK, valid_from=date(2025, 4, 1))
    with pytest.raises(ValidationError, match="既に付与"):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_user_with_roles_cannot_be_deleted() -> None:
    user = make_user("staff", Role.CLERK)
    with pytest.raises(IntegrityError):
        user.delete()


def test_user_has_no_column_that_passes_by_the_roles() -> None:
    columns = {field.name for field in User._meta.get_fields()}
    assert columns.isdisjoint({"is_superuser", "is_staff", "first_name", "last_name"})
    assert str(make_user("staff")) == "利用者 staff"


def test_create_superuser_makes_a_system_administrator() -> None:
    user = User.objects.create_superuser("root", password="tama-river-2026")
    assert [assignment.role for assignment in user.role_assignments.all()] == [Role.ADMINISTRATOR]
    assert user.is_superuser is False
    assert user.name == "root"
    assert user.check_password("tama-river-2026")
