"""The menu of the admin: kept for all who hold the same roles, in their language, and true for each of them."""

import pytest
from django.contrib import admin
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from accounts.access import forget
from accounts.backends import RoleBackend
from accounts.choices import Role
from accounts.models import User
from tests.accounts.factories import SINCE, make_user

pytestmark = pytest.mark.django_db


def request_of(user: User) -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def menu(user: User) -> dict[str, str]:
    """Return what the menu leads to, by the name of the model, with its word."""
    return {model["object_name"]: str(model["name"]) for app in admin.site.get_app_list(request_of(user)) for model in app["models"]}


def test_menu_follows_the_roles_at_once() -> None:
    user = make_user("clerk", Role.CLERK)
    assert "Item" in menu(user) and "Job" not in menu(user)

    user.role_assignments.create(role=Role.ADMINISTRATOR, valid_from=SINCE)
    forget(user)

    assert "Job" in menu(user)


def test_menu_of_a_clerk_of_one_dataset_is_their_own() -> None:
    everything, outreach = make_user("clerk", Role.CLERK), make_user("outreach", Role.CLERK)
    outreach.role_assignments.update(dataset="outreach")

    may_add = {
        user.username: model["perms"]["add"]
        for user in (everything, outreach)
        for app in admin.site.get_app_list(request_of(user))
        for model in app["models"]
        if model["object_name"] == "Grading"
    }

    assert may_add == {"clerk": True, "outreach": False}


def test_menu_speaks_the_readers_language() -> None:
    user = make_user("clerk", Role.CLERK)
    japanese = menu(user)
    with translation.override("en"):
        english = menu(user)

    assert japanese["Organization"] == "団体" and english["Organization"] != "団体"


def test_second_reader_of_the_same_roles_asks_for_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_user("first", Role.AUDITOR), make_user("second", Role.AUDITOR)
    expected, asked = menu(first), []
    monkeypatch.setattr(RoleBackend, "has_perm", lambda *question: asked.append(question))

    assert (menu(second), asked) == (expected, [])


def test_menu_that_a_page_changes_stays_as_it_was() -> None:
    user = make_user("clerk", Role.CLERK)
    expected = menu(user)

    for app in admin.site.get_app_list(request_of(user)):
        app["models"].clear()

    assert menu(user) == expected
