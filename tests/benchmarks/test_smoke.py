"""One round of `make bench`: every row is there. How long anything takes is nobody's test."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"  (?P<what>\S.*?) +(?P<ms>\d+\.\d\d) +(?P<ratio>\d+\.\d\d) +(?P<queries>\d+)")
# Group to its rows; the first is the bare limit the others are measured against.
EXPECTED = {
    "page": ["bare limit: empty page, signed in, same middleware", "report-detail committee-2026"],
    "all figures, 4 years": ["bare limit: one SELECT of the same rows", "figures.load (4 years)"],
    "all figures, 30 years": ["bare limit: one SELECT of the same rows", "figures.load (30 years)"],
    "document": [
        "bare limit: one SELECT of the same rows",
        "documents.build (figures loaded)",
        "template, figures.load, documents.build",
    ],
    "import preview, 12 rows": [
        "bare limit: calamine, the cells alone",
        "read_upload, plan_import, Preview",
        "django-import-export, dry run",
        "django-import-export in bulk, dry run",
    ],
    "import apply, 12 rows": [
        "bare limit: calamine, bulk_create of the rows alone",
        "read_upload, apply_import with the trail",
        "django-import-export",
        "django-import-export in bulk",
    ],
    **{
        f"xlsx {layout}": [
            "bare limit: XlsxWriter, the same cells alone",
            f"export xlsx {layout}",
            "openpyxl, the same workbook",
            "pandas DataFrame.to_excel, the same cells",
        ]
        for layout in ("committee", "open")
    },
    **{
        f"csv {layout}": [
            "bare limit: csv.writer, the same cells alone",
            f"export csv {layout}",
            "pandas DataFrame.to_csv, the same cells",
        ]
        for layout in ("committee", "open")
    },
    **{f"json {layout}": ["bare limit: json.dumps, the same content", f"export json {layout}"] for layout in ("committee", "open")},
}


@pytest.fixture(scope="module")
def printed() -> list[str]:
    # A database of somebody's in the shell, which the run must not even open.
    foreign = os.environ | {"DATABASE_URL": "sqlite:////nowhere/to/be/found.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--rounds", "1", "--import-rows", "12"],
        check=False,
        cwd=ROOT,
        env=foreign,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_table_has_every_group_and_row(printed: list[str]) -> None:
    found: dict[str, list[str]] = {}
    for line in printed[3:]:
        if row := ROW.fullmatch(line):
            found[next(reversed(found))].append(row["what"])
        elif line:
            found[line] = []

    assert found == EXPECTED


def test_bare_limits_have_ratio_one_and_loading_asks_the_same_number_of_queries(printed: list[str]) -> None:
    rows = [row for line in printed if (row := ROW.fullmatch(line))]
    queries = {row["what"]: int(row["queries"]) for row in rows}

    assert {row["ratio"] for row in rows if row["what"].startswith("bare limit")} == {"1.00"}
    assert queries["figures.load (4 years)"] == queries["figures.load (30 years)"] == 2


def test_machine_is_named(printed: list[str]) -> None:
    assert re.fullmatch(r"Python 3\.\d+\.\d+, Django 5\.2\.\d+, SQLite [\d.]+, .+, \d+ cores; median of 1 rounds, .+", printed[0])
