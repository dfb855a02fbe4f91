"""What the grid's script does when the server answers late or not as hoped."""

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.test_year import begin, cells, wait_saved


def test_signing_in_again_in_another_tab_saves_what_was_typed_meanwhile(page: Page, context: BrowserContext) -> None:
    """Without the tab being loaded again: it takes the new token itself."""
    sign_in(page, "clerk")
    begin(page, "研究費", "R7", "実績", "R7.6.30")
    context.clear_cookies()
    cells(page).nth(1).fill("234,932")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("サインインの有効期限が切れています。")
    token = page.locator("#grid [name=csrfmiddlewaretoken]")
    before = token.input_value()

    sign_in(context.new_page(), "clerk")

    expect(page.locator("[data-status]")).to_contain_text("一時保存しました", timeout=20_000)
    assert token.input_value() != before
    page.reload()
    expect(cells(page).nth(1)).to_have_value("234,932")


def test_a_form_sent_while_a_save_is_under_way_waits_for_it(page: Page, complaints: list[str]) -> None:
    """Else the server would tell of one's own save as of another person's."""
    sign_in(page, "clerk")
    begin(page, "研究費", "R7", "実績", "R7.9.30")
    grid, held, sent = page.url, list[Route](), list[str]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/save/", hold)
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    cells(page).nth(1).fill("234,932")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("保存しています")

    page.get_by_role("button", name="一時保存").click()
    page.wait_for_timeout(500)
    assert [url for url in sent if url == grid] == []
    held[0].continue_()

    page.wait_for_event("domcontentloaded")
    assert [url for url in sent if url == grid] == [grid]
    expect(cells(page).nth(1)).to_have_value("234,932")
    expect(page.get_by_text("他の利用者")).to_have_count(0)
    page.unroute("**/save/", hold)
    cells(page).nth(2).fill("1")
    page.keyboard.press("Enter")
    wait_saved(page)


def test_going_back_shows_what_was_saved_on_leaving(page: Page, complaints: list[str]) -> None:
    """The browser would show the page as it first came, and its next save would put that over the newer value."""
    sign_in(page, "clerk")
    begin(page, "研究費", "R7", "実績", "R7.7.31")
    cells(page).nth(1).fill("234,932")
    page.keyboard.press("Enter")
    wait_saved(page)
    page.reload()
    cells(page).nth(1).fill("234,933")
    page.keyboard.press("Enter")
    wait_saved(page)

    page.get_by_role("link", name="コメント", exact=True).first.click()
    page.wait_for_load_state()
    page.go_back()

    expect(cells(page).nth(1)).to_have_value("234,933")
    assert '"234,933"' in page.locator("#grid [name=base]").input_value()


def test_page_kept_whole_by_the_browser_is_loaded_again(page: Page) -> None:
    """Chromium keeps no page that says no-store; others do, and say so when they show it."""
    sign_in(page, "clerk")
    begin(page, "研究費", "R7", "実績", "R7.8.31")

    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    expect(cells(page).nth(1)).to_be_visible()
