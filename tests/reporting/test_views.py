"""The pages of the papers: what they hold, what they say when asked for the impossible, how many queries they take."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("loaded")
PAGES = ["/", "/reports/", "/reports/committee-2026/", "/reports/committee-2022/", "/ledger/figures/", "/search/?q=特許"]


@pytest.fixture
def reader(client: Client, world) -> Client:
    client.force_login(world.manager)
    return client


@pytest.mark.parametrize("url", [*PAGES, "/figures.csv", "/reports/committee-2026/download/?format=csv&layout=open"])
def test_everything_needs_sign_in(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize(("url", "most"), list(zip(PAGES, [9, 8, 36, 30, 12, 11], strict=True)))
def test_pages_take_few_queries(reader: Client, url: str, most: int, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(most):
        assert reader.get(url).status_code == 200


def test_a_paper_lists_its_contents_and_its_files(reader: Client) -> None:
    page = reader.get("/reports/committee-2026/?on=2026-02-10").content.decode()

    anchors = re.findall(r'<a href="#(b-[^"]+)">', page)
    assert len(anchors) >= 9
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert "format=xlsx&amp;layout=committee&amp;on=2026-02-10" in page
    assert "総務委員会資料（令和8(2026)年2月10日）" in page


@pytest.mark.parametrize(
    ("query", "name", "content_type"),
    [
        ("format=xlsx&layout=committee", "committee-2026_committee_20260210.xlsx", "spreadsheetml"),
        ("format=csv&layout=open", "committee-2026_open_20260210.csv", "text/csv; charset=utf-8"),
        ("format=json&layout=committee", "committee-2026_committee_20260210.json", "application/json"),
    ],
)
def test_download(reader: Client, query: str, name: str, content_type: str) -> None:
    response = reader.get(f"/reports/committee-2026/download/?{query}&on=2026-02-10")

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert content_type in response["Content-Type"]


@pytest.mark.parametrize(
    "url",
    [
        "/reports/committee-2026/?on=2026-02-30",
        "/reports/committee-2026/download/?format=csv&layout=open&on=2026-02-30",
        "/ledger/figures/?on=2026-02-30",
    ],
)
def test_an_impossible_day_is_explained_on_the_page(reader: Client, url: str) -> None:
    response = reader.get(url)

    assert response.status_code == 400
    assert "「2026-02-30」は暦にない日付です。" in response.content.decode()


def test_an_unknown_format_is_explained_on_the_paper(reader: Client) -> None:
    response = reader.get("/reports/committee-2026/download/?format=pdf&layout=open")

    assert response.status_code == 400
    assert "Content-Disposition" not in response
    assert "pdf は候補にありません" in response.content.decode()


def test_an_unknown_paper_is_not_found(reader: Client) -> None:
    assert reader.get("/reports/committee-1999/").status_code == 404


def test_before_anything_was_known_the_page_says_so(reader: Client) -> None:
    page = reader.get("/reports/committee-2026/?on=2020-04-01").content.decode()

    assert "この時点では、この資料の数値は登録されていません。" in page
    assert "1,023,136" not in page


def test_figures_can_be_filtered(reader: Client) -> None:
    page = reader.get("/ledger/figures/?dataset=statement&year=2025&basis=forecast").content.decode()

    assert page.count("<tr>") == 1 + 19  # the head and every account
    assert "322,968" in page and "365,141" not in page


@pytest.mark.parametrize(("typed", "finds"), [("特許", True), ("ＩＣＯＮＭ入居率", True), ("水族館", False)])
def test_search_reads_any_width_and_case(reader: Client, typed: str, finds: bool) -> None:
    page = reader.get("/search/", {"q": typed}).content.decode()

    assert ("指標・科目</h2>" in page) == finds
    assert ("に合う団体・指標・科目・資料などはありません。" in page) != finds
