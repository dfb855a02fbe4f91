"""What the database refuses: any change to an approved revision, to its values, or to what they are values of."""

from iconm.lib.guards import Guard

_MESSAGE = "承認済のため変更できません。修正は訂正版を作成してください。 (approved revisions are final)"


def _approved(revision: str) -> str:
    return f"EXISTS (SELECT 1 FROM ledger_revision r WHERE r.id = {revision} AND r.state = 'approved')"  # noqa: S608  # our own names


def _waiting(*revisions: str) -> str:
    # Without it, a value written while another transaction approves the revision would slip in behind the approval.
    return f"SELECT 1 FROM ledger_revision WHERE id IN ({', '.join(revisions)}) FOR SHARE"  # noqa: S608


# INSERT OR REPLACE (SQLite) takes the place of a row with the same key; each INSERT guard also looks at the row it would replace.
_REPLACED_VALUE = (
    "EXISTS (SELECT 1 FROM ledger_value v JOIN ledger_revision r ON r.id = v.revision_id WHERE v.id = NEW.id AND r.state = 'approved')"
)
_REPLACED_REVISION = (
    "EXISTS (SELECT 1 FROM ledger_revision r WHERE r.state = 'approved'"
    " AND (r.id = NEW.id OR (r.sheet_id = NEW.sheet_id AND r.number = NEW.number)))"
)
_SHEET_IN_USE = "EXISTS (SELECT 1 FROM ledger_revision r WHERE r.sheet_id = {row}.id AND r.state = 'approved')"
_ITEM_IN_USE = (
    "EXISTS (SELECT 1 FROM ledger_value v JOIN ledger_revision r ON r.id = v.revision_id"
    " WHERE v.item_id = {row}.id AND r.state = 'approved')"
)
_ANY_APPROVED = "EXISTS (SELECT 1 FROM ledger_revision r WHERE r.state = 'approved')"
_SHEET_MOVED = "(" + " OR ".join(f"OLD.{c} <> NEW.{c}" for c in ("dataset", "fiscal_year", "basis", "as_of")) + ")"

GUARDS = (
    Guard(
        "ledger_value_guard_insert",
        "ledger_value",
        "INSERT",
        f"{_approved('NEW.revision_id')} OR {_REPLACED_VALUE}",
        _MESSAGE,
        lock=_waiting("NEW.revision_id"),
    ),
    Guard(
        "ledger_value_guard_update",
        "ledger_value",
        "UPDATE",
        f"{_approved('OLD.revision_id')} OR {_approved('NEW.revision_id')}",
        _MESSAGE,
        lock=_waiting("OLD.revision_id", "NEW.revision_id"),
    ),
    Guard(
        "ledger_value_guard_delete",
        "ledger_value",
        "DELETE",
        _approved("OLD.revision_id"),
        _MESSAGE,
        lock=_waiting("OLD.revision_id"),
    ),
    Guard("ledger_value_guard_truncate", "ledger_value", "TRUNCATE", _ANY_APPROVED, _MESSAGE),
    # A revision is born open: approved from birth, it could never have been checked.
    Guard("ledger_revision_guard_insert", "ledger_revision", "INSERT", f"NEW.state = 'approved' OR {_REPLACED_REVISION}", _MESSAGE),
    Guard("ledger_revision_guard_update", "ledger_revision", "UPDATE", "OLD.state = 'approved'", _MESSAGE),
    Guard("ledger_revision_guard_delete", "ledger_revision", "DELETE", "OLD.state = 'approved'", _MESSAGE),
    Guard("ledger_revision_guard_truncate", "ledger_revision", "TRUNCATE", _ANY_APPROVED, _MESSAGE),
    Guard("ledger_sheet_guard_insert", "ledger_sheet", "INSERT", _SHEET_IN_USE.format(row="NEW"), _MESSAGE),
    Guard("ledger_sheet_guard_update", "ledger_sheet", "UPDATE", f"{_SHEET_MOVED} AND {_SHEET_IN_USE.format(row='OLD')}", _MESSAGE),
    Guard("ledger_item_guard_insert", "ledger_item", "INSERT", _ITEM_IN_USE.format(row="NEW"), _MESSAGE),
    Guard(
        "ledger_item_guard_update",
        "ledger_item",
        "UPDATE",
        f"(OLD.code <> NEW.code OR OLD.dataset <> NEW.dataset) AND {_ITEM_IN_USE.format(row='OLD')}",
        _MESSAGE,
    ),
)
