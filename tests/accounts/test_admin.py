from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ADD_USER = "/admin/accounts/user/add/"
NO_ROLES = {"role_assignments-TOTAL_FORMS": 0, "role_assignments-INITIAL_FORMS": 0}
NEW_USER = {"username": "new", "name": "新しい利用者", "organization": "city", "password1": PASSWORD, "password2": PASSWORD} | NO_ROLES


@pytest.fixture
def administrator(client: Client) -> User:
    user = make_user("root", Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def errors_of(response: Any) -> str:
    return html.fromstring(response.content.decode()).xpath("string(//main)") if response.status_code == 200 else ""


def test_add_user(client: Client, administrator: User) -> None:
    response = client.post(ADD_USER, NEW_USER)
    assert response.status_code == 302, errors_of(response)
    user = User.objects.get(username="new")
    assert (user.name, user.organization, user.check_password(PASSWORD)) == ("新しい利用者", "city", True)


@pytest.mark.parametrize("weak", ["short-1", "123456789012", "password1234"])
def test_add_user_with_weak_password_refused(client: Client, administrator: User, weak: str) -> None:
    assert client.post(ADD_USER, NEW_USER | {"password1": weak, "password2": weak}).status_code == 200
    assert not User.objects.filter(username="new").exists()


def test_add_user_whose_name_differs_in_case_only_refused(client: Client, administrator: User) -> None:
    make_user("New")
    assert client.post(ADD_USER, NEW_USER).status_code == 200
    assert not User.objects.filter(username="new").exists()


def test_role_given_in_the_users_form(client: Client, administrator: User) -> None:
    user = make_user("staff")
    fields = {
        "username": "staff",
        "name": "係員",
        "organization": "foundation",
        "is_active": "on",
        "role_assignments-TOTAL_FORMS": 1,
        "role_assignments-INITIAL_FORMS": 0,
        "role_assignments-0-user": user.pk,
        "role_assignments-0-role": "respondent",
        "role_assignments-0-valid_from": "2026-04-01",
    }
    response = client.post(f"/admin/accounts/user/{user.pk}/change/", fields)
    assert response.status_code == 302, errors_of(response)
    assert list(user.role_assignments.values_list("role", "dataset", "valid_from", "valid_until")) == [
        ("respondent", "", date(2026, 4, 1), None)
    ]


def test_a_role_is_given_for_a_dataset_there_is_or_for_all(client: Client, administrator: User) -> None:
    add, fields = "/admin/accounts/roleassignment/add/", {"user": make_user("staff").pk, "role": "clerk", "valid_from": "2026-04-01"}
    offered = html.fromstring(client.get(add).content.decode()).xpath("//select[@name='dataset']/option")

    assert [(option.get("value"), option.text) for option in offered][:2] == [("", "すべて"), ("programs", "事業・協定")]
    assert "正しく選択してください" in errors_of(client.post(add, fields | {"dataset": "kpis"}))
    assert client.post(add, fields | {"dataset": "kpi"}).status_code == 302
    assert client.post(add, fields | {"dataset": ""}).status_code == 302
    listed = html.fromstring(client.get("/admin/accounts/roleassignment/?role__exact=clerk").content.decode())
    assert sorted(listed.xpath("//td[@class='field-dataset_label']/text()")) == ["すべて", "成果指標"]


def test_a_role_for_a_dataset_that_is_gone_can_still_be_ended(client: Client, administrator: User) -> None:
    role = RoleAssignment.objects.create(user=make_user("staff"), role="clerk", dataset="former", valid_from=date(2026, 4, 1))
    address = f"/admin/accounts/roleassignment/{role.pk}/change/"
    fields = {"user": role.user_id, "role": "clerk", "dataset": "former", "valid_from": "2026-04-01", "valid_until": "2026-05-01"}

    assert client.post(address, fields).status_code == 302
    role.refresh_from_db()
    assert (role.dataset, role.valid_until) == ("former", date(2026, 5, 1))


def test_nobody_gives_themselves_a_role(client: Client, administrator: User) -> None:
    fields = {"user": administrator.pk, "role": "approver", "valid_from": "2026-04-01"}
    assert client.post("/admin/accounts/roleassignment/add/", fields).status_code == 200
    page = html.fromstring(client.get(f"/admin/accounts/user/{administrator.pk}/change/").content.decode())
    assert not page.xpath("//*[starts-with(@name, 'role_assignments-0-role')]")
    own = administrator.role_assignments.get()
    assert client.post(f"/admin/accounts/roleassignment/{own.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(RoleAssignment.objects.all()) == [own]


def test_impossible_dates_are_told_in_the_form(client: Client, administrator: User) -> None:
    fields = {"user": make_user("staff").pk, "role": "clerk", "valid_from": "2026-04-01", "valid_until": "2026-04-01"}
    assert "有効終了日は、有効開始日より後" in client.post("/admin/accounts/roleassignment/add/", fields).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_write_users(client: Client, role: Role) -> None:
    client.force_login(make_user("staff", role))
    for url in (ADD_USER, "/admin/accounts/roleassignment/add/"):
        assert client.post(url, NEW_USER).status_code in (302, 403)
    assert User.objects.count() == 1
    assert RoleAssignment.objects.count() == 1


def test_groups_are_not_offered() -> None:
    assert not admin.site.is_registered(Group)


@pytest.mark.parametrize("role", Role)
def test_entering_the_admin(client: Client, role: Role) -> None:
    client.force_login(make_user("staff", role))
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.status_code == (403 if role in (Role.RESPONDENT, Role.MANAGER) else 200)


def test_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/sign-in/?next=/admin/accounts/user/")
    make_user("staff", Role.AUDITOR, password=PASSWORD)
    assert client.post("/admin/login/", {"username": "staff", "password": PASSWORD})["Location"].startswith("/accounts/sign-in/")
    assert "_auth_user_id" not in client.session


def test_admin_has_no_password_page_of_its_own(client: Client, administrator: User) -> None:
    assert client.get("/admin/password_change/")["Location"] == reverse("accounts:password-change")


@pytest.mark.parametrize("url", ["/admin/accounts/user/", "/admin/accounts/roleassignment/"])
def test_lists_answer_in_a_bounded_number_of_queries(
    client: Client, administrator: User, url: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_user(f"user-{number}", Role.CLERK)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200
