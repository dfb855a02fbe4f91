"""An empty database becomes a portal, on SQLite and on PostgreSQL (`make test` runs this file on both)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import environ
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ConnectionHandler, connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from iconm.lib.text import sort_key

Manage = Callable[..., str]
NAME = f"iconm_from_zero_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


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


# What the first version had, with a row in each register, saved before there were sort keys.
FIRST_VERSION = """
import datetime
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

first = [(app, "0001_initial") for app in ("accounts", "audit", "jobs", "ledger", "programs", "kpis", "finance", "reporting")]
for app, name in first:
    call_command("migrate", app, name, verbosity=0, skip_checks=True)

def make(model, **fields):
    for column in model._meta.fields:
        if column.name in fields or column.primary_key or column.null or column.blank or column.has_default():
            continue
        if isinstance(column, models.ForeignKey):
            fields[column.name] = make(column.related_model, code=f"{model._meta.model_name}-{column.name}", name="親")
        elif column.choices:
            fields[column.name] = column.choices[0][0]
        else:
            kinds = {models.DateField: datetime.date(2026, 2, 10), models.IntegerField: 2013}
            fields[column.name] = next((value for kind, value in kinds.items() if isinstance(column, kind)), "x")
    return model.objects.create(**fields)

registers = [
    model for model in MigrationExecutor(connection).loader.project_state(first).apps.get_models()
    if "search_key" in {column.name for column in model._meta.fields}
]
for number, model in enumerate(registers):
    assert "sort_key" not in {column.name for column in model._meta.fields}
    make(model, code="row", name="(株)横浜銀行", reading="よこはまぎんこう" if number % 2 else "")
"""
SORT_KEYS = """
import json
from django.apps import apps
from iconm.lib.registers import Register

found = {
    model._meta.label: list(model.objects.filter(code="row").values_list("name", "reading", "sort_key"))
    for model in apps.get_models() if issubclass(model, Register)
}
print(json.dumps({label: rows for label, rows in found.items() if rows}))
"""


@pytest.mark.django_db
def test_every_migration_from_zero_over_the_first_version_with_rows(manage: Manage, empty_database: str) -> None:
    manage("shell", "-v0", "-c", FIRST_VERSION)

    applied = manage("migrate")

    assert applied.count("... OK") > 10
    assert manage("showmigrations", "--plan").count("[X]") == len(MigrationLoader(None).disk_migrations)
    assert "no issues" in manage("check", "--database", "default")  # every guard stands
    # The tests run on tables made from the models.
    assert columns_of(empty_database) == columns_of(None)
    found = json.loads(manage("shell", "-v0", "-c", SORT_KEYS))
    assert {"ledger.Item", "programs.FundingProgram", "kpis.Indicator", "finance.Account", "reporting.ReportTemplate"} <= set(found)
    for label, rows in found.items():
        assert [key for _name, _reading, key in rows] == [sort_key(reading or name) for name, reading, _key in rows], label


def columns_of(url: str | None) -> dict[str, set[tuple[Any, ...]]]:
    """Return what our tables of a database are made of: columns, keys, indexes, rules. None: the database of the tests."""
    database = ConnectionHandler({"default": environ.Env.db_url_config(url)})["default"] if url else connection
    try:
        with database.cursor() as cursor:
            return {table: set(_parts(database, cursor, table)) for table in sorted(our_tables())}
    finally:
        if url:
            database.close()


def our_tables() -> set[str]:
    ours = [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    return {model._meta.db_table for config in ours for model in config.get_models(include_auto_created=True)}


def _parts(database: Any, cursor: Any, table: str) -> Iterator[tuple[Any, ...]]:
    for column in database.introspection.get_table_description(cursor, table):
        yield column.name, column.type_code, column.null_ok, column.display_size
    for rule in database.introspection.get_constraints(cursor, table).values():
        kinds = [kind for kind in ("primary_key", "unique", "foreign_key", "check", "index") if rule[kind]]
        yield tuple(rule["columns"] or ()), *kinds


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
