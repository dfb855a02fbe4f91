"""What the database refuses: any change to an approved revision, to its values, or to what they are values of."""

from collections.abc import Iterator

from iconm.lib.guards import Guard

_MESSAGE = "承認済のため変更できません。修正は訂正版を作成してください。 (approved revisions are final)"
_OF_APPROVED = "JOIN ledger_revision r ON r.id = v.revision_id AND r.state = 'approved'"
_APPROVED_VALUES = f"SELECT 1 FROM ledger_value v {_OF_APPROVED}"  # noqa: S608  # our own names
_ANY_APPROVED = "EXISTS (SELECT 1 FROM ledger_revision r WHERE r.state = 'approved')"


def _approved(revision: str) -> str:
    return f"EXISTS (SELECT 1 FROM ledger_revision r WHERE r.id = {revision} AND r.state = 'approved')"  # noqa: S608  # our own names


def _waiting(*revisions: str) -> str:
    # Without it, a value written while another transaction approves the revision would slip in behind the approval.
    return f"SELECT 1 FROM ledger_revision WHERE id IN ({', '.join(revisions)}) FOR SHARE"  # noqa: S608


# INSERT OR REPLACE and UPDATE OR REPLACE (SQLite) remove the row whose place they take, and no DELETE guard sees it where another program
# left recursive_triggers off. So guards of INSERT and UPDATE also look at the row that has the new row's id or unique key.
_TAKES_REVISION = (
    "EXISTS (SELECT 1 FROM ledger_revision r WHERE r.state = 'approved'"
    " AND (r.id = NEW.id OR (r.sheet_id = NEW.sheet_id AND r.number = NEW.number)))"
)


def _of_content(table: str) -> Iterator[Guard]:
    """Keep the rows that make up a revision: its values, and what was said about them."""
    name, old, new = f"{table}_guard", "OLD.revision_id", "NEW.revision_id"
    takes = f"EXISTS (SELECT 1 FROM {table} v {_OF_APPROVED} WHERE v.id = NEW.id)"  # noqa: S608  # our own names
    yield Guard(f"{name}_insert", table, "INSERT", f"{_approved(new)} OR {takes}", _MESSAGE, _waiting(new))
    yield Guard(f"{name}_update", table, "UPDATE", f"{_approved(old)} OR {_approved(new)} OR {takes}", _MESSAGE, _waiting(old, new))
    yield Guard(f"{name}_delete", table, "DELETE", _approved(old), _MESSAGE, _waiting(old))
    yield Guard(f"{name}_truncate", table, "TRUNCATE", _ANY_APPROVED, _MESSAGE)


# What was entered is approved only after it was submitted, and cannot be passed off as history to get round that.
_SKIPS_SUBMISSION = "OLD.source <> NEW.source OR (NEW.state = 'approved' AND NEW.source <> 'history' AND OLD.state <> 'submitted')"


def _of_revisions() -> Iterator[Guard]:
    name, table = "ledger_revision_guard", "ledger_revision"
    # A revision is born open: approved from birth, it could never have been checked.
    yield Guard(f"{name}_insert", table, "INSERT", f"NEW.state = 'approved' OR {_TAKES_REVISION}", _MESSAGE)
    yield Guard(f"{name}_update", table, "UPDATE", f"OLD.state = 'approved' OR {_TAKES_REVISION} OR {_SKIPS_SUBMISSION}", _MESSAGE)
    yield Guard(f"{name}_delete", table, "DELETE", "OLD.state = 'approved'", _MESSAGE)
    yield Guard(f"{name}_truncate", table, "TRUNCATE", _ANY_APPROVED, _MESSAGE)


def _of_identity(table: str, in_use: str, *, key: tuple[str, ...], fixed: tuple[str, ...] = ()) -> Iterator[Guard]:
    """Keep id, unique key and `fixed` columns of the rows that approved rows refer to; their other columns stay free.

    in_use: a query that joins `t`, the table, to approved rows.
    """
    same_key = " AND ".join(f"t.{column} = NEW.{column}" for column in key)
    moved = "(" + " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ("id", *key, *fixed)) + ")"
    old, takes = f"EXISTS ({in_use} WHERE t.id = OLD.id)", f"EXISTS ({in_use} WHERE t.id = NEW.id OR ({same_key}))"
    yield Guard(f"{table}_guard_insert", table, "INSERT", takes, _MESSAGE)
    yield Guard(f"{table}_guard_update", table, "UPDATE", f"{moved} AND ({old} OR {takes})", _MESSAGE)
    yield Guard(f"{table}_guard_delete", table, "DELETE", old, _MESSAGE)


GUARDS = (
    *_of_content("ledger_value"),
    *_of_content("ledger_cell"),
    *_of_revisions(),
    *_of_identity(
        "ledger_sheet",
        "SELECT 1 FROM ledger_revision r JOIN ledger_sheet t ON t.id = r.sheet_id AND r.state = 'approved'",
        key=("dataset", "fiscal_year", "basis", "as_of"),
    ),
    # The fingerprint of a revision is made over the codes of its items and documents.
    *_of_identity("ledger_item", f"{_APPROVED_VALUES} JOIN ledger_item t ON t.id = v.item_id", key=("code",), fixed=("dataset",)),
    *_of_identity("ledger_sourcedocument", f"{_APPROVED_VALUES} JOIN ledger_sourcedocument t ON t.id = v.document_id", key=("code",)),
)
