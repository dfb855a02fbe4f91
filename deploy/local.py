"""Set up and serve the portal on this machine, for a trial: `make setup`, `make run`.

    local.py setup     database, real figures, demo accounts and static files, then the sign-ins
    local.py serve     the same, then the web server and one worker until Ctrl+C

Everything lies under var/ (ICONM_VAR). Settings of the environment win over what is chosen here.
"""

import contextlib
import ctypes
import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("ICONM_VAR", ROOT / "var")).absolute()
START_LIMIT = 60.0  # seconds until the first page
STOP_LIMIT = 10.0  # seconds for work in hand before children are killed
SIGN_INS = "demo-accounts.txt"


class SetupError(Exception):
    """The work cannot go on; the message is one line and says what to do."""


def main(arguments: list[str]) -> int:
    modes: dict[str, Callable[[], int]] = {"prepare": prepare, "setup": setup, "serve": serve}
    if len(arguments) != 1 or arguments[0] not in modes:
        return fail("usage: deploy/local.py setup|serve (make setup, make run)")
    try:
        return modes[arguments[0]]()
    except SetupError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        return fail("stopped; nothing is lost, the next run goes on from here.", code=130)


def fail(message: str, code: int = 1) -> int:
    print(f"error: {message}", file=sys.stderr, flush=True)
    return code


def say(line: str) -> None:
    print(line, flush=True)


# Setting up


def setup() -> int:
    require_writable(VAR)
    prepare()
    say(sign_ins())
    say("Ready. `make run` serves it.")
    return 0


def prepare() -> int:
    """Bring database, figures, accounts and static files up to date, in one process: four starts of Django would take seconds."""
    require_writable(VAR)
    os.environ.update(environment(os.environ))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iconm.settings")
    sys.path.insert(0, str(ROOT))
    try:
        from deploy import setup_steps  # noqa: PLC0415 (reads settings when imported; serving needs no Django here)
    except ImportError as error:
        raise SetupError(f"{error.name} is not installed for {sys.executable}: use `make run`, which makes .venv") from error
    setup_steps.run(VAR, SIGN_INS)
    return 0


def require_writable(var: Path) -> None:
    """Raise SetupError unless files can be made in `var` and the ones there can be changed."""
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)  # the key and unapproved figures are nobody else's
        with tempfile.TemporaryFile(dir=var):
            pass
    except OSError as error:
        advice = "use a folder of your own (ICONM_VAR=…) or take ownership: sudo chown -R $(id -un)"
        raise SetupError(f"no permission to write {var} ({error.strerror}): {advice} {var}") from error
    foreign = [path.name for path in sorted(var.iterdir()) if not os.access(path, os.W_OK)]
    if foreign:
        raise SetupError(f"{', '.join(foreign)} in {var} cannot be changed by you: sudo chown -R $(id -un) {var}")


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a trial that `given` leaves open."""
    trial = {"ICONM_VAR": str(VAR), "ICONM_DEMO": "1", "ICONM_HTTPS": "0", "ICONM_LOG_LEVEL": "WARNING"}
    if "ICONM_SECRET_KEY" not in given:
        trial["ICONM_SECRET_KEY"] = secret_key(VAR / "secret-key")
    return {name: given.get(name, value) for name, value in trial.items()}


def secret_key(path: Path) -> str:
    """Return the key in `path`, made at the first run: a new one would end every session and break signed links."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    key = path.read_text(encoding="ascii").strip()
    if not key:  # the disk was full when it was made
        path.unlink()
        return secret_key(path)
    return key


def sign_ins() -> str:
    try:
        return (VAR / SIGN_INS).read_text(encoding="utf-8").rstrip()
    except FileNotFoundError:
        return "No demo accounts (ICONM_DEMO is off)."


# Serving


def serve() -> int:
    port = port_number(os.environ.get("PORT") or "8000")
    require_writable(VAR)
    with only_one(VAR / "running"):
        require_free(port)
        os.environ.update(environment(os.environ))
        asked = Asked()
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            if not run_to_end([sys.executable, __file__, "prepare"], children, asked):
                return 0 if asked.to_stop else 1
            children["web server"] = start(web_command(port))
            children["worker"] = start(worker_command())
            return watch(port, children, asked)
        finally:
            stop(children)


class Asked:
    """Remembers that someone wants us to stop. A handler that raised could lose a child between its start and its noting."""

    def __init__(self) -> None:
        self.to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note)

    def note(self, _number: int, _frame: FrameType | None) -> None:
        self.to_stop = True


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SetupError(f"PORT={text} is not a port number: choose one from 1024 to 65535, as in `make run PORT=8001`")
    return int(text)


def require_free(port: int) -> None:
    if (trouble := cannot_listen(port)) is None:
        return
    other = next((candidate for candidate in range(port + 1, 65536) if candidate > 1023 and cannot_listen(candidate) is None), 8001)
    raise SetupError(f"port {port} cannot be used ({trouble}). Use another: make run PORT={other}")


def cannot_listen(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does: a port just closed is free
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except OSError as error:
            return error.strerror
    return None


class only_one:  # noqa: N801 (reads as a statement)
    """Hold `path` locked, so that one folder is served once; the lock ends with this process. Raises SetupError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file: IO[str] = self.path.open("a+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.file.seek(0)
            holder = self.file.read().strip()
            raise SetupError(f"the portal already runs from {VAR} (process {holder}): stop that one with Ctrl+C first") from error
        self.file.truncate(0)
        self.file.write(str(os.getpid()))
        self.file.flush()

    def __exit__(self, *_: object) -> None:
        self.file.close()


def web_command(port: int) -> list[str]:
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --workers 1 --threads 8 --log-level warning --no-control-socket"
    return [sys.executable, "-m", "gunicorn", *options.split(), "iconm.wsgi"]


def worker_command() -> list[str]:
    options = "worker --beat --pool threads --concurrency 2 --loglevel WARNING --without-gossip --without-mingle"
    quiet = ["-W", "ignore:You're running the worker with superuser"]  # true in a container, and of no use there
    return [sys.executable, *quiet, "-m", "celery", "--quiet", "--app", "iconm.celery", *options.split()]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    # Its own session: Ctrl+C in the terminal reaches only us, and what the child starts can be ended with it.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=end_with_parent)  # noqa: PLW1509 (we have no threads)


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed; elsewhere a killed parent leaves its children."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1: PR_SET_PDEATHSIG


def run_to_end(command: list[str], children: dict[str, subprocess.Popen[bytes]], asked: Asked) -> bool:
    """Run a step as a child; tell whether it succeeded. Returns False at once when asked to stop."""
    child = children["setup"] = start(command)
    while child.poll() is None and not asked.to_stop:
        time.sleep(0.05)
    if child.poll() is None:
        return False
    del children["setup"]
    return child.returncode == 0


def watch(port: int, children: dict[str, subprocess.Popen[bytes]], asked: Asked) -> int:
    """Announce the address once it answers, then wait for the first child to end or for someone to stop us."""
    deadline = time.monotonic() + START_LIMIT
    announced = False
    while not asked.to_stop:
        for name, child in children.items():
            if child.poll() is not None:
                return fail(f"the {name} ended by itself (code {child.returncode}); its last words are above. Stopping the rest.")
        if not announced and (status := first_page(port)) is not None:
            announced = True
            announce(port, status)
        if not announced and time.monotonic() > deadline:
            return fail(f"the web server did not answer within {START_LIMIT:.0f} s. Stopping.")
        time.sleep(0.2)
    say("\nStopping …")
    return 0


def first_page(port: int) -> int | None:
    """Return the status of the start page, None while nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def announce(port: int, status: int) -> None:
    if status >= 500:
        fail(f"the start page answers {status}; the reason is above.")
    line = "─" * 72
    say(f"\n{line}\n  iCONM portal: http://127.0.0.1:{port}/\n\n{sign_ins()}\n")
    say(f"  Ctrl+C stops it. What was entered stays in {VAR}.\n{line}")


def stop(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """End the children: politely, after STOP_LIMIT by force, and with them whatever they started."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_LIMIT
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
    for child in children.values():
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
        child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
