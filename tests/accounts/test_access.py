from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.access import has_role, holders, may_enter_admin, require, roles_of, today
from accounts.choices import Role
from accounts.models import RoleAssignment
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

ON = date(2025, 10, 1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(datetime(2026, 3, 31, 14, 59, tzinfo=UTC), date(2026, 3, 31), id="a minute to midnight in Japan"),
        pytest.param(datetime(2026, 3, 31, 15, 0, tzinfo=UTC), date(2026, 4, 1), id="midnight in Japan, afternoon in UTC"),
    ],
)
def test_today_is_the_day_in_japan(instant: datetime, day: date) -> None:
    with time_machine.travel(instant, tick=False):
        assert today() == day


def test_roles_of() -> None:
    user = make_user("staff", Role.CLERK, Role.AUDITOR)
    RoleAssignment.objects.create(user=user, role=Role.APPROVER, valid_from=date(2026, 4, 1))
    assert roles_of(user, ON) == {Role.CLERK, Role.AUDITOR}
    assert roles_of(user, date(2026, 4, 1)) == {Role.CLERK, Role.AUDITOR, Role.APPROVER}


def test_roles_of_inactive_user() -> None:
    user = make_user("staff", Role.ADMINISTRATOR)
    user.is_active = False
    assert roles_of(user, ON) == frozenset()


def test_roles_of_anonymous() -> None:
    assert roles_of(AnonymousUser(), ON) == frozenset()


@pytest.mark.parametrize(
    ("held_for", "asked_for", "expected"),
    [
        pytest.param("", "", True, id="every dataset, asked in any"),
        pytest.param("", "kpi", True, id="every dataset covers one"),
        pytest.param("kpi", "", True, id="one dataset, asked in any"),
        pytest.param("kpi", "kpi", True, id="the dataset itself"),
        pytest.param("kpi", "finance", False, id="another dataset"),
    ],
)
def test_has_role_by_dataset(held_for: str, asked_for: str, expected: bool) -> None:
    user = make_user("staff", Role.CLERK, dataset=held_for)
    assert has_role(user, Role.CLERK, dataset=asked_for, on=ON) is expected


def test_has_role_any_of_several() -> None:
    user = make_user("staff", Role.AUDITOR)
    assert has_role(user, Role.CLERK, Role.AUDITOR, on=ON)
    assert not has_role(user, Role.CLERK, Role.APPROVER, on=ON)


def test_dataset_of_one_role_does_not_lend_itself_to_another() -> None:
    user = make_user("staff", Role.CLERK, dataset="kpi")
    RoleAssignment.objects.create(user=user, role=Role.APPROVER, dataset="finance", valid_from=date(2025, 4, 1))
    assert not has_role(user, Role.APPROVER, dataset="kpi", on=ON)


def test_require_says_which_role() -> None:
    user = make_user("staff", Role.MANAGER)
    require(user, Role.MANAGER, on=ON)
    with pytest.raises(PermissionDenied, match="「入力担当・承認者」の役割が必要です"):
        require(user, Role.CLERK, Role.APPROVER, on=ON)


def test_no_role_contains_another() -> None:
    administrator = make_user("staff", Role.ADMINISTRATOR)
    assert not has_role(administrator, *(role for role in Role if role is not Role.ADMINISTRATOR), on=ON)


def test_roles_of_a_day_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = make_user("staff", Role.CLERK)
    with django_assert_num_queries(1):
        assert has_role(user, Role.CLERK, on=ON)
        assert roles_of(user, ON) == {Role.CLERK}
    with django_assert_num_queries(1):
        assert roles_of(user, date(2025, 3, 31)) == frozenset()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CLERK, True),
        (Role.APPROVER, True),
        (Role.RESPONDENT, False),
        (Role.MANAGER, False),
        (Role.AUDITOR, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_may_enter_admin(role: Role, expected: bool) -> None:
    assert may_enter_admin(make_user("staff", role), ON) is expected


def test_roles_are_read_once_in_a_request(client: Client) -> None:
    client.force_login(make_user("staff", Role.ADMINISTRATOR))
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/accounts/user/")
    assert len([query for query in queries if 'FROM "accounts_roleassignment" WHERE' in query["sql"]]) == 1


def test_holders_are_active_and_in_the_role_for_the_dataset() -> None:
    everywhere, here = make_user("everywhere", Role.CLERK, Role.APPROVER), make_user("here", Role.CLERK, dataset="kpi")
    make_user("elsewhere", Role.CLERK, dataset="statement")
    gone, left = make_user("gone", Role.CLERK), make_user("left", Role.CLERK)
    RoleAssignment.objects.filter(user=gone).update(valid_until=ON)
    type(left).objects.filter(pk=left.pk).update(is_active=False)

    assert set(holders(Role.CLERK, dataset="kpi", on=ON)) == {everywhere, here}
