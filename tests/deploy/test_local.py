"""deploy/local.py as real processes: what it refuses, what it serves, and that nothing is left behind."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.processes import descendants, still_running
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120.0  # seconds; the first time every figure is loaded


def surroundings(var: Path, port: int | str) -> dict[str, str]:
    """Return the environment of someone who has set nothing but the folder and the port."""
    foreign = ("ICONM_", "DATABASE_URL", "CELERY_", "DJANGO_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "ICONM_VAR": str(var), "PORT": str(port)}


def refused(var: Path, port: int | str) -> str:
    """Run `serve`, which must refuse at once with one line; return it."""
    command = [sys.executable, "deploy/local.py", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(var, port), capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    return done.stderr


def test_taken_port_names_the_command_to_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refused(tmp_path, port)

    assert message.startswith(f"error: port {port} cannot be used (Address already in use). Use another: make run PORT=")
    assert int(message.rpartition("=")[2]) > port


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "\uff18\uff10"])
def test_port_that_is_no_port(tmp_path: Path, port: str) -> None:
    assert f"PORT={port} is not a port number" in refused(tmp_path, port)


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # in the way: refuses root too

    message = refused(tmp_path / "file" / "var", free_port())

    assert message.startswith(f"error: no permission to write {tmp_path}/file/var (Not a directory): use a folder of your own")


def test_second_start_in_the_same_folder(tmp_path: Path) -> None:
    with (tmp_path / "running").open("w") as held:
        held.write("4711")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        message = refused(tmp_path, free_port())

    assert message == f"error: the portal already runs from {tmp_path} (process 4711): stop that one with Ctrl+C first\n"


# Serving


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `make setup` has filled, for all starts of this module."""
    var = tmp_path_factory.mktemp("served") / "var"
    command = [sys.executable, "deploy/local.py", "setup"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(var, ""), capture_output=True, text=True, check=False, timeout=LIMIT)
    assert done.returncode == 0, done.stderr
    return var


@contextmanager
def served(var: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """Start the portal; yield its process, port and output once it says that it answers."""
    port = free_port()
    output = var.parent / "output"
    command = [sys.executable, "deploy/local.py", "serve"]
    with output.open("wb") as file:
        portal = subprocess.Popen(command, cwd=ROOT, env=surroundings(var, port), stdout=file, stderr=subprocess.STDOUT)
    try:
        wait_for_text(portal, output, f"http://127.0.0.1:{port}/")
        yield portal, port, output
    finally:
        if portal.poll() is None:
            portal.kill()
        portal.wait()


def wait_for_text(portal: subprocess.Popen[bytes], output: Path, text: str) -> None:
    deadline = time.monotonic() + LIMIT
    while text not in (said := output.read_text(encoding="utf-8")):
        assert portal.poll() is None, f"ended with {portal.returncode}:\n{said}"
        assert time.monotonic() < deadline, said
        time.sleep(0.1)


def test_start_shows_address_and_sign_ins_and_a_stop_leaves_nothing(var: Path) -> None:
    with served(var) as (portal, port, output):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
            assert 'name="password"' in page.read().decode()
        wait_for_text(portal, output, "Ctrl+C")
        said = output.read_text(encoding="utf-8")
        family = descendants(portal.pid)
        assert len(family) >= 3  # web server, its worker process, job worker

        portal.send_signal(signal.SIGTERM)
        assert portal.wait(timeout=30) == 0

    assert all(name in said for name in ("clerk", "approver", "respondent", "manager", "auditor", "administrator"))
    assert "Traceback" not in said
    assert still_running(family) == set()
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_start_keeps_key_and_database_and_a_dead_worker_ends_it_all(var: Path) -> None:
    key, database = (var / "secret-key").read_text(), (var / "portal.sqlite3").stat().st_ino

    with served(var) as (portal, _, output):
        family = descendants(portal.pid)
        worker = next(process for process in sorted(family) if b"celery" in Path(f"/proc/{process}/cmdline").read_bytes())
        os.kill(worker, signal.SIGKILL)
        assert portal.wait(timeout=30) == 1

    assert "the worker ended by itself (code -9)" in output.read_text(encoding="utf-8")
    assert still_running(family) == set()
    assert ((var / "secret-key").read_text(), (var / "portal.sqlite3").stat().st_ino) == (key, database)


def test_killed_supervisor_leaves_nothing(var: Path) -> None:
    with served(var) as (portal, _, _):
        family = descendants(portal.pid)
        portal.kill()
        portal.wait()

    assert still_running(family) == set()
