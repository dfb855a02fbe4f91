"""One round of `make bench`: every row is there. How long anything takes is nobody's test."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ("--rounds=1", "--import-rows", "12", "--years=3", "--indicators=5", "--events=50")
COLUMN = 12  # characters of each of the five numbers at the end of a row
PAGES = "pages on PostgreSQL; generated: 3 years, 5 indicators, 50 events"
PAGE_NAMES = (
    *("overview", "indicator-list", "assessments", "finance", "programs", "ventures", "outreach"),
    *("overview, fullest period", "indicator-list, fullest period", "assessments, fullest period", "finance, fullest period"),
    *("indicator, longest life", "program, most parties"),
)
MOST_QUERIES = 12  # of a dashboard, whatever there is
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
    "Excel form writing, 400 rows": [
        "bare limit: XlsxWriter, the same cells alone",
        "form_file: load_grid, form_of, workbook",
        "openpyxl, the same workbook",
    ],
    "Excel form reading, 400 rows": [
        "bare limit: calamine, the cells alone",
        "read_upload, load_grid, preview of every cell",
        "openpyxl, the cells alone",
    ],
    PAGES: [
        "bare limit: empty page, signed in, same middleware",
        "the same, generated",
        *(f"{page}, {which}" for page in PAGE_NAMES for which in ("real figures", "generated")),
    ],
}


class Row(NamedTuple):
    group: str
    what: str
    ms: str
    p95: str
    ratio: str
    growth: str
    queries: str


@pytest.fixture(scope="module")
def printed() -> list[str]:
    # A database of somebody's in the shell, which the run must not even open.
    foreign = os.environ | {"DATABASE_URL": "sqlite:////nowhere/to/be/found.sqlite3"}
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks",
            *["--rounds", "1", "--import-rows", "12", "--years", "3", "--indicators", "5", "--events", "50"],
        ],
        check=False,
        cwd=ROOT,
        env=foreign,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


@pytest.fixture(scope="module")
def rows(printed: list[str]) -> list[Row]:
    found, group = [], ""
    for line in printed[3:]:
        if line.startswith("  "):
            cells = (line[-COLUMN * left :][:COLUMN].strip() for left in range(5, 0, -1))
            found.append(Row(group, line[: -COLUMN * 5].strip(), *cells))
        elif line:
            group = line
    return found


def test_table_has_every_group_and_row(rows: list[Row]) -> None:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row.what)

    assert found == EXPECTED


def test_bare_limits_have_ratio_one_and_loading_asks_the_same_number_of_queries(rows: list[Row]) -> None:
    queries = {row.what: int(row.queries) for row in rows}

    assert {row.ratio for row in rows if row.what.startswith("bare limit")} == {"1.00"}
    assert queries["figures.load (4 years)"] == queries["figures.load (30 years)"] == 2


def test_only_pages_have_a_95th_percentile_and_only_generated_data_grows(rows: list[Row]) -> None:
    assert {row.group for row in rows if row.p95} == {PAGES}
    assert [row.what for row in rows if row.growth] == [row.what for row in rows if row.what.endswith(", generated")]
    assert all(float(row.ms) <= float(row.p95) for row in rows if row.p95)


def test_pages_stay_within_their_queries(rows: list[Row]) -> None:
    assert {row.what: row.queries for row in rows if row.group == PAGES and int(row.queries) > MOST_QUERIES} == {}


def test_machine_is_named(printed: list[str]) -> None:
    assert re.fullmatch(r"Python 3\.\d+\.\d+, Django 5\.2\.\d+, SQLite [\d.]+, .+, \d+ cores; median of 1 rounds, .+", printed[0])
