"""Which tests cover what leaves the portal as a file (tests/audit/writes.py explains)."""

DOWNLOADS = {
    "reporting:report-download": "tests/reporting/test_exports_trail.py::test_report",
    "reporting:figures-download": "tests/reporting/test_exports_trail.py::test_figures",
    "ledger:register-download": "tests/reporting/test_exports_trail.py::test_register",
}
