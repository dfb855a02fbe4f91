"""One pass through the portal as its readers use it: keyboard, both languages, three widths, print, files, accessibility."""

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

PAPER = "/reports/committee-2026/?on=2026-02-10"
PAGES = ["/", "/reports/", PAPER, "/reports/committee-2022/", "/ledger/figures/", "/search/?q=特許", "/components/", "/accounts/password/"]
PAGES += ["/registers/", "/registers/organizations/?q=大学&sort=-kind", "/registers/themes/", "/registers/tenants/?kind="]
PAGES += ["/registers/documents/committee-2026/", "/registers/indicators/"]
# WCAG 2.2 AA, which contains what JIS X 8341-3:2016 AA asks.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def test_a_manager_reads_the_paper_and_takes_it_along(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    page.get_by_role("link", name="資料作成", exact=True).first.click()
    page.get_by_role("link", name="ナノ医療イノベーションセンター（iCONM）の運営について").click()

    for title in ("5 iCONMの収支（R4～R7）", "6(2) 成果指標（KPI）", "9(2) 成果指標（KPI）"):
        expect(page.get_by_role("table", name=title)).to_be_visible()
    row = page.get_by_role("table", name="5 iCONMの収支（R4～R7）").get_by_role("row", name="収入計")
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()] == ["1,023,136", "1,012,451", "986,367", "994,546"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel（資料の体裁）").click()
    download.value.save_as(tmp_path / "paper.xlsx")
    assert "6(2) 成果指標（KPI）" in load_workbook(tmp_path / "paper.xlsx").sheetnames


def test_the_day_stays_in_the_address(signed_in: Page) -> None:
    page = signed_in
    page.goto("/reports/committee-2026/")
    page.get_by_label("時点").fill("2022-01-27")
    page.get_by_role("button", name="表示").click()

    page.wait_for_url("**/reports/committee-2026/?on=2022-01-27")
    expect(page.get_by_text("令和4(2022)年1月27日現在の登録値").first).to_be_visible()
    expect(page.get_by_role("cell", name="286,000千円")).to_be_visible()
    expect(page.get_by_role("cell", name="464,904千円")).to_have_count(0)


def test_the_language_switch_keeps_page_and_day(signed_in: Page) -> None:
    page = signed_in
    page.goto(PAPER)
    page.get_by_role("button", name="English").click()

    page.wait_for_url(f"**{PAPER}")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("link", name="Reports", exact=True).first).to_be_visible()
    assert page.locator("h1").get_attribute("lang") == "ja"


def test_keys(signed_in: Page) -> None:
    page = signed_in
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.keyboard.type("gr?")  # while typing, keys are letters
    expect(page.get_by_role("searchbox").first).to_have_value("gr?")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/reports/")


@pytest.mark.parametrize(("width", "language"), [(1280, "ja"), (1280, "en"), (820, "en"), (390, "ja")])
def test_nothing_scrolls_sideways_and_axe_finds_nothing(signed_in: Page, width: int, language: str, portal: str) -> None:
    page = signed_in
    page.context.add_cookies([{"name": "django_language", "value": language, "url": portal}])
    page.set_viewport_size({"width": width, "height": 1000})
    for url in PAGES:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [(url, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []


def test_the_sign_in_page(page: Page, complaints: list[str]) -> None:
    page.goto("/accounts/sign-in/")

    assert Axe().run(page, options=RULES).response["violations"] == []


@pytest.mark.parametrize(
    "url", ["/admin/", "/admin/ledger/revision/", "/admin/kpis/planperiod/", "/admin/kpis/indicator/add/", "/admin/ledger/sheet/"]
)
def test_the_admin_keeps_to_the_content_security_policy(page: Page, complaints: list[str], url: str) -> None:
    sign_in(page, "clerk")
    page.goto(url)

    expect(page.locator("h1").first).to_be_visible()


def test_print_leaves_the_navigation_out(signed_in: Page, tmp_path: Path) -> None:
    signed_in.goto(PAPER)
    signed_in.pdf(path=tmp_path / "paper.pdf", format="A4", prefer_css_page_size=True)

    text = subprocess.run(["pdftotext", "-layout", tmp_path / "paper.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "1,023,136" in text and "令和8(2026)年2月10日現在の登録値" in text
    navigation = ("iCONM 運営ポータル", "実績入力", "本文へ移動", "Excel（資料の体裁）", "表をコピー", "キーボード操作")
    assert [words for words in navigation if words in text] == []
