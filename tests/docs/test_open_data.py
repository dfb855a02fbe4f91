"""docs/open-data.md promises codes to whoever reads the files by machine: every table there is compared with the code and the fixtures."""

import csv
import io
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import TextChoices

from iconm.lib.choices import Basis, Measure, State
from iconm.lib.figure import OPEN_COLUMNS
from ledger import registry
from ledger.choices import Kind
from reporting import figures
from reporting.renderers import csv_text
from tests.docs.markdown import DOCS, rows

PAGE = "open-data.md"


@pytest.fixture
def exported(loaded: None) -> str:
    return csv_text.open_data(figures.load(on=date(2026, 2, 10)).every()).decode("utf-8")


def test_columns_are_those_of_the_file_in_order() -> None:
    assert tuple(row[0] for row in rows(PAGE, "Columns")) == OPEN_COLUMNS


@pytest.mark.parametrize(("heading", "choices"), [("measure", Measure), ("basis", Basis), ("state", State)])
def test_code_tables(heading: str, choices: type[TextChoices]) -> None:
    assert [row[:2] for row in rows(PAGE, heading)] == [(code, str(label)) for code, label in choices.choices]


def test_dataset_table() -> None:
    assert {row[:2] for row in rows(PAGE, "dataset")} == {(dataset.code, str(dataset.label)) for dataset in registry.datasets()}


def test_item_table_is_that_of_the_fixtures() -> None:
    found = [
        (item["dataset"], item["code"], item["name"], item["unit"], str(Kind(item["kind"]).label))
        for path in sorted(Path(settings.FIXTURES_DIR).glob("*.toml"))
        for item in tomllib.loads(path.read_text(encoding="utf-8")).get("item", ())
    ]

    assert sorted(rows(PAGE, "item_code")) == sorted(found)


def test_file_is_encoded_as_the_page_says(exported: str) -> None:
    content = exported.encode("utf-8")

    assert content.startswith(b"\xef\xbb\xbfdataset,item_code,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n")


def test_sample_lines_are_lines_of_the_file(exported: str) -> None:
    sample = (DOCS / PAGE).read_text(encoding="utf-8").split("## Sample\n\n```\n")[1].split("\n```")[0].splitlines()

    assert len(sample) == 10
    assert set(sample) <= set(exported.removeprefix("\ufeff").splitlines())


def test_columns_are_empty_only_where_the_page_says_so(exported: str) -> None:
    never = {row[0] for row in rows(PAGE, "Columns") if row[-1] == "never"}
    records = list(csv.DictReader(io.StringIO(exported.removeprefix("\ufeff"))))

    assert {name for name in OPEN_COLUMNS if all(record[name] for record in records)} >= never
    assert never == {"dataset", "item_code", "item_label", "measure", "basis", "unit", "state", "revision"}


def test_value_is_empty_exactly_where_the_state_gives_a_reason(exported: str) -> None:
    records = list(csv.DictReader(io.StringIO(exported.removeprefix("\ufeff"))))
    reasons = {"pending", "not_applicable", "unknown", "not_comparable", "withheld"}

    assert all((record["value"] == "") == (record["state"] in reasons) for record in records)


def test_the_seven_codes_identify_a_figure(exported: str) -> None:
    names = ("dataset", "item_code", "measure", "fiscal_year", "period_end", "basis", "as_of")
    keys = [tuple(record[name] for name in names) for record in csv.DictReader(io.StringIO(exported.removeprefix("\ufeff")))]

    assert len(keys) == len(set(keys)) > 200
