"""The frame as each kind of user meets it."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from django.urls import path
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Organization, Role
from accounts.models import User
from iconm import views
from iconm.navigation import url_or_none
from iconm.urls import urlpatterns
from tests.accounts.factories import make_user
from tests.frame.pages import parsed, words

pytestmark = pytest.mark.django_db
PAGE = "/components/"


@pytest.fixture(autouse=True)
def _winter_2026() -> Any:
    with time_machine.travel(datetime(2026, 1, 21, 5, 32, tzinfo=UTC), tick=False):
        yield


def page_of(user: User, url: str = PAGE, language: str = "ja") -> Any:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return parsed(client.get(url))


def navigation(page: Any) -> list[tuple[str, str, str | None]]:
    links = page.xpath("//nav[contains(@class, 'header__nav')]//a")
    return [(words(link), link.get("href"), link.get("aria-current")) for link in links]


def test_navigation_of_who_may_enter_figures() -> None:
    assert navigation(page_of(make_user("clerk", Role.CLERK))) == [
        ("ホーム", "/", None),
        ("概況", "/overview/", None),
        ("資料作成", "/reports/", None),
        ("台帳", "/registers/", None),
        ("実績入力", "/admin/entry/", None),
    ]


def test_navigation_of_a_reader_has_no_way_into_the_admin() -> None:
    labels = [label for label, _url, _current in navigation(page_of(make_user("manager", Role.MANAGER)))]

    assert labels == ["ホーム", "概況", "資料作成", "台帳"]


def test_navigation_of_a_respondent_leads_to_what_is_asked() -> None:
    labels = [label for label, _url, _current in navigation(page_of(make_user("respondent", Role.RESPONDENT)))]

    assert labels == ["ホーム", "概況", "資料作成", "台帳", "照会への回答"]


@pytest.mark.parametrize(
    ("url", "current"), [("/", "ホーム"), ("/admin/audit/entry/", "操作記録"), ("/admin/", "実績入力"), ("/admin/entry/", "実績入力")]
)
def test_navigation_of_an_auditor_leads_to_the_log(url: str, current: str) -> None:
    entries = navigation(page_of(make_user("auditor", Role.AUDITOR), url))

    assert entries[-1][:2] == ("操作記録", "/admin/audit/entry/")
    assert [label for label, _url, marked in entries if marked] == [current]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("/", {"ホーム": "page"}, id="home"),
        pytest.param("/reports/", {"資料作成": "page"}, id="list"),
        pytest.param("/reports/nothing/", {"資料作成": "true"}, id="below, even where nothing is"),
        pytest.param("/admin/entry/", {"実績入力": "page"}, id="entry"),
        pytest.param("/admin/entry/years/", {"実績入力": "true"}, id="below entry"),
        pytest.param("/admin/", {"実績入力": "true"}, id="menu of the admin"),
        pytest.param("/admin/plans/", {"実績入力": "true"}, id="a page of the admin with a namespace of its own"),
        pytest.param("/components/", {}, id="elsewhere"),
        pytest.param("/no-such-page/", {}, id="no such page"),
    ],
)
def test_navigation_says_where_one_is(url: str, expected: dict[str, str]) -> None:
    entries = navigation(page_of(make_user("clerk", Role.CLERK), url))

    assert {label: current for label, _url, current in entries if current} == expected


def test_every_key_leads_to_one_page_and_is_listed() -> None:
    page = page_of(make_user("clerk", Role.CLERK))
    keys = page.xpath("//nav[contains(@class, 'header__nav')]//a/@data-key")

    assert keys == ["h", "d", "r", "l", "e"]
    assert [words(term) for term in page.get_element_by_id("keys").iter("dt")] == ["/", "g h", "g d", "g r", "g l", "g e", "?"]


def test_entry_and_the_menu_of_the_admin_lead_to_each_other() -> None:
    clerk = make_user("clerk", Role.CLERK)

    assert "/admin/" in page_of(clerk, "/admin/entry/").xpath("//nav[@class='entry__side']//a/@href")
    assert "/admin/entry/" in page_of(clerk, "/admin/").xpath("//nav[@class='breadcrumb']//a/@href")


def test_person_is_named_with_organization_and_roles() -> None:
    user = make_user("both", Role.APPROVER, Role.CLERK)
    person = page_of(user).find_class("person")[0]

    assert words(person.find_class("person__name")[0]) == "利用者 both"
    assert words(person.find_class("person__role")[0]) == "川崎市 入力担当・承認者"


def test_person_without_a_role_is_named_by_organization() -> None:
    page = page_of(make_user("new", organization=Organization.FOUNDATION))

    assert words(page.find_class("person__role")[0]) == "川崎市産業振興財団"


def test_sign_out_is_a_form_that_posts() -> None:
    form = page_of(make_user("clerk", Role.CLERK)).xpath("//form[@action='/accounts/sign-out/']")[0]

    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']")


def test_language_switch_comes_back_to_the_filtered_page() -> None:
    page = page_of(make_user("clerk", Role.CLERK), "/components/?on=2025-04-01&page=2")
    fields = page.xpath("//form[@action='/language/']//input[@name='next']/@value")

    assert set(fields) == {"/components/?on=2025-04-01&page=2"}


def test_language_switch_is_named_in_the_language_it_leads_to() -> None:
    user = make_user("clerk", Role.CLERK)

    for language, (code, name) in {"ja": ("en", "English"), "en": ("ja", "日本語")}.items():
        button = page_of(user, language=language).xpath("//button[@name='language']")[0]
        assert (button.get("value"), button.get("lang"), words(button)) == (code, code, name)


def test_breadcrumb_starts_at_home_and_ends_here() -> None:
    trail = page_of(make_user("clerk", Role.CLERK)).xpath("//nav[@class='breadcrumb']//li")

    assert [words(step) for step in trail] == ["ホーム", "画面部品"]
    assert trail[-1].xpath(".//@aria-current") == ["page"]


def test_anonymous_page_has_the_name_and_the_language_only() -> None:
    page = parsed(Client().get("/accounts/sign-in/"))

    assert words(page.find(".//header")) == "iCONM 運営ポータル English"
    assert not page.xpath("//nav")


def test_frame_costs_one_query_for_the_roles(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.force_login(make_user("clerk", Role.CLERK), backend="accounts.backends.PasswordBackend")
    client.get(PAGE)

    with django_assert_num_queries(3):  # session, user, roles
        client.get(PAGE)


def test_page_that_does_not_exist_here_is_left_out() -> None:
    elsewhere = tuple(entry for entry in urlpatterns if getattr(entry, "app_name", "") != "reporting")
    with override_settings(ROOT_URLCONF=elsewhere):
        entries = navigation(page_of(make_user("clerk", Role.CLERK)))

    assert [label for label, _url, _current in entries] == ["ホーム", "概況", "台帳", "実績入力"]


@override_settings(ROOT_URLCONF=(path("only/", views.components, name="only"),))
def test_url_or_none() -> None:
    assert url_or_none("only") == "/only/"
    assert url_or_none("home") is None
