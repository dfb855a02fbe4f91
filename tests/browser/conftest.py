"""The real portal behind a real browser: `make run`'s own server on a free port, with a database of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from accounts.demo import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
WITHOUT_BACKGROUND = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM:
        # `make test` has to work without root, and pip has no Chromium: skipped loudly there, forbidden in CI (FORBID_SKIPS).
        pytest.skip("NO BROWSER: install Debian's chromium to run the browser pass")
    arguments = WITHOUT_BACKGROUND + (["--no-sandbox"] if os.geteuid() == 0 else [])  # Chromium's sandbox refuses root
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], portal: str) -> dict[str, Any]:
    return browser_context_args | {"base_url": portal, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `deploy/local.py serve` and give its address once it says that it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    passed_on = {name: value for name, value in os.environ.items() if not name.startswith(("ICONM_", "DATABASE_URL", "CELERY_", "DJANGO_"))}
    environment = passed_on | {"ICONM_VAR": str(tmp_path_factory.mktemp("portal")), "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "deploy/local.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    assert server.stdout
    printed = []
    try:
        for line in server.stdout:
            printed.append(line)
            if address in line:
                break
        else:
            pytest.fail("the portal did not start:\n" + "".join(printed))
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
        assert server.returncode == 0


@pytest.fixture
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """Fail a test whose pages made the browser complain: a refused style, a missing file, an error in a script."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(message.text)

    context.on("console", listen)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield heard
    assert heard == []


@pytest.fixture
def signed_in(page: Page, complaints: list[str]) -> Page:
    """A page on which the foundation's manager has just signed in."""
    sign_in(page, "manager")
    return page


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("ユーザー名").fill(username)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url("**/")
