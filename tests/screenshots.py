"""Pictures of every dashboard, for people to look at: `make screenshots` (three widths, both languages, on paper too).

They are made from the real figures by the real portal in Debian's Chromium, into var/screenshots.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, WITHOUT_BACKGROUND, Portal, free_port, sign_in
from tests.browser.pages import DASHBOARDS, WITH_CHARTS

WIDTHS = (1440, 820, 390)
LANGUAGES = ("ja", "en")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("var/screenshots"), help="the folder for the pictures (default var/screenshots)")
    parser.add_argument("urls", nargs="*", default=list(DASHBOARDS), help="addresses below the portal's own (default: every dashboard)")
    asked = parser.parse_args()
    if not CHROMIUM:
        print("error: there is no Chromium here. Install it: sudo apt install chromium", file=sys.stderr)
        return 1
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="iconm-screenshots-") as folder:
        portal = Portal(Path(folder), free_port())
        portal.start()
        try:
            with sync_playwright() as playwright:
                arguments = [*WITHOUT_BACKGROUND, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
                for path in taken(browser, portal.address, asked.urls, asked.to):
                    print(path)
                browser.close()
        finally:
            portal.stop()
    return 0


def taken(browser: Browser, address: str, urls: list[str], folder: Path) -> Iterator[Path]:
    """Take each page in each width and language, and once on paper; yield the files."""
    for language in LANGUAGES:
        page = browser.new_context(base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo").new_page()
        sign_in(page, "manager")
        page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        for url in urls:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 1000})
                shown(page, url)
                path = folder / f"{name_of(url)}_{language}_{width}.png"
                page.screenshot(path=path, full_page=True)
                yield path
            if language == "ja":
                path = folder / f"{name_of(url)}.pdf"
                page.pdf(path=path, format="A4", prefer_css_page_size=True)
                yield path


def shown(page: Page, url: str) -> None:
    """Open a page and wait until its charts are pictures."""
    page.goto(url)
    if url in WITH_CHARTS:
        page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    page.wait_for_load_state("networkidle")


def name_of(url: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", url.partition("?")[0].lower()).strip("-") or "home"


if __name__ == "__main__":
    sys.exit(main())
