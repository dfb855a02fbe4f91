"""Functions of this app that take `by` (tests/audit/writes.py explains)."""

SILENT: dict[str, str] = {"jobs.actions.enqueue": "The job is a row that names who asked for it; what it does then leaves its own entry."}
