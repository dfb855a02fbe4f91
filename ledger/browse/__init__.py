"""Register pages: lists, rows and what refers to them, for every register the apps declare (ledger/registers.py)."""
