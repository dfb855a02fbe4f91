"""The steps of `make setup` that need Django, in one process. Each may run again and keeps what people entered."""

import hashlib
import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError


def run(var: Path, sign_ins: str) -> None:
    """Run every step, each announced by a line. Raises SystemExit with one line when one cannot be done."""
    django.setup()
    make_folders()
    try:
        step("database", lambda: call_command("migrate", verbosity=0))
        step("figures", lambda: call_command("load_iconm"))
        step("demo accounts", lambda: demo_accounts(var / sign_ins))
        step("static files", lambda: collect_static(var / "static-stamp"))
    except CommandError as error:
        raise SystemExit(f"error: {error}") from error
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise SystemExit(f"error: {error}: another program is writing to it. Stop that one and try again.") from error


def step(name: str, work: Callable[[], object]) -> None:
    print(f"{name} …", flush=True)
    started = time.monotonic()
    work()
    print(f"{name}: done in {time.monotonic() - started:.1f} s", flush=True)


def make_folders() -> None:
    """Make the folders of Celery's filesystem transport, which does not make them itself."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        for folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS.values():
            Path(folder).mkdir(parents=True, exist_ok=True)


def demo_accounts(path: Path) -> None:
    """Make the demo accounts and keep their table in `path` (for its owner only): it is shown when the portal answers."""
    path.unlink(missing_ok=True)
    if not settings.DEMO:
        return
    table = io.StringIO()
    call_command("demo_accounts", stdout=table, no_color=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(table.getvalue())


def collect_static(stamp: Path) -> None:
    """Collect and compress the static files, unless none changed since `stamp` was written."""
    digest = static_digest()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def static_digest() -> str:
    """Return a digest over name, size and time of every static file of the project and of the installed packages."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
