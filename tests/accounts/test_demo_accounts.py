from io import StringIO

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts import demo
from accounts.access import roles_of, today
from accounts.choices import Role
from accounts.models import RoleAssignment, User

pytestmark = pytest.mark.django_db


def run() -> list[str]:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue().splitlines()


def test_refused_outside_a_trial(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="ICONM_DEMO=1") as caught:
        run()
    assert caught.value.returncode == 2
    assert not User.objects.exists()


@time_machine.travel("2026-03-31T23:59:00+09:00", tick=False)
def test_six_users_with_roles_since_the_fiscal_year_began(settings: Settings) -> None:
    settings.DEMO = True
    lines = run()
    assert {user.username: roles_of(user, today()) for user in User.objects.all()} == {
        "clerk": {Role.CLERK},
        "approver": {Role.APPROVER},
        "respondent": {Role.RESPONDENT},
        "manager": {Role.MANAGER},
        "auditor": {Role.AUDITOR},
        "administrator": {Role.ADMINISTRATOR},
    }
    assert {str(day) for day in RoleAssignment.objects.values_list("valid_from", flat=True)} == {"2025-04-01"}
    assert [line.split() for line in lines] == [[user.username, demo.PASSWORD, user.role.label] for user in demo.USERS]


def test_second_run_changes_nothing(settings: Settings) -> None:
    settings.DEMO = True
    run()
    clerk = User.objects.get(username="clerk")
    clerk.set_password("changed-by-someone-1")
    clerk.save()
    RoleAssignment.objects.filter(user__username="approver").delete()
    before = list(User.objects.values()), list(RoleAssignment.objects.values())
    lines = run()
    assert (list(User.objects.values()), list(RoleAssignment.objects.values())) == before
    assert lines[0].split() == ["clerk", "（変更済み）", "入力担当"]


def test_password_is_one_the_portal_accepts() -> None:
    for account in demo.USERS:
        validate_password(demo.PASSWORD, User(username=account.username, name=str(account.name)))
