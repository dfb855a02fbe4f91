"""The guards are there when they are needed: after a migrate, and missed loudly when they are not."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.sql import emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction

from iconm.lib import guards
from iconm.lib.guards import Guard
from ledger.guards import GUARDS
from ledger.models import Value
from tests.ledger.conftest import Book

pytestmark = pytest.mark.django_db

LOST = "ledger_value_guard_update"
WAYS = {"dropped": f"DROP TRIGGER {LOST}"}
if connection.vendor == "postgresql":
    WAYS = {
        "dropped": f"DROP TRIGGER {LOST} ON ledger_value",
        "disabled": f"ALTER TABLE ledger_value DISABLE TRIGGER {LOST}",
        "for replicas only": f"ALTER TABLE ledger_value ENABLE REPLICA TRIGGER {LOST}",
    }


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def lost(request: pytest.FixtureRequest, book: Book) -> Book:
    connection.check_constraints()  # PostgreSQL alters no table with checks still to come
    with connection.cursor() as cursor:
        cursor.execute(request.param)
    return book


def test_guards_stand_after_migrate(db: None) -> None:
    assert guards.missing(connection, GUARDS) == []


def test_lost_guard_is_missed(lost: Book) -> None:
    assert guards.missing(connection, GUARDS) == [LOST]


def test_check_reports_a_lost_guard(lost: Book) -> None:
    with pytest.raises(SystemCheckError, match=rf"(?s)iconm\.E010.*'default' has lost the guard '{LOST}'.*manage\.py migrate"):
        call_command("check", databases=["default"])


def test_check_is_silent_while_all_stand(db: None) -> None:
    call_command("check", databases=["default"])


def test_migrate_mends_what_check_reports(lost: Book) -> None:
    """Django's own migrate runs the checks first and would refuse to start on this one."""
    call_command("migrate", stdout=io.StringIO(), skip_checks=False)  # as manage.py runs it

    assert guards.missing(connection, GUARDS) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.update(value=1)


def test_guard_of_a_table_to_come_is_not_missed(db: None) -> None:
    to_come = [Guard("later_guard_update", "later", "UPDATE", "1 = 1", "x")]

    guards.install(connection, to_come)

    assert guards.missing(connection, to_come) == []


def test_append_only_covers_every_unique_column() -> None:
    (insert, *_others) = guards.append_only("chain", "x", unique=("sequence",))

    assert insert.when == "EXISTS (SELECT 1 FROM chain WHERE id = NEW.id OR sequence = NEW.sequence)"


def test_migration_that_remakes_a_table(committed: None) -> None:
    """SQLite drops the triggers of a table that is altered, and refuses where others' triggers read it. migrate clears the way."""
    short, long = Value._meta.get_field("note"), models.TextField(blank=True)
    long.set_attributes_from_name("note")
    long.model = Value

    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    # SQLite has no TRUNCATE to guard against.
    removed = [guard for guard in GUARDS if connection.vendor == "postgresql" or guard.event != "TRUNCATE"]
    assert len(guards.missing(connection, GUARDS)) == len(removed)
    for old, new in ((short, long), (long, short)):
        with connection.schema_editor() as editor:
            editor.alter_field(Value, old, new)
    call_command("migrate", stdout=io.StringIO())

    assert guards.missing(connection, GUARDS) == []
