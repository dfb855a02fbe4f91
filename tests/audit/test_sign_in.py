import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from audit.models import Entry
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"


def entries() -> list[tuple[object, ...]]:
    return list(Entry.objects.order_by("id").values_list("action", "actor", "target", "address"))


def test_sign_in_password_change_sign_out(client: Client) -> None:
    user = make_user("staff", password=PASSWORD)
    client.post(SIGN_IN, {"username": "staff", "password": PASSWORD})
    new = "another-sea-side-88"
    client.post(reverse("accounts:password-change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    client.post(reverse("accounts:sign-out"))
    told = (user.pk, f"accounts.user:{user.pk}", "127.0.0.1")
    assert entries() == [
        ("accounts.sign_in.succeeded", *told),
        ("accounts.password.changed", *told),
        ("accounts.sign_out.done", *told),
    ]


def test_refused_sign_in_keeps_nothing_that_was_typed(client: Client) -> None:
    user = make_user("staff", password=PASSWORD)
    client.post(SIGN_IN, {"username": "staff", "password": "secret-typed-1"})
    client.post(SIGN_IN, {"username": "secret-typed-2", "password": "x"})
    assert entries() == [
        ("accounts.sign_in.refused", None, f"accounts.user:{user.pk}", "127.0.0.1"),
        ("accounts.sign_in.refused", None, "", "127.0.0.1"),
    ]
    assert "secret-typed" not in str(list(Entry.objects.values()))


def test_locked_sign_in(client: Client, settings: Settings) -> None:
    make_user("staff", password=PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(SIGN_IN, {"username": "staff", "password": "wrong"})
    client.post(SIGN_IN, {"username": "staff", "password": PASSWORD})
    assert [action for action, *_rest in entries()] == ["accounts.sign_in.refused"] * 4 + ["accounts.sign_in.locked"] * 2


def test_sign_out_of_nobody_is_no_entry(client: Client) -> None:
    client.post(reverse("accounts:sign-out"))
    assert entries() == []
