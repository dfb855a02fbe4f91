"""Which tests cover the POSTs of a report on its way, of files, talk, years and handovers (tests/audit/writes.py explains)."""

_REPORT, _TOGETHER, _TALK, _YEARS, _HANDOVER = (
    f"tests/ledger/entry/test_trail.py::{name}"
    for name in (
        "test_pages_of_a_report_leave_entries",
        "test_reports_approved_together_leave_an_entry_each",
        "test_pages_of_files_and_talk_leave_entries",
        "test_pages_of_the_years_leave_entries",
        "test_handover_leaves_an_entry_and_one_for_each_role",
    )
)
POSTS = {
    "entry:sheet-new": _REPORT,
    "entry:due": _REPORT,
    "entry:start": _REPORT,
    "entry:grid": _REPORT,
    "entry:grid-save": _REPORT,
    "entry:submit": _REPORT,
    "entry:recall": _REPORT,
    "entry:discard": _REPORT,
    "entry:return": _REPORT,
    "entry:approve": _REPORT,
    "entry:correct": _REPORT,
    "entry:approve-selected": _TOGETHER,
    "entry:evidence-add": _TALK,
    "entry:evidence-remove": _TALK,
    "entry:comment-add": _TALK,
    "entry:comment-resolve": _TALK,
    "entry:year-open": _YEARS,
    "entry:year-close": _YEARS,
    "entry:year-exception": _YEARS,
    "entry:year-reopen": _YEARS,
    "entry:handover": _HANDOVER,
}
DOWNLOADS = {"entry:evidence-file": "tests/ledger/entry/test_talk_views.py::test_download"}
