"""The trail cannot be changed: not through the ORM, not in bulk, not by SQL of either database."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actions import record, seal
from audit.guards import GUARDS
from audit.models import Entry, Link
from audit.sign_in import SIGNED_IN
from iconm.lib import guards

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
ENTRY_COLUMNS = "(id, at, action, target, difference, reason)"
ENTRY_VALUES = "({entry}, '2026-02-10', 'x', '', '{{}}', 'forged')"  # the doubled braces become an empty JSON object
LINK_COLUMNS = "(id, sequence, entry_id, sealed_at, previous, digest)"

# What each statement tries, in the words of each database.
STATEMENTS = {
    "update an entry": {
        "sqlite": "UPDATE audit_entry SET reason = 'forged' WHERE id = {entry}",
        "postgresql": "UPDATE audit_entry SET reason = 'forged' WHERE id = {entry}",
    },
    "update it or ignore": {
        "sqlite": "UPDATE OR REPLACE audit_entry SET reason = 'forged' WHERE id = {entry}",
        "postgresql": "UPDATE audit_entry AS e SET reason = 'forged' FROM audit_link WHERE audit_link.entry_id = e.id",
    },
    "replace an entry": {
        "sqlite": f"INSERT OR REPLACE INTO audit_entry {ENTRY_COLUMNS} VALUES {ENTRY_VALUES}",
        "postgresql": f"INSERT INTO audit_entry {ENTRY_COLUMNS} VALUES {ENTRY_VALUES} ON CONFLICT (id) DO UPDATE SET reason = 'forged'",
    },
    "upsert an entry": {
        "sqlite": f"INSERT INTO audit_entry {ENTRY_COLUMNS} VALUES {ENTRY_VALUES} ON CONFLICT (id) DO UPDATE SET reason = 'forged'",
        "postgresql": f"INSERT INTO audit_entry {ENTRY_COLUMNS} VALUES {ENTRY_VALUES}"
        " ON CONFLICT (id) DO UPDATE SET reason = excluded.reason",
    },
    "delete an entry": {
        "sqlite": "DELETE FROM audit_entry WHERE id = {entry}",
        "postgresql": "DELETE FROM audit_entry WHERE id = {entry}",
    },
    "empty the entries": {
        "sqlite": "DELETE FROM audit_entry",
        "postgresql": "TRUNCATE audit_entry CASCADE",
    },
    "update a link": {
        "sqlite": "UPDATE audit_link SET digest = 'forged' WHERE sequence = 1",
        "postgresql": "UPDATE audit_link SET digest = 'forged' WHERE sequence = 1",
    },
    "replace a link by its id": {
        "sqlite": f"INSERT OR REPLACE INTO audit_link {LINK_COLUMNS} VALUES ({{link}}, 9, {{entry}}, '2026-02-10', 'x', 'forged')",
        "postgresql": f"INSERT INTO audit_link {LINK_COLUMNS} VALUES ({{link}}, 9, {{entry}}, '2026-02-10', 'x', 'forged')"
        " ON CONFLICT (id) DO UPDATE SET digest = 'forged'",
    },
    "replace a link by its place in the chain": {
        "sqlite": f"INSERT OR REPLACE INTO audit_link {LINK_COLUMNS} VALUES (999, 1, {{entry}}, '2026-02-10', 'x', 'forged')",
        "postgresql": f"INSERT INTO audit_link {LINK_COLUMNS} VALUES (999, 1, {{entry}}, '2026-02-10', 'x', 'forged')"
        " ON CONFLICT (sequence) DO UPDATE SET digest = 'forged'",
    },
    "delete a link": {
        "sqlite": "DELETE FROM audit_link WHERE sequence = 1",
        "postgresql": "DELETE FROM audit_link WHERE sequence = 1",
    },
    "empty the links": {
        "sqlite": "DELETE FROM audit_link",
        "postgresql": "TRUNCATE audit_link",
    },
}


@pytest.fixture
def entry() -> Entry:
    written = record(action=SIGNED_IN, by=None, reason="genuine")
    seal(now=NOW)
    connection.check_constraints()  # PostgreSQL truncates no table with checks still to come
    return written


def everything() -> list[object]:
    return [list(Entry.objects.values()), list(Link.objects.values())]


@pytest.mark.parametrize("attempt", STATEMENTS)
def test_sql_is_refused(entry: Entry, attempt: str) -> None:
    before = everything()
    statement = STATEMENTS[attempt][connection.vendor].format(entry=entry.pk, link=Link.objects.get().pk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert everything() == before


def save_entry(entry: Entry) -> None:
    entry.reason = "forged"
    entry.save()


def update_entries_in_bulk(entry: Entry) -> None:
    entry.reason = "forged"
    Entry.objects.bulk_update([entry], ["reason"])


def upsert_in_bulk(entry: Entry) -> None:
    Entry.objects.bulk_create([Entry(pk=entry.pk, action="x")], update_conflicts=True, update_fields=["action"], unique_fields=["id"])


def save_link(entry: Entry) -> None:
    link = Link.objects.get()
    link.digest = "forged"
    link.save()


ORM = {
    "entry.save": save_entry,
    "entry.delete": lambda entry: entry.delete(),
    "entries.update": lambda _entry: Entry.objects.update(reason="forged"),
    "entries.delete": lambda _entry: Entry.objects.all().delete(),
    "entries, without collecting": lambda _entry: Entry.objects.all()._raw_delete("default"),
    "entries.bulk_update": update_entries_in_bulk,
    "entries.bulk_create upsert": upsert_in_bulk,
    "link.save": save_link,
    "links.update": lambda _entry: Link.objects.update(digest="forged"),
    "links.delete": lambda _entry: Link.objects.all().delete(),
}


@pytest.mark.parametrize("attempt", ORM.values(), ids=ORM)
def test_orm_is_refused(entry: Entry, attempt: Callable[[Entry], object]) -> None:
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(entry)
    assert everything() == before


def test_message_is_for_people(entry: Entry) -> None:
    with pytest.raises(IntegrityError, match="操作記録は変更・削除できません"), transaction.atomic():
        Entry.objects.update(reason="forged")


def test_guards_stand_after_migrate() -> None:
    assert guards.missing(connection, GUARDS) == []


def test_a_lost_guard_is_missed(entry: Entry) -> None:
    lost = GUARDS[1]
    guards.remove(connection, [lost])
    assert guards.missing(connection, GUARDS) == [lost.name] == ["audit_entry_no_update"]
