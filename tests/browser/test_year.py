"""A year in the admin, driven as a clerk and an approver drive it: typed, pasted, uploaded, returned, approved, corrected."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Portal, sign_in
from tests.browser.test_portal import RULES

# What R7 ended with, eight indicators from the top: the third misses its target of 20.
TYPED = ["１５件", "21", "16件", "439,452", "９０％", "272", "99", "11社"]
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def approver(browser: Browser, portal: str) -> Iterator[Page]:
    """A second person, in a browser of their own."""
    context = browser.new_context(base_url=portal, locale="ja-JP", timezone_id="Asia/Tokyo")
    page = context.new_page()
    sign_in(page, "approver")
    yield page
    context.close()


@pytest.fixture
def clerk(page: Page, complaints: list[str]) -> Page:
    sign_in(page, "clerk")
    return page


def begin(page: Page, dataset: str, year: str, basis: str, as_of: str = "") -> None:
    page.goto("/admin/entry/sheets/new/")
    page.get_by_label("データ区分※必須").select_option(label=dataset)
    page.get_by_label("年度※必須", exact=True).fill(year)
    page.get_by_label("区分※必須", exact=True).select_option(label=basis)
    page.get_by_label("時点").fill(as_of)
    page.get_by_role("button", name="作成して入力画面を開く").click()
    page.wait_for_url("**/admin/entry/revisions/*/")


def cells(page: Page) -> Locator:
    return page.locator("[data-cell]")


def wait_saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("一時保存しました")


def test_a_year(clerk: Page, approver: Page, tmp_path: Path) -> None:
    begin(clerk, "成果指標", "R7", "実績")
    grid = clerk.url
    enter_by_keyboard_and_paste(clerk)
    upload_with_an_error_and_mended(clerk, tmp_path)
    clerk.goto(grid)
    expect(cells(clerk).nth(1)).to_have_value("22")
    explain_the_miss(clerk)
    submit(clerk)

    be_returned(approver)
    clerk.goto("/")
    expect(clerk.get_by_text("ライセンスの件数を確認してください").first).to_be_visible()
    change(clerk, grid, "23")
    submit(clerk)
    approve(approver)
    clerk.goto(grid)
    expect(clerk.get_by_text("のため変更できません。修正は「訂正版を作成」から行ってください。").first).to_be_visible()
    assert cells(clerk).count() == 0

    change(clerk, begin_correction(clerk), "22")
    submit(clerk)
    decide(approver)
    expect(approver.get_by_role("table").first).to_contain_text("23")
    approver.get_by_role("button", name="承認する").click()
    expect(approver.get_by_text("承認しました").first).to_be_visible()


def enter_by_keyboard_and_paste(page: Page) -> None:
    """Enter goes on to the next row; the rest comes as a column from a spreadsheet."""
    cells(page).first.focus()
    for text in TYPED[:4]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.get_by_text("「１５件」を15件と読み取りました。")).to_be_visible()
    expect(cells(page).nth(4)).to_be_focused()
    page.evaluate(PASTE, "\n".join(TYPED[4:]) + "\n")
    expect(cells(page).nth(7)).to_have_value("11社")
    expect(page.get_by_text("4行を貼り付けました。")).to_be_visible()
    wait_saved(page)


def upload_with_an_error_and_mended(page: Page, folder: Path) -> None:
    """A workbook with an error is refused whole and comes back marked; mended, it is previewed and taken over."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel様式を出力").click()
    download.value.save_as(folder / "様式.xlsx")
    book = load_workbook(folder / "様式.xlsx")
    sheet = book.worksheets[0]
    texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    row = next(cell.row for cell in texts if cell.value.startswith("ライセンス実施件数"))
    column = next(cell.column for cell in texts if cell.value == "値")
    sheet.cell(row, column).value = "22件くらい"
    upload(page, book, folder / "様式.xlsx")
    expect(page.get_by_text("取込みを中止しました。").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="エラーの印を付けたファイルを出力").click()
    download.value.save_as(folder / "誤り.xlsx")
    marked = load_workbook(folder / "誤り.xlsx").worksheets[0].cell(row, column)
    assert marked.value == "22件くらい" and marked.comment and "読み取れません" in marked.comment.text
    sheet.cell(row, column).value = 22
    page.get_by_role("link", name="ファイルを選び直す").click()
    upload(page, book, folder / "様式.xlsx")
    page.get_by_role("button", name="この内容で取り込む").click()


def upload(page: Page, book: Workbook, path: Path) -> None:
    book.save(path)
    if not page.url.endswith("/upload/"):
        page.get_by_role("link", name="Excelを取り込む").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="変更内容を確認").click()


def explain_the_miss(page: Page) -> None:
    """Before anybody is asked, the missed target wants cause and response."""
    ask = page.get_by_role("button", name="確認を依頼")
    expect(ask).to_have_attribute("aria-disabled", "true")
    row = page.locator("tr", has_text="特許の出願数")
    row.get_by_label("要因").fill("出願時期が翌年度になったため")
    row.get_by_label("今後の対応").fill("知財戦略の支援を強化")
    page.keyboard.press("Tab")
    expect(row.get_by_text("説明済")).to_be_visible()
    expect(ask).not_to_have_attribute("aria-disabled", "true")


def be_returned(page: Page) -> None:
    decide(page)
    page.get_by_label("差戻しの理由").fill("ライセンスの件数を確認してください")
    page.get_by_role("button", name="差し戻す").click()


def approve(page: Page) -> None:
    decide(page)
    page.get_by_role("button", name="承認する").click()


def change(page: Page, grid: str, text: str) -> None:
    page.goto(grid)
    cells(page).nth(1).fill(text)
    page.keyboard.press("Enter")
    wait_saved(page)


def begin_correction(page: Page) -> str:
    """Return the address of the correction's grid."""
    page.get_by_role("link", name="年度報告の画面を開く").click()
    page.get_by_role("link", name="訂正版を作成").click()
    page.get_by_label("訂正の理由").fill("転記誤り")
    page.get_by_role("button", name="訂正版を作成").click()
    page.wait_for_url("**/admin/entry/revisions/*/")
    return page.url


def submit(page: Page) -> None:
    page.get_by_role("button", name="確認を依頼").click()
    page.wait_for_url("**/submit/")
    page.locator("main").get_by_role("button", name="確認を依頼").click()
    page.wait_for_url(lambda url: not url.endswith("/submit/"))


def decide(page: Page) -> None:
    """Open the first of the reports that wait."""
    page.goto("/admin/entry/approvals/")
    page.locator(".entry__page").get_by_role("link", name="成果指標").first.click()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_grid_is_accessible(clerk: Page, width: int) -> None:
    clerk.set_viewport_size({"width": width, "height": 900})
    begin(clerk, "収支", "R7", "決算" if width == 1440 else "補正後予算")
    cells(clerk).first.fill("十二万")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_text("数値として読み取れません").first).to_be_visible()

    found = Axe().run(clerk, options=RULES).response["violations"]

    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert clerk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_tabs_on_one_draft(clerk: Page) -> None:
    begin(clerk, "研究費", "R7", "実績")
    other = clerk.context.new_page()
    other.goto(clerk.url)
    cells(clerk).nth(1).fill("234,932")
    clerk.keyboard.press("Enter")
    wait_saved(clerk)

    cells(other).nth(1).fill("234,392")
    other.keyboard.press("Enter")

    expect(other.get_by_role("button", name="「234,932」を採用")).to_be_visible()
    other.get_by_role("button", name="「234,932」を採用").click()
    expect(other.get_by_role("button", name="を採用")).to_have_count(0)
    expect(cells(other).nth(1)).to_have_value("234,932")


def test_signing_out_leaves_nothing_behind(clerk: Page) -> None:
    begin(clerk, "広報ほか実績", "R7", "実績")
    clerk.evaluate("sessionStorage.setItem('iconm-grid:1:1', '[]')")

    clerk.locator(".person summary").click()
    clerk.get_by_role("button", name="サインアウト").click()
    clerk.wait_for_url("**/sign-out/")

    assert clerk.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('iconm-')).length") == 0


def test_the_server_dies_between_typing_and_saving(browser: Browser, own_portal: Portal) -> None:
    """What was saved is in the database, what was typed since is in the tab; both are there when the server is back."""
    context = browser.new_context(base_url=own_portal.address, locale="ja-JP", timezone_id="Asia/Tokyo")
    page = context.new_page()
    sign_in(page, "clerk")
    begin(page, "成果指標", "R7", "実績")
    cells(page).nth(0).fill("15")
    page.keyboard.press("Enter")
    wait_saved(page)

    own_portal.kill()
    cells(page).nth(1).fill("21件")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("保存できません")
    own_portal.start()
    page.reload()

    expect(cells(page).nth(0)).to_have_value("15")
    expect(cells(page).nth(1)).to_have_value("21件")
    page.wait_for_function("() => sessionStorage.length === 0")  # saved, by the page that waited or by the new one
    elsewhere = browser.new_context(base_url=own_portal.address, locale="ja-JP").new_page()
    sign_in(elsewhere, "clerk")
    elsewhere.goto(page.url)
    expect(cells(elsewhere).nth(1)).to_have_value("21件")
    for each in (context, elsewhere.context):
        each.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_around_the_grid_are_accessible(clerk: Page, width: int) -> None:
    clerk.set_viewport_size({"width": width, "height": 900})
    for path in ("", "approvals/", "inquiries/", "years/", "years/2026/open/", "sheets/new/"):
        clerk.goto(f"/admin/entry/{path}")

        found = Axe().run(clerk, options=RULES).response["violations"]

        assert [(path, each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert clerk.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
