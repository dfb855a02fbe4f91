"""How long people stay signed in, and what it costs."""

from datetime import date

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.choices import Role
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

PAGE = "/components/"


def status_at(client: Client, minutes: float) -> int:
    with time_machine.travel("2026-02-10T09:00:00+09:00", tick=False) as clock:
        clock.shift(minutes * 60)
        return client.get(PAGE).status_code


@pytest.fixture
def staff(client: Client) -> Client:
    """Signed in at 9:00."""
    make_user("staff", Role.CLERK, password=PASSWORD)
    with time_machine.travel("2026-02-10T09:00:00+09:00", tick=False):
        client.post(reverse("accounts:sign-in"), {"username": "staff", "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("minutes", "last"),
    [
        pytest.param([59.9], 200, id="nearly an hour after sign-in"),
        pytest.param([60.1], 302, id="an hour after sign-in"),
        pytest.param([4.9, 59.9], 200, id="a page within five minutes does not extend, and still ends after no less than 55"),
        pytest.param([4.9, 60.1], 302, id="a page within five minutes does not extend"),
        pytest.param([5, 64.9], 200, id="a page after five minutes extends by an hour"),
        pytest.param([5, 65.1], 302, id="and no more"),
        pytest.param([*range(50, 500, 50), 500], 200, id="somebody at work all day"),
    ],
)
def test_session_ends_an_hour_after_the_last_page(staff: Client, minutes: list[float], last: int) -> None:
    *before, final = [status_at(staff, minute) for minute in minutes]
    assert set(before) <= {200}
    assert final == last


def test_pages_write_the_session_once_in_five_minutes(staff: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for minute, queries in [(1, 3), (4.9, 3), (5, 6), (6, 3)]:  # session, user, roles; every five minutes an update in its savepoint
        with django_assert_num_queries(queries):
            assert status_at(staff, minute) == 200


def test_session_closes_with_the_browser(staff: Client) -> None:
    assert staff.cookies["sessionid"]["max-age"] == ""


def test_nobody_signed_in_leaves_no_session(client: Client) -> None:
    client.get(reverse("accounts:sign-in"))
    client.get(PAGE)
    assert not Session.objects.exists()


def test_sign_out_leaves_no_session(client: Client) -> None:
    client.force_login(make_user("staff", Role.CLERK))
    client.get(PAGE)
    assert Session.objects.count() == 1
    client.post(reverse("accounts:sign-out"))
    assert not Session.objects.exists()


def test_django_writes_no_session_by_itself(settings: Settings) -> None:
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


@pytest.mark.parametrize(
    ("day", "told", "has_way_home"),
    [
        pytest.param("2026-11-30", "役割は令和8年12月1日からです。その日から利用できます。", False, id="the day before"),
        pytest.param("2027-04-01", "役割の期間が終了している場合は、システム管理者に確認してください。", False, id="over"),
    ],
)
def test_person_without_a_role_in_force_is_told_from_when(client: Client, day: str, told: str, has_way_home: bool) -> None:
    user = make_user("new")
    user.role_assignments.create(role=Role.CLERK, valid_from=date(2026, 12, 1), valid_until=date(2027, 4, 1))
    with time_machine.travel(f"{day}T09:00:00+09:00", tick=False):
        client.force_login(user)
        response = client.get(PAGE)

    page = response.content.decode()
    assert response.status_code == 403
    assert told in page
    assert ("ホームへ" in page) is has_way_home


def test_refusal_of_one_page_leads_home(client: Client) -> None:
    client.force_login(make_user("manager", Role.MANAGER))

    assert "ホームへ" in client.get("/admin/entry/").content.decode()
