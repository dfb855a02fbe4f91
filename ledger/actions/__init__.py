"""Writes: the only way a figure gets into the ledger.

Every action is atomic, told who (`by`) and when (`at`), and leaves one audit entry.
"""

from ledger.actions.cells import Conflict, Saved, Typed, save_cells
from ledger.actions.revisions import (
    Line,
    UnsettledError,
    approve_revision,
    build_value,
    discard_revision,
    open_sheet,
    recall_revision,
    record_values,
    return_revision,
    start_revision,
    submit_revision,
)
from ledger.actions.writing import LockedError, StaleError, clean_value, locked_sentence

__all__ = [
    "Conflict",
    "Line",
    "LockedError",
    "Saved",
    "StaleError",
    "Typed",
    "UnsettledError",
    "approve_revision",
    "build_value",
    "clean_value",
    "discard_revision",
    "locked_sentence",
    "open_sheet",
    "recall_revision",
    "record_values",
    "return_revision",
    "save_cells",
    "start_revision",
    "submit_revision",
]
