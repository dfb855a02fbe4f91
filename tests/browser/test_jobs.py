"""Long work in the real portal, done by its own worker while a page waits for it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_page_follows_a_job_to_its_end_and_keeps_it(page: Page, complaints: list[str]) -> None:
    sign_in(page, "auditor")
    page.goto("/admin/audit/entry/")
    page.get_by_role("button", name="検証する").click()

    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    address = page.url
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    page.goto("/")
    page.goto(address)  # whoever leaves finds it again
    expect(bar).to_have_attribute("value", "100", timeout=60_000)  # without a hand on the page
    expect(page.get_by_text("異常はありませんでした。")).to_be_visible()
    page.reload()
    expect(bar).to_have_attribute("value", "100")
