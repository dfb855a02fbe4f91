"""A real worker in a process of its own, on the transport and database of `make run`."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

LIMIT = 60.0  # seconds until the test gives up; it takes about seven on an idle machine
PREPARE = """
import django
django.setup()
from datetime import timedelta
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables from the models: quicker
call_command("migrate", run_syncdb=True, verbosity=0)
from audit.actions import record
from audit.sign_in import SIGNED_IN
from celery import current_app
from jobs.actions import enqueue
from jobs.models import Job
for _ in range(3):
    record(action=SIGNED_IN, by=None)
job = enqueue("audit.seal")
current_app.send_task("jobs.tasks.run", [job.pk])
an_hour_ago = timezone.now() - timedelta(hours=1)
Job.objects.create(
    name="audit.seal", max_attempts=2, attempt=1, state="running", worker="killed", created_at=an_hour_ago, claimed_at=an_hour_ago,
    heartbeat_at=an_hour_ago,
)
current_app.send_task("jobs.tasks.sweep")
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "queue").mkdir()
    inherited = {name: value for name, value in os.environ.items() if name != "CELERY_BROKER_URL"}
    return inherited | {"ICONM_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}"}


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "iconm.celery",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        "2",
        "--loglevel",
        "INFO",
    ]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        yield process
        process.kill()  # a gentle stop takes five seconds more
        process.wait(timeout=LIMIT)


def rows(database: Path) -> list[tuple[str, int, str | None]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT state, attempt, result FROM jobs_job ORDER BY id").fetchall()


def test_worker_does_new_jobs_once_and_lost_jobs_again(
    environment: dict[str, str], worker: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, cwd=settings.BASE_DIR, check=True)
    database, deadline = tmp_path / "portal.sqlite3", time.monotonic() + LIMIT
    while [state for state, *_rest in rows(database)] != ["done", "done"]:
        assert worker.poll() is None, (tmp_path / "worker.log").read_text()
        assert time.monotonic() < deadline, f"{rows(database)}\n{(tmp_path / 'worker.log').read_text()}"
        time.sleep(0.1)
    assert [attempt for _state, attempt, _result in rows(database)] == [1, 2]
    assert sum(json.loads(result or "")["sealed"] for _state, _attempt, result in rows(database)) == 3
