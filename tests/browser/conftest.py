"""The real portal behind a real browser: `make run`'s own server on a free port, with a database of its own."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from accounts.demo import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
OURS = ("ICONM_", "DATABASE_URL", "CELERY_", "DJANGO_")
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


@dataclass
class Portal:
    """`deploy/local.py serve` on a free port with a folder of its own; its processes are one group."""

    folder: Path
    port: int
    process: subprocess.Popen[str] = field(init=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return once it says that it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "deploy/local.py", "serve"],
            cwd=ROOT,
            env=surroundings(self.folder, self.port),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        printed = []
        for line in self.process.stdout or ():
            printed.append(line)
            if self.address in line:
                return
        pytest.fail("the portal did not start:\n" + "".join(printed))

    def kill(self) -> None:
        """End it and every process it started at once, as a power cut would."""
        for pid in (self.process.pid, *_descendants(self.process.pid)):
            os.kill(pid, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0


def surroundings(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of someone who has set nothing but the folder and the port."""
    passed_on = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return passed_on | {"ICONM_VAR": str(folder), "PORT": str(port)}


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Path:
    """A folder that `make setup` has filled, for copies: made once a run, by whichever process of pytest-xdist comes first."""
    folder = tmp_path_factory.getbasetemp().parent / f"set-up-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            command = [sys.executable, "deploy/local.py", "setup"]
            subprocess.run(command, cwd=ROOT, env=surroundings(folder / "var", 0), stdout=subprocess.DEVNULL, check=True)
            (folder / "done").touch()
    return folder / "var"


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, set_up: Path) -> Iterator[str]:
    """The address of a portal all tests of a process share."""
    shared = Portal(shutil.copytree(set_up, tmp_path_factory.mktemp("portal") / "var"), free_port())
    shared.start()
    yield shared.address
    shared.stop()


@pytest.fixture
def own_portal(tmp_path: Path, set_up: Path) -> Iterator[Portal]:
    """A portal for a test that kills it."""
    own = Portal(shutil.copytree(set_up, tmp_path / "var"), free_port())
    own.start()
    yield own
    own.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
