"""Pages that belong to no app, and what everyone meets when something is wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from lxml import html

from accounts.choices import Role
from accounts.models import User
from iconm.urls import urlpatterns
from tests.accounts.factories import make_user
from tests.frame.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return make_user("clerk", Role.CLERK)


@pytest.fixture
def signed_in(clerk: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(clerk, backend="accounts.backends.PasswordBackend")
    return client


def break_down(_request: Any) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def test_components_page_shows_each_component(signed_in: Client) -> None:
    page = parsed(signed_in.get("/components/"))

    for name in ("table-block", "figure", "state", "error-summary", "filters", "pagination", "downloads", "progress", "empty", "document"):
        assert page.find_class(name), name


def test_components_page_needs_sign_in() -> None:
    assert Client().get("/components/").status_code == 302


@pytest.mark.parametrize("url", ["/components/", "/accounts/password/", "/no-such-page/"])
def test_page_has_landmarks_one_title_and_a_way_to_skip(signed_in: Client, url: str) -> None:
    page = parsed(signed_in.get(url))

    assert page.get("lang") == "ja"
    assert [len(page.xpath(f"//{name}")) for name in ("header", "main", "footer", "h1", "title")] == [1, 1, 1, 1, 1]
    assert page.get_element_by_id(page.xpath("//a[@class='skip-link']/@href")[0][1:]).tag == "main"


def test_page_keeps_to_the_content_security_policy(signed_in: Client) -> None:
    response = signed_in.get("/components/")
    page = parsed(response)

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert not page.xpath(
        "//style | //@style | //script[not(@src)][not(@type='application/json')] | //@*[starts-with(name(), 'on') and name() != 'on']"
    )
    assert all(link.startswith("/static/") for link in page.xpath("//script/@src | //link/@href"))


def test_ids_on_the_components_page_are_unique(signed_in: Client) -> None:
    ids = parsed(signed_in.get("/components/")).xpath("//@id")
    samples = {name for name in ids if name.startswith(("id_", "filter-"))}

    assert sorted(set(ids) - samples) == sorted(name for name in ids if name not in samples)


def test_set_language_keeps_the_page_and_its_filters(signed_in: Client) -> None:
    response = signed_in.post("/language/", {"language": "en", "next": "/components/?on=2025-04-01"})

    assert (response.status_code, response["Location"]) == (302, "/components/?on=2025-04-01")
    assert parsed(signed_in.get("/components/")).get("lang") == "en"


def test_set_language_is_open_before_sign_in() -> None:
    response = Client().post("/language/", {"language": "en", "next": "/accounts/sign-in/"})

    assert response["Location"] == "/accounts/sign-in/"


def test_set_language_leads_nowhere_else(signed_in: Client) -> None:
    assert signed_in.post("/language/", {"language": "en", "next": "https://example.org/"})["Location"] == "/"


def test_unknown_page_says_so(signed_in: Client) -> None:
    response = signed_in.get("/no-such-page/")

    assert response.status_code == 404
    assert words(parsed(response).find(".//h1")) == "ページが見つかりません"


def test_broken_page_says_what_was_kept(signed_in: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = (path("broken/", break_down), *urlpatterns)
    response = signed_in.get("/broken/")

    assert response.status_code == 500
    assert "それまでに保存した内容は残っています。" in response.content.decode()


def test_forbidden_page_gives_the_reason_of_the_refusal() -> None:
    request = RequestFactory().get("/")

    assert "必要な役割「監査」" in render_to_string("403.html", {"exception": "必要な役割「監査」がありません。"}, request)
    assert "システム管理者に確認してください。" in render_to_string("403.html", {}, request)


def test_forged_form_is_explained(clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="accounts.backends.PasswordBackend")
    response = client.post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "安全のため登録していません。" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_page_needs_nothing_around_it(name: str) -> None:
    page = html.fromstring(render_to_string(name))

    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main//a/@href") == ["/"]


def test_admin_wears_the_portals_header(signed_in: Client) -> None:
    page = parsed(signed_in.get("/admin/"))

    assert words(page.find_class("brand")[0]) == "iCONM 運営ポータル"
    assert not page.xpath("//style | //@style | //script[not(@src)] | //script[contains(@src, 'theme.js')]")
    assert [words(link) for link in page.xpath("//nav[@class='breadcrumb']//a")] == ["ホーム", "実績入力", "管理メニュー"]


def test_admin_index_is_called_the_same_on_every_page_of_the_admin() -> None:
    client = Client()
    client.force_login(make_user("administrator", Role.ADMINISTRATOR), backend="accounts.backends.PasswordBackend")
    page = parsed(client.get("/admin/accounts/user/"))

    assert [words(link) for link in page.xpath("//nav[@class='breadcrumb']//a")][:3] == ["ホーム", "実績入力", "管理メニュー"]


CSS = settings.BASE_DIR / "static" / "css"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sorted(CSS.glob("*.css"))])
def test_style_sheet_asks_for_nothing_from_outside(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.findall(r"url\(\"?([^\")]+)", text)

    assert not re.search(r"https?:|@import|@font-face", text)
    assert all((path.parent / name).resolve().is_file() for name in used)
    assert len(text.splitlines()) <= 350


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))])
def test_script_is_small_and_says_nothing_by_itself(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)

    assert not re.search(r"https?:|\beval\(|innerHTML", code)
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", code), "words for people come from the template, where they are translated"
    most = {"grid.js": 260}.get(path.name, 120)  # saving, with two people and without a network, is one matter
    assert len([line for line in code.splitlines() if line.strip()]) <= most
