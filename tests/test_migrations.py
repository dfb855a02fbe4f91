"""An empty database becomes a portal, on SQLite and on PostgreSQL (`make test` runs this file on both)."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

Manage = Callable[..., str]
NAME = "iconm_from_zero"


@pytest.fixture
def empty_database(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Yield the URL of an empty database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with django_db_blocker.unblock(), closing(connection.copy()) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{NAME}"
    with django_db_blocker.unblock(), closing(connection.copy()) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def manage(empty_database: str) -> Manage:
    """Return a function that runs a command of manage.py on the empty database and returns what it printed."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        environment = {**os.environ, "DATABASE_URL": empty_database}
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    return run


def test_all_migrations_from_zero(manage: Manage) -> None:
    applied = manage("migrate")

    assert applied.count("... OK") == len(MigrationLoader(None).disk_migrations)
    assert "no issues" in manage("check", "--database", "default")  # every guard stands


@pytest.mark.django_db
def test_models_have_their_migrations(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"models changed without a migration:\n{capsys.readouterr().out}")


def test_every_app_with_models_has_named_migrations() -> None:
    """0007_auto_20260210_1200 tells nobody what it does."""
    names: dict[str, list[str]] = {}
    for app, name in MigrationLoader(None).disk_migrations:
        names.setdefault(app, []).append(name)

    for config in apps.get_app_configs():
        if Path(config.path).parent == settings.BASE_DIR and any(config.get_models()):
            assert names.get(config.label), config.label
            assert not [name for name in names[config.label] if "_auto_" in name]
