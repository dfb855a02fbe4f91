import pytest
import time_machine
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import Settings

from accounts import demo
from accounts.choices import Role
from accounts.models import User
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"
WRONG = {"username": "staff", "password": "not-the-password"}
RIGHT = {"username": "staff", "password": PASSWORD}


@pytest.fixture(autouse=True)
def sign_in_url() -> None:
    assert reverse("accounts:sign-in") == SIGN_IN


def messages_of(client: Client, url: str) -> str:
    return " ".join(html.fromstring(client.get(url).content.decode()).xpath("//*[@class='messages']//text()"))


def test_sign_in_page_is_open_to_all(client: Client) -> None:
    page = html.fromstring(client.get(SIGN_IN).content.decode())
    assert [field.get("name") for field in page.xpath("//form[@class='form']//input[not(@type='hidden')]")] == ["username", "password"]
    assert page.xpath("//input[@name='password']/@autocomplete") == ["current-password"]


def test_first_sign_in_says_so(client: Client) -> None:
    make_user("staff", Role.CLERK, password=PASSWORD)
    response = client.post(SIGN_IN, RIGHT)
    assert (response.status_code, response["Location"]) == (302, reverse(portal_settings.LOGIN_REDIRECT_URL))
    assert "初めてのサインイン" in messages_of(client, reverse("accounts:password-change"))


def test_sign_in_tells_the_previous_time(client: Client) -> None:
    make_user("staff", password=PASSWORD)
    with time_machine.travel("2026-02-10T09:30:00+09:00", tick=False):
        client.post(SIGN_IN, RIGHT)
        client.post(reverse("accounts:sign-out"))
    with time_machine.travel("2026-02-12T08:45:00+09:00", tick=False):
        client.post(SIGN_IN, RIGHT)
        told = messages_of(client, reverse("accounts:password-change"))
    assert "前回のサインイン" in told
    assert "2月10日" in told
    assert "9:30" in told or "9時30分" in told


def test_sign_in_returns_to_the_page_wanted(client: Client) -> None:
    make_user("staff", password=PASSWORD)
    wanted = reverse("accounts:password-change")
    refused = client.get(wanted)
    assert refused["Location"] == f"{SIGN_IN}?next={wanted}"
    page = html.fromstring(client.get(refused["Location"]).content.decode())
    assert page.xpath("//form[@class='form']//input[@name='next']/@value") == [wanted]
    assert client.post(SIGN_IN, RIGHT | {"next": wanted})["Location"] == wanted


def test_sign_in_does_not_send_people_to_other_sites(client: Client) -> None:
    make_user("staff", password=PASSWORD)
    assert client.post(SIGN_IN, RIGHT | {"next": "https://example.com/"})["Location"] == reverse(portal_settings.LOGIN_REDIRECT_URL)


def test_signed_in_users_need_no_sign_in_page(client: Client) -> None:
    client.force_login(make_user("staff"))
    assert client.get(SIGN_IN)["Location"] == reverse(portal_settings.LOGIN_REDIRECT_URL)


def test_wrong_password(client: Client) -> None:
    make_user("staff", password=PASSWORD)
    response = client.post(SIGN_IN, WRONG)
    assert response.status_code == 200
    assert html.fromstring(response.content.decode()).xpath("//*[@role='alert']")
    assert "_auth_user_id" not in client.session


def test_empty_password_is_tied_to_its_field(client: Client) -> None:
    page = html.fromstring(client.post(SIGN_IN, {"username": "staff"}).content.decode())
    (field,) = page.xpath("//input[@name='password']")
    assert field.get("aria-invalid") == "true"
    assert page.xpath(f"//*[@id='{field.get('aria-describedby')}']//text()[normalize-space()]")


def test_inactive_user_is_refused(client: Client) -> None:
    user = make_user("staff", password=PASSWORD)
    user.is_active = False
    user.save()
    assert client.post(SIGN_IN, RIGHT).status_code == 200
    assert "_auth_user_id" not in client.session


def test_fifth_failure_locks_even_the_right_password(client: Client, settings: Settings) -> None:
    make_user("staff", password=PASSWORD)
    answers = [client.post(SIGN_IN, WRONG).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200, 200, 200, 200, 429]
    locked = client.post(SIGN_IN, RIGHT)
    assert locked.status_code == 429
    told = html.fromstring(locked.content.decode()).xpath("string(//main)")
    assert "5回失敗した" in told
    assert "30分間" in told
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param(["09:31"], [302], id="it ends after half an hour"),
        pytest.param(["09:29", "09:31"], [429, 429], id="an attempt meanwhile starts it anew"),
        pytest.param(["09:29", "10:00"], [429, 302], id="and that ends too"),
    ],
)
def test_end_of_the_lock(client: Client, settings: Settings, attempts: list[str], expected: list[int]) -> None:
    make_user("staff", password=PASSWORD)
    with time_machine.travel("2026-02-10T09:00:00+09:00", tick=False):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            client.post(SIGN_IN, WRONG)
    answers = []
    for attempt in attempts:
        with time_machine.travel(f"2026-02-10T{attempt}:00+09:00", tick=False):
            answers.append(client.post(SIGN_IN, RIGHT).status_code)
    assert answers == expected


def test_lock_is_for_one_name_at_one_address(client: Client, settings: Settings) -> None:
    make_user("staff", password=PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(SIGN_IN, WRONG, REMOTE_ADDR="10.0.0.9")
    assert client.post(SIGN_IN, RIGHT, REMOTE_ADDR="10.0.0.10").status_code == 302


@pytest.mark.parametrize("shown", [True, False], ids=["in a trial", "otherwise"])
def test_demo_users_are_listed_in_a_trial_only(client: Client, settings: Settings, shown: bool) -> None:
    settings.DEMO = shown
    page = html.fromstring(client.get(SIGN_IN).content.decode())
    rows = [[cell.text_content().strip() for cell in row] for row in page.xpath("//tbody/tr")]
    assert rows == ([[user.role.label, user.username, demo.PASSWORD] for user in demo.USERS] if shown else [])


def test_sign_out(client: Client) -> None:
    client.force_login(make_user("staff"))
    response = client.post(reverse("accounts:sign-out"))
    assert "サインアウトしました" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_out_by_a_link_is_refused(client: Client) -> None:
    client.force_login(make_user("staff"))
    assert client.get(reverse("accounts:sign-out")).status_code == 405
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["password-change", "password-change-done"])
def test_pages_about_passwords_need_sign_in(client: Client, name: str) -> None:
    url = reverse(f"accounts:{name}")
    assert client.get(url)["Location"] == f"{SIGN_IN}?next={url}"


def change_password(client: Client, new: str) -> str:
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    return client.post(reverse("accounts:password-change"), fields, follow=True).content.decode()


def test_password_change_keeps_the_user_signed_in(client: Client) -> None:
    client.force_login(make_user("staff", password=PASSWORD))
    assert "パスワードを変更しました" in change_password(client, "another-sea-side-88")
    assert User.objects.get().check_password("another-sea-side-88")
    assert client.get(reverse("accounts:password-change")).status_code == 200


@pytest.mark.parametrize(
    "weak",
    [
        pytest.param("short-1", id="short"),
        pytest.param("123456789012", id="digits only"),
        pytest.param("password1234", id="common"),
        pytest.param("staff-staff", id="like the user name"),
    ],
)
def test_password_change_refuses_weak_ones(client: Client, weak: str) -> None:
    client.force_login(make_user("staff", password=PASSWORD))
    page = html.fromstring(change_password(client, weak))
    assert page.xpath("//*[@id='id_new_password2_error']//li")
    assert User.objects.get().check_password(PASSWORD)
