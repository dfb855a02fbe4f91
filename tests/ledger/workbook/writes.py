"""Which tests cover the POSTs of the Excel round trip (tests/audit/writes.py explains)."""

POSTS: dict[str, str] = {
    "entry:workbook-preview": ("tests/ledger/workbook/test_workbook_views.py::test_preview_writes_nothing_and_confirmation_everything"),
}
HARMLESS_POSTS: dict[str, str] = {
    "entry:workbook-upload": "Keeps the file for a day and shows what it would change; only the confirmation writes."
}
