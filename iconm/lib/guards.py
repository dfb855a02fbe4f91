"""Rules that the database itself keeps, as triggers on SQLite and PostgreSQL.

A guard refuses one kind of change to the rows of one table while a condition holds, whatever asks for it: the ORM, a bulk statement,
raw SQL, another program. Both engines raise `django.db.IntegrityError` with the guard's message.

SQLite loses the triggers of a table whenever a migration alters it, without a word. So guards are not part of migrations: an app lists them
in its `guards.py` and calls `keep(self, GUARDS)` in `AppConfig.ready()`; every `migrate` removes them first and puts them back last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """Refuse `event` on `table` while `when` holds.

    when: an SQL condition both engines understand; NEW and OLD are the row after and before.
    lock: a query PostgreSQL runs first, to wait for a transaction that is just changing what `when` reads (SQLite has one writer anyway).
    """

    name: str
    table: str
    event: Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]
    when: str
    message: str
    lock: str = ""


def append_only(table: str, message: str, unique: Sequence[str] = ()) -> tuple[Guard, ...]:
    """Return the guards of a table whose rows, once written, stay as they are. unique: the other columns that are unique by themselves."""
    # INSERT OR REPLACE is SQLite's back door: it deletes the old row, and without recursive_triggers no DELETE trigger sees it.
    taken = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *unique))
    replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 (names of our own code)
    return (
        Guard(f"{table}_no_replace", table, "INSERT", replaced, message),
        Guard(f"{table}_no_update", table, "UPDATE", "1 = 1", message),
        Guard(f"{table}_no_delete", table, "DELETE", "1 = 1", message),
        Guard(f"{table}_no_truncate", table, "TRUNCATE", f"EXISTS (SELECT 1 FROM {table})", message),  # noqa: S608
    )


def keep(app: AppConfig, guards: Sequence[Guard]) -> None:
    """Install `guards` after every migrate, take them away before it, and let `check --database` report a missing one."""

    def before(*, using: str, **_: Any) -> None:
        remove(connections[using], guards)

    def after(*, using: str, **_: Any) -> None:
        install(connections[using], guards)

    def check(*, databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
        return [
            checks.Error(
                f"The database {alias!r} has lost the guard {name!r}: approved rows are not protected.",
                hint="Run `manage.py migrate`; it puts every guard back.",
                id="iconm.E010",
            )
            for alias in databases or ()
            for name in missing(connections[alias], guards)
        ]

    pre_migrate.connect(before, sender=app, weak=False, dispatch_uid=f"guards-before-{app.label}")
    post_migrate.connect(after, sender=app, weak=False, dispatch_uid=f"guards-after-{app.label}")
    checks.register(check, checks.Tags.database)


def install(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Create the guards, replacing older forms of them; guards of tables that do not exist yet are left for a later migrate."""
    remove(connection, guards)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                for statement in _statements(connection.vendor, guard):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table not in tables:
                continue
            suffix = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{suffix}")


def missing(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> list[str]:
    """Return the names of guards that should stand in this database and do not."""
    tables = set(connection.introspection.table_names())
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}
    expected = [guard for guard in guards if guard.table in tables and _statements(connection.vendor, guard)]
    return [guard.name for guard in expected if guard.name not in standing]


def _statements(vendor: str, guard: Guard) -> list[str]:
    message = guard.message.replace("'", "''")
    if vendor == "sqlite":
        if guard.event == "TRUNCATE":  # SQLite has no TRUNCATE; its DELETE without WHERE fires the row triggers
            return []
        return [
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
            f" BEGIN SELECT RAISE(ABORT, '{message}') WHERE {guard.when}; END"
        ]
    scope = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    # A BEFORE trigger that returns NULL drops the row silently; a DELETE has no NEW to return.
    result = "OLD" if guard.event == "DELETE" else "NULL" if guard.event == "TRUNCATE" else "NEW"
    lock = f"PERFORM 1 FROM ({guard.lock}) AS locked;" if guard.lock else ""
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {lock}"
        f" IF {guard.when} THEN RAISE EXCEPTION '%', '{message}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {result}; END $guard$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH {scope} EXECUTE FUNCTION {guard.name}()",
    ]
