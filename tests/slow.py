"""What `make unit` leaves out, so that the rest is run all the time. `make test` runs everything.

Here is what starts processes, walks page after page or is generated, and takes seconds; so is every test of the whole papers, since loading
them takes each process five seconds, and what reads them is a whole page or a whole export. Measure with `pytest --durations=60`.
"""

from pathlib import PurePosixPath

import pytest

# Folder, file or file::test: why, with the seconds it takes on one core.
SLOW = {
    "tests/audit/test_every_write.py": "34: makes every write there is",
    "tests/audit/test_trail_page.py::test_page_of_a_hundred_takes_eleven_queries_and_a_search_two_more": "2: rows of every kind",
    "tests/benchmarks": "17: times every page and export once",
    "tests/deploy/test_bootstrap.py": "23: makes environments",
    "tests/deploy/test_environment.py": "27: runs pytest itself",
    "tests/deploy/test_local.py": "57: sets the portal up and starts it four times",
    "tests/deploy/test_services.py": "4: starts PostgreSQL and ends it",
    "tests/docs/test_architecture.py": "4: follows a figure through a process of its own",
    "tests/jobs/test_worker.py": "8: starts a worker and kills it",
    "tests/kpis/test_creation.py": "6: makes whole plans",
    "tests/kpis/test_rules_admin.py": "3: rules of grades, in their pages",
    "tests/kpis/test_views.py": "7: every step of the wizard of a plan, in its pages",
    "tests/kpis/test_withdrawal.py": "3: makes whole plans and takes them back",
    "tests/ledger/browse/test_detail.py": "5: pages of register rows with long histories",
    "tests/ledger/browse/test_many.py": "8: ten thousand rows",
    "tests/ledger/browse/test_views.py::test_every_list_sorts_by_every_column_and_downloads": "9: every register by every column",
    "tests/ledger/entry/test_flow_moves.py": "8: a report from hand to hand, in its pages",
    "tests/ledger/entry/test_flow_views.py": "5: a report from hand to hand, in its pages",
    "tests/ledger/entry/test_grid_views.py": "13: the grid, sent and shown again",
    "tests/ledger/entry/test_talk_views.py": "4: comments and evidence, in their pages",
    "tests/ledger/exchange/test_conditions.py": "11: generated rows against every condition of the database",
    "tests/ledger/inquiries/test_entry_views.py": "10: requests from hand to hand, in their pages",
    "tests/ledger/inquiries/test_views.py": "4: requests from hand to hand, in their pages",
    "tests/ledger/inquiries/test_workbook.py": "4: workbooks of requests out and in again, in their pages",
    "tests/ledger/test_admin.py": "10: every page of the ledger in the admin for every role",
    "tests/ledger/test_concurrency.py": "8: waits for other transactions",
    "tests/ledger/test_guards_standing.py": "3: remakes tables",
    "tests/ledger/test_invariants.py": "4: generated histories of a sheet",
    "tests/ledger/test_queries.py::test_known_takes_two_queries": "2: forty sheets of thirty years",
    "tests/ledger/workbook/test_properties.py": "12: generated workbooks, written and read back",
    "tests/ledger/workbook/test_workbook_views.py": "7: workbooks out and in again, in their pages",
    "tests/lib/test_hostile_uploads.py": "7: files made to exhaust memory",
    "tests/reporting/test_commands.py": "8: starts manage.py",
    "tests/test_catalogue.py": "3: reads every message of the code",
    "tests/test_entry_permissions.py": "36: every page of entry for every role",
    "tests/test_migrations.py": "42: migrates an empty database",
    "tests/test_permissions.py": "110: every page for every role",
}


def mark(items: list[pytest.Item]) -> None:
    """Give the mark `slow` to what is in the table and to what asks for the whole papers."""
    for item in items:
        if is_in_table(item) or asks_for_papers(item):
            item.add_marker("slow")


def is_in_table(item: pytest.Item) -> bool:
    name = item.nodeid.partition("[")[0]
    path = PurePosixPath(name.partition("::")[0])
    return name in SLOW or any(str(each) in SLOW for each in (path, *path.parents))


def asks_for_papers(item: pytest.Item) -> bool:
    return "papers_in_database" in getattr(item, "fixturenames", ())
