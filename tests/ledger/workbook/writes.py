"""Which tests cover the POSTs and downloads of the Excel round trip (tests/audit/writes.py explains)."""

POSTS: dict[str, str] = {
    "entry:workbook-preview": "tests/ledger/workbook/test_workbook_views.py::test_preview_writes_nothing_and_confirmation_everything",
}
HARMLESS_POSTS: dict[str, str] = {
    "entry:workbook-upload": "Keeps the file for a day and shows what it would change; only the confirmation writes."
}
DOWNLOADS: dict[str, str] = {
    "entry:workbook-download": "tests/ledger/workbook/test_workbook_views.py::test_form_is_sent_under_its_name_and_recorded",
}
OWN_FILES: dict[str, str] = {"entry:workbook-errors": "The file its user has just sent, with the errors marked in it."}
