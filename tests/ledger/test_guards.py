"""Nothing changes an approved revision or its values: not the ORM, not bulk statements, not SQL of either database, not another program."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from ledger.choices import RevisionState
from ledger.models import Item, Revision, Sheet, SourceDocument, Value
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.conftest import Book
from tests.ledger.factories import approved_content

pytestmark = pytest.mark.django_db
SQLITE = connection.vendor == "sqlite"
REFUSED = re.compile("承認済のため変更できません|操作記録は変更・削除できません")  # the second where TRUNCATE reaches the audit trail first


def change(row: Any, **fields: Any) -> Any:
    for name, content in fields.items():
        setattr(row, name, content)
    return row


def copy_of(value: Value, /, **fields: Any) -> Value:
    """Return an unsaved value like this one."""
    held = {column.attname: getattr(value, column.attname) for column in Value._meta.concrete_fields if column.name != "id"}
    return Value(**held | fields)


def approval(book: Book) -> dict[str, Any]:
    return {"state": "approved", "known_on": factories.TODAY, "approved_at": factories.NOON, "sha256": book.approved.sha256}


def upsert(*rows: Any, fields: list[str]) -> None:
    type(rows[0]).objects.bulk_create(rows, update_conflicts=True, update_fields=fields, unique_fields=["id"])


VALUES: dict[str, Callable[[Book], object]] = {
    "value.save": lambda book: change(book.value, value=1).save(),
    "value.save, one column": lambda book: change(book.value, note="x").save(update_fields=["note"]),
    "value.delete": lambda book: book.value.delete(),
    "values.update": lambda _: Value.objects.update(value=F("value") + 1),
    "values.update, one row": lambda book: Value.objects.filter(pk=book.value.pk).update(printed="x"),
    "values.update through the item": lambda book: book.item.values.update(unit="円"),
    "values.delete": lambda _: Value.objects.all().delete(),
    "values.delete, without collecting": lambda _: Value.objects.all()._raw_delete("default"),
    "values.bulk_update": lambda book: Value.objects.bulk_update([change(book.value, value=1)], ["value"]),
    "values.create": lambda book: copy_of(book.value, measure="count").save(),
    "values.create, a second one": lambda book: copy_of(book.value).save(),
    "values.create, with the id of an approved one": lambda book: copy_of(book.draft_value, id=book.value.pk).save(force_insert=True),
    "values.save over an approved one": lambda book: copy_of(book.draft_value, id=book.value.pk).save(),
    "values.get_or_create": lambda book: book.approved.values.get_or_create(
        item=book.item, measure="count", defaults={"basis": "settled", "value": 1, "unit": "件"}
    ),
    "values.update_or_create": lambda book: book.approved.values.update_or_create(item=book.item, defaults={"value": 1}),
    "values.bulk_create": lambda book: Value.objects.bulk_create([copy_of(book.value, measure="count")]),
    "values.bulk_create, ignoring conflicts": lambda book: Value.objects.bulk_create(
        [copy_of(book.value, measure="count")], ignore_conflicts=True
    ),
    "values.bulk_create, updating conflicts": lambda book: upsert(copy_of(book.value, id=book.value.pk, value=1), fields=["value"]),
    "values.bulk_create, taking a value over to a draft": lambda book: upsert(
        copy_of(book.draft_value, id=book.value.pk), fields=["revision", "value"]
    ),
    "value moved out": lambda book: change(book.value, revision=book.draft).save(),
    "value moved in": lambda book: change(book.draft_value, revision=book.approved).save(),
    "values.update, all into the draft": lambda book: Value.objects.update(revision=book.draft),
    "values.set, from the draft": lambda book: book.approved.values.add(book.draft_value),
}
REVISIONS: dict[str, Callable[[Book], object]] = {
    "revision.save": lambda book: change(book.approved, reason="x").save(),
    "revision.save, reopened": lambda book: change(book.approved, state=RevisionState.DRAFT, known_on=None).save(),
    "revision.delete": lambda book: book.approved.delete(),
    "revisions.update": lambda _: Revision.objects.update(reason="x"),
    "revisions.update, reopened": lambda book: Revision.objects.filter(pk=book.approved.pk).update(state=RevisionState.RETURNED),
    "revisions.delete": lambda _: Revision.objects.all().delete(),
    "revisions.delete, without collecting": lambda _: Revision.objects.all()._raw_delete("default"),
    "revisions.bulk_update": lambda book: Revision.objects.bulk_update([change(book.approved, number=9)], ["number"]),
    "revisions.bulk_create, updating conflicts": lambda book: upsert(
        Revision(pk=book.approved.pk, sheet=book.draft.sheet, number=7), fields=["sheet", "number"]
    ),
    "a draft saved over it": lambda book: change(book.draft, pk=book.approved.pk).save(),
    "a draft inserted over it": lambda book: Revision(pk=book.approved.pk, sheet=book.approved.sheet, number=2).save(force_insert=True),
    "a draft with its number": lambda book: Revision(sheet=book.approved.sheet, number=1).save(),
    "approved without being submitted": lambda book: Revision.objects.filter(pk=book.draft.pk).update(
        **approval(book) | {"submitted_by": book.approved.submitted_by, "approved_by": book.approved.approved_by}
    ),
    "passed off as history": lambda book: Revision.objects.filter(pk=book.draft.pk).update(**approval(book) | {"source": "history"}),
    "passed off as history, first": lambda book: change(book.draft, source="history").save(),
    "born approved": lambda book: Revision.objects.create(
        sheet=book.draft.sheet, number=2, state=RevisionState.APPROVED, source="history", known_on=factories.TODAY, sha256="0" * 64
    ),
    "born approved, in bulk": lambda book: Revision.objects.bulk_create(
        [Revision(sheet=book.draft.sheet, number=2, state="approved", source="history", known_on=factories.TODAY, sha256="0" * 64)]
    ),
}
OWNERS: dict[str, Callable[[Book], object]] = {
    "sheet.delete": lambda book: book.approved.sheet.delete(),
    "sheets.delete, without collecting": lambda _: Sheet.objects.all()._raw_delete("default"),
    "sheet becomes another year's": lambda book: change(book.approved.sheet, fiscal_year=2023).save(),
    "sheet becomes another dataset's": lambda _: Sheet.objects.update(dataset="kpi"),
    "sheet becomes another basis": lambda book: Sheet.objects.filter(pk=book.approved.sheet_id).update(basis="forecast"),
    "sheet becomes part-year": lambda book: Sheet.objects.filter(pk=book.approved.sheet_id).update(as_of="2024-12-31"),
    "item.delete": lambda book: book.item.delete(),
    "items.delete, without collecting": lambda _: Item.objects.all()._raw_delete("default"),
    "item.code": lambda book: change(book.item, code="income-else").save(),
    "item.dataset": lambda _: Item.objects.update(dataset="kpi"),
    "item inserted over it": lambda book: Item(pk=book.item.pk, code="new", dataset="kpi", name="x", unit="x", kind="flow").save(
        force_insert=True
    ),
    "document.delete": lambda book: book.document.delete(),
    "document.code": lambda _: SourceDocument.objects.update(code="committee-2027"),
    "clerk.delete": lambda book: book.approved.submitted_by and book.approved.submitted_by.delete(),
}


@pytest.mark.parametrize("attempt", (cases := VALUES | REVISIONS | OWNERS).values(), ids=cases)
def test_orm_is_refused(book: Book, attempt: Callable[[Book], object]) -> None:
    before = approved_content()

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(book)

    assert approved_content() == before


# {value}, {approved}, {sheet}, {item}, {document}: ids of approved rows; {free}, {draft}, {free_sheet}, {free_item}: of open ones.
EITHER = [
    "UPDATE ledger_value SET value = 1",
    "UPDATE ledger_value SET value = value WHERE id = {value}",
    "UPDATE ledger_value SET revision_id = {draft} WHERE id = {value}",
    "UPDATE ledger_value SET revision_id = {approved} WHERE id = {free}",
    "UPDATE ledger_value SET id = 999 WHERE id = {value}",
    "UPDATE ledger_value SET item_id = {free_item}",
    "DELETE FROM ledger_value",
    "DELETE FROM ledger_value WHERE id = {value}",
    "INSERT INTO ledger_value {count_columns} VALUES (999, {approved}, {count_values})",
    "INSERT INTO ledger_value {count_columns} VALUES (999, {approved}, {count_values}) ON CONFLICT DO NOTHING",
    "INSERT INTO ledger_value {count_columns} VALUES ({value}, {draft}, {count_values}) ON CONFLICT (id) DO UPDATE SET value = 1",
    "INSERT INTO ledger_value {count_columns} VALUES ({value}, {draft}, {count_values})"
    " ON CONFLICT (id) DO UPDATE SET revision_id = excluded.revision_id",
    "UPDATE ledger_revision SET state = 'draft' WHERE id = {approved}",
    "UPDATE ledger_revision SET known_on = '2020-01-01' WHERE state = 'approved'",
    "UPDATE ledger_revision SET sha256 = 'x'",
    "UPDATE ledger_revision SET sheet_id = {free_sheet}, number = 9 WHERE id = {approved}",
    "UPDATE ledger_revision SET id = 999 WHERE id = {approved}",
    "DELETE FROM ledger_revision WHERE id = {approved}",
    "DELETE FROM ledger_revision",
    "INSERT INTO ledger_revision {revision_columns} VALUES (999, {free_sheet}, 9, 'approved', {revision_values})",
    "INSERT INTO ledger_revision {revision_columns} VALUES ({approved}, {free_sheet}, 9, 'draft', {revision_values})"
    " ON CONFLICT (id) DO UPDATE SET state = 'draft'",
    "INSERT INTO ledger_revision {revision_columns} VALUES (999, {sheet}, 1, 'draft', {revision_values})"
    " ON CONFLICT (sheet_id, number) DO UPDATE SET state = 'draft'",
    "UPDATE ledger_sheet SET fiscal_year = 2023 WHERE id = {sheet}",
    "UPDATE ledger_sheet SET id = 999 WHERE id = {sheet}",
    "DELETE FROM ledger_sheet WHERE id = {sheet}",
    "UPDATE ledger_item SET code = 'renamed' WHERE id = {item}",
    "UPDATE ledger_item SET id = 999 WHERE id = {item}",
    "DELETE FROM ledger_item WHERE id = {item}",
    "UPDATE ledger_sourcedocument SET code = 'renamed'",
    "DELETE FROM ledger_sourcedocument",
]
ONLY_SQLITE = [
    "INSERT OR IGNORE INTO ledger_value {count_columns} VALUES (999, {approved}, {count_values})",
    "INSERT OR REPLACE INTO ledger_value {count_columns} VALUES ({value}, {draft}, {count_values})",
    "REPLACE INTO ledger_value {count_columns} VALUES ({value}, {approved}, {count_values})",
    "INSERT OR REPLACE INTO ledger_value SELECT * FROM ledger_value WHERE id = {value}",
    "UPDATE OR REPLACE ledger_value SET id = {value} WHERE id = {free}",
    "UPDATE OR REPLACE ledger_value SET revision_id = {approved}, fiscal_year = 2024, as_of = '2025-03-31' WHERE id = {free}",
    "INSERT OR REPLACE INTO ledger_revision {revision_columns} VALUES ({approved}, {free_sheet}, 9, 'draft', {revision_values})",
    "INSERT OR REPLACE INTO ledger_revision {revision_columns} VALUES (999, {sheet}, 1, 'draft', {revision_values})",
    "UPDATE OR REPLACE ledger_revision SET id = {approved} WHERE id = {draft}",
    "UPDATE OR REPLACE ledger_revision SET sheet_id = {sheet} WHERE id = {draft}",
    "INSERT OR REPLACE INTO ledger_sheet (id, dataset, fiscal_year, basis, as_of) VALUES ({sheet}, 'kpi', 1, 'actual', '2025-03-31')",
    "INSERT OR REPLACE INTO ledger_sheet (id, dataset, fiscal_year, basis, as_of)"
    " SELECT 999, dataset, fiscal_year, basis, as_of FROM ledger_sheet WHERE id = {sheet}",
    "UPDATE OR REPLACE ledger_sheet SET id = {sheet} WHERE id = {free_sheet}",
    "UPDATE OR REPLACE ledger_sheet SET fiscal_year = 2024, as_of = '2025-03-31' WHERE id = {free_sheet}",
    "INSERT OR REPLACE INTO ledger_item SELECT * FROM ledger_item WHERE id = {item}",
    "UPDATE OR REPLACE ledger_item SET id = {item} WHERE id = {free_item}",
    "UPDATE OR REPLACE ledger_item SET code = 'income-city' WHERE id = {free_item}",
]
ONLY_POSTGRESQL = [
    "TRUNCATE ledger_value",
    "TRUNCATE ledger_value CASCADE",
    "TRUNCATE ledger_revision CASCADE",
    "TRUNCATE ledger_sheet CASCADE",
    "TRUNCATE ledger_item CASCADE",
    "TRUNCATE ledger_sourcedocument CASCADE",
    "TRUNCATE accounts_user CASCADE",
    "UPDATE ledger_value SET value = 1 FROM ledger_revision r WHERE r.id = revision_id AND r.state = 'approved'",
    "DELETE FROM ledger_value USING ledger_revision r WHERE r.id = revision_id",
    "WITH gone AS (DELETE FROM ledger_value RETURNING *) SELECT count(*) FROM gone",
    "MERGE INTO ledger_value v USING ledger_revision r ON r.id = v.revision_id WHEN MATCHED THEN UPDATE SET value = 1",
]
ATTEMPTS = EITHER + (ONLY_SQLITE if SQLITE else ONLY_POSTGRESQL)


def in_words(statement: str, book: Book) -> str:
    free_item = (
        Item.objects.get(code="income-free") if Item.objects.filter(code="income-free").exists() else factories.make_item("income-free")
    )
    return statement.format(
        value=book.value.pk,
        approved=book.approved.pk,
        sheet=book.approved.sheet_id,
        item=book.item.pk,
        document=book.document.pk,
        free=book.draft_value.pk,
        draft=book.draft.pk,
        free_sheet=book.draft.sheet_id,
        free_item=free_item.pk,
        count_columns="(id, revision_id, item_id, measure, basis, value, missing, qualifier, unit, printed, note, section)",
        count_values=f"{book.item.pk}, 'count', 'settled', 1, '', '', '件', '', '', ''",
        revision_columns="(id, sheet_id, number, state, source, lock_version, known_on, reason, sha256)",
        revision_values="'history', 1, '2026-02-10', '', 'x'",
    )


@pytest.fixture(params=["OFF", "ON"] if SQLITE else ["the same for everybody"])
def recursive_triggers(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """Both settings of SQLite's switch; ours is ON (settings.py), that of other programs is OFF."""
    if not SQLITE:
        yield request.param
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {request.param}")
        yield request.param
        cursor.execute("PRAGMA recursive_triggers = ON")


def refusal(execute: Callable[[str], object], statement: str) -> str:
    """Return what the database says to the statement; nothing when it takes it."""
    try:
        execute(statement)
    except (sqlite3.Error, DatabaseError) as error:
        return str(error)
    return ""


def test_sql_is_refused(book: Book, recursive_triggers: str) -> None:
    def execute(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    statements = [in_words(statement, book) for statement in ATTEMPTS]
    connection.check_constraints()  # PostgreSQL truncates no table with checks still to come
    before = approved_content()

    for statement in statements:
        assert REFUSED.search(refusal(execute, statement)), statement
        assert approved_content() == before, statement


def other_program() -> Any:
    """Connect as a program that knows nothing of the portal: on SQLite with its own defaults, no foreign keys, no recursive triggers."""
    return closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None) if SQLITE else connection.copy())


def test_other_programs_are_refused(committed: None, book: Book) -> None:
    statements = [in_words(statement, book) for statement in ATTEMPTS]
    before = approved_content()

    with other_program() as program:
        refusals = {statement: refusal(program.cursor().execute, statement) for statement in statements}

    assert [statement for statement, told in refusals.items() if not REFUSED.search(told)] == []
    assert approved_content() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_value SET value = 160000 WHERE id = {free}",
        "DELETE FROM ledger_value WHERE id = {free}",
        "INSERT INTO ledger_value {count_columns} VALUES (999, {draft}, {count_values})",
        "UPDATE ledger_revision SET reason = 'x' WHERE id = {draft}",
        "UPDATE ledger_sheet SET due_on = '2026-05-31' WHERE id = {sheet}",
        "UPDATE ledger_sheet SET fiscal_year = 2026 WHERE id = {free_sheet}",
        "UPDATE ledger_item SET name = '負担金', unit = '円' WHERE id = {item}",
        "UPDATE ledger_item SET code = 'renamed' WHERE id = {free_item}",
        "DELETE FROM ledger_item WHERE id = {free_item}",
        "UPDATE ledger_sourcedocument SET name = '資料'",
    ],
)
def test_what_is_open_stays_free(book: Book, statement: str) -> None:
    words, before = in_words(statement, book), approved_content()

    with connection.cursor() as cursor:
        cursor.execute(words)
        assert cursor.rowcount == 1

    assert approved_content() == before


def test_draft_deleted_with_its_values(book: Book) -> None:
    before = approved_content()

    book.draft.sheet.revisions.open().delete()

    assert (Revision.objects.count(), Value.objects.count()) == (1, 2)
    assert approved_content() == before


def test_revision_approved_by_update_only(world: World) -> None:
    """The one statement that puts a revision in force is an UPDATE of an open one; docs/decisions/0001."""
    factories.make_item()
    revision = factories.make_known(factories.make_sheet(), factories.TODAY, Item.objects.get())

    assert revision.state == RevisionState.APPROVED


def test_message_tells_what_to_do(book: Book) -> None:
    with pytest.raises(IntegrityError, match="修正は訂正版を作成してください"), transaction.atomic():
        Value.objects.update(value=1)
