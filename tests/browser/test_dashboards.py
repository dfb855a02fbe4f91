"""The dashboards in a real browser: every chart drawn and readable without eyes or mouse, three widths, both languages, print, files."""

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import DASHBOARDS, WITH_CHARTS
from tests.browser.test_portal import RULES

FINANCE = "/overview/finance/?on=2026-02-10"
MOST_BYTES = 1_800_000  # what the first visit may ship, compressed, the chart library included

# Note what the focus visits; then count what can be seen and used, and tell which of it was not visited.
NOTE_FOCUS = """document.addEventListener("focusin", (event) => { event.target.dataset.reached = ""; })"""
CONTROLS = """[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled)"""


def drawn(page: Page) -> None:
    """Wait until every chart of the page is a picture, and none of them an empty one."""
    page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    marks = "[...document.querySelectorAll('.chart__plot')].map((plot) => plot.querySelectorAll('path, rect, circle').length)"
    counts = page.evaluate(marks)
    assert counts and min(counts) > 5, counts


@pytest.mark.parametrize(("width", "language"), [(1440, "ja"), (820, "en"), (390, "ja")])
def test_every_dashboard_fits_and_axe_finds_nothing(signed_in: Page, width: int, language: str, portal: str) -> None:
    page = signed_in
    page.context.add_cookies([{"name": "django_language", "value": language, "url": portal}])
    page.set_viewport_size({"width": width, "height": 1000})
    for url in DASHBOARDS:
        page.goto(url)
        if url in WITH_CHARTS:
            drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [(url, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_forced_colours_keep_every_dashboard_legible(signed_in: Page, language: str, portal: str) -> None:
    page = signed_in
    page.context.add_cookies([{"name": "django_language", "value": language, "url": portal}])
    page.emulate_media(forced_colors="active")
    for url in DASHBOARDS:
        page.goto(url)
        if url in WITH_CHARTS:
            drawn(page)
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [(url, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []


def test_every_control_of_every_dashboard_is_reached_by_tab(signed_in: Page) -> None:
    page = signed_in
    for url in DASHBOARDS:
        page.goto(url)
        if url in WITH_CHARTS:
            drawn(page)
        page.evaluate(NOTE_FOCUS)
        controls = page.evaluate(f"{CONTROLS}.length")
        for _ in range(controls + 10):  # what scrolls takes the focus too
            page.keyboard.press("Tab")
        assert controls > 20
        left = page.evaluate(f"{CONTROLS}.filter((each) => !('reached' in each.dataset)).map((each) => each.outerHTML)")
        assert left == [], url


def test_the_table_of_a_chart_is_one_key_away_and_stays_in_the_address(signed_in: Page) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    chart = page.locator("[data-chart]").first
    name = chart.get_attribute("data-chart")
    chart.get_by_role("button", name="図", exact=True).focus()
    page.keyboard.press("t")

    expect(chart.get_by_role("table")).to_be_visible()
    expect(chart.get_by_role("button", name="表", exact=True)).to_be_focused()
    assert f"tables={name}" in page.url
    page.reload()
    expect(chart.get_by_role("table")).to_be_visible()
    chart.get_by_role("button", name="図", exact=True).click()
    expect(chart.get_by_role("img")).to_be_visible()
    assert "tables=" not in page.url


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_is_saved_as_a_picture(signed_in: Page, tmp_path: Path, kind: str) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    with page.expect_download() as download:
        page.locator(f"[data-save={kind}]").first.click()
    download.value.save_as(tmp_path / "chart")

    content = (tmp_path / "chart").read_bytes()
    assert content.startswith(b"\x89PNG" if kind == "png" else b"<svg")
    assert len(content) > 10_000
    assert download.value.suggested_filename.startswith("収支_収入・支出・次年度繰越")


def test_a_saved_picture_has_its_legend_below_its_title(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    with page.expect_download() as download:
        page.locator("[data-save=svg]").first.click()
    download.value.save_as(tmp_path / "chart.svg")
    page.goto((tmp_path / "chart.svg").as_uri())

    title, legend, source = (page.locator(name).bounding_box() for name in (".gtitle", ".legend", ".annotation-text >> nth=-1"))
    assert title and legend and source
    assert title["y"] >= 0
    assert title["y"] + title["height"] <= legend["y"]
    assert source["x"] + source["width"] <= 1200  # as wide as the picture
    expect(page.get_by_text("年度途中・見込の値")).to_be_visible()


def test_a_saved_picture_says_what_is_seen_and_its_own_source(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    page.goto("/overview/indicators/patent-applications/?on=2026-02-10")
    drawn(page)
    with page.expect_download() as download:
        page.locator("[data-save=svg]").first.click()
    download.value.save_as(tmp_path / "chart.svg")
    page.goto((tmp_path / "chart.svg").as_uri())

    expect(page.locator(".gtitle")).to_contain_text("特許の出願数（年間） → 特許の基礎出願件数（年間）")
    words = page.locator(".annotation-text >> nth=-1").text_content() or ""
    assert words.count("出典") == 1
    assert words.endswith("現在の登録値")
    sign = page.locator(".legend .traces", has_text="実績").locator(".legendpoints path").first
    assert "fill: none" not in (sign.get_attribute("style") or "") and "fill-opacity: 0" not in (sign.get_attribute("style") or "")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_table_beside_a_chart_is_cut_on_a_small_screen(signed_in: Page, language: str, portal: str) -> None:
    page = signed_in
    page.context.add_cookies([{"name": "django_language", "value": language, "url": portal}])
    page.set_viewport_size({"width": 1280, "height": 900})
    cut = "[...document.querySelectorAll('.table-scroll')].filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.id)"
    for url in ("programs/", "indicators/patent-applications/", "indicators/lecture-satisfaction/"):
        page.goto(f"/overview/{url}?on=2026-02-10")
        assert page.evaluate(cut) == [], url


def test_a_phone_shows_unit_and_state_of_the_board_without_scrolling(signed_in: Page) -> None:
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/overview/?on=2026-02-10")
    row = page.get_by_role("row", name="特許の出願数（年間）")
    board = page.locator("#scoreboard-table").locator("..")

    assert board.evaluate("(each) => each.scrollWidth <= each.clientWidth")
    assert row.locator("[data-unit]").evaluate("(each) => getComputedStyle(each, '::after').content") == '"件"'
    expect(row.get_by_role("rowheader").get_by_text("年度途中")).to_be_visible()
    expect(row.get_by_role("cell", name="年度途中")).to_have_count(1)  # read once, in its own column


def test_a_chart_that_scrolls_shows_it(signed_in: Page) -> None:
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/overview/indicators/patent-applications/?on=2026-02-10")
    drawn(page)
    box = page.locator(".chart__scroll").first

    assert box.evaluate("(each) => each.scrollWidth > each.clientWidth")
    assert box.evaluate("(each) => getComputedStyle(each).backgroundImage").count("linear-gradient") == 4
    assert box.locator(".main-svg").first.evaluate("(each) => getComputedStyle(each).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_saving_a_picture_tells_that_it_takes_a_moment_and_that_it_failed(signed_in: Page) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    said, button = page.locator("#announcement"), page.locator("[data-save=png]").first
    page.evaluate("void (Plotly.downloadImage = () => new Promise((done, fail) => { window.fail = fail; }))")  # a slow machine

    button.click()
    expect(said).to_have_text("画像を作成しています。")
    expect(button).to_have_attribute("aria-busy", "true")

    page.evaluate("window.fail(new Error('no memory'))")
    expect(said).to_contain_text("画像を保存できませんでした。")
    expect(button).to_have_attribute("aria-busy", "false")


def test_the_figures_of_a_chart_are_a_file(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    page.goto(FINANCE)
    with page.expect_download() as download:
        page.locator(".chart__files a").first.click()
    download.value.save_as(tmp_path / "chart.csv")

    assert "994,546" in (tmp_path / "chart.csv").read_text(encoding="utf-8-sig")


def test_a_number_opens_its_card_and_gives_the_focus_back(signed_in: Page) -> None:
    page = signed_in
    page.goto("/overview/?on=2026-02-10")
    number = page.get_by_role("row", name="特許の出願数（年間）").get_by_role("link", name="12", exact=True)
    number.focus()
    page.keyboard.press("Enter")

    card = page.get_by_role("dialog", name="数値の出どころ")
    expect(card.get_by_text("第1版")).to_be_visible()
    expect(card.get_by_text("総務委員会資料")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(number).to_be_focused()


def test_the_first_visit_ships_little(signed_in: Page) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    sizes = "performance.getEntries().filter((each) => each.transferSize).map((each) => [each.name, each.encodedBodySize])"
    shipped = page.evaluate(sizes)

    assert sum(size for _name, size in shipped) <= MOST_BYTES, shipped
    assert any("plotly" in name for name, _size in shipped)


def test_later_pages_ship_the_library_no_more(signed_in: Page) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    page.goto("/overview/outreach/?on=2026-02-10")
    drawn(page)
    again = "performance.getEntries().filter((each) => each.name?.includes('plotly')).map((each) => each.transferSize)"

    assert page.evaluate(again) == [0]


def test_print_shows_pictures_and_nothing_to_press(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    page.goto(FINANCE)
    drawn(page)
    page.pdf(path=tmp_path / "finance.pdf", format="A4", prefer_css_page_size=True)

    facts = subprocess.run(["pdfinfo", tmp_path / "finance.pdf"], capture_output=True, text=True, check=True).stdout
    assert int(facts.split("Pages:")[1].split()[0]) <= 5  # two charts beside each other, as on the screen
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "finance.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "現在の登録値" in text
    assert [words for words in ("iCONM 運営ポータル", "PNG", "絞り込む", "キーボード操作") if words in text] == []
