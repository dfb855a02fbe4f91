"""The command as people run it: the real fixtures twice, and small ones with mistakes in them."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from audit.models import Entry
from iconm.management.commands.load_iconm import REGISTERS
from ledger.calculations import fingerprint
from ledger.history import COLUMNS
from ledger.models import Item, Revision, Sheet, SourceDocument, Value
from reporting.models import ReportTemplate
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import line

DOCUMENTS = """
[[document]]
code = "committee-2026"
name = "運営について"
body = "本部"
dated_on = 2026-02-10
"""
FINANCE = """
[[item]]
code = "income-city"
dataset = "statement"
name = "市負担金"
unit = "千円"
kind = "flow"
"""
HEADER = ",".join(COLUMNS)
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
# What the report says of the other files of `folder`, before finance.toml and behind it.
BEFORE = [f"{name}: empty" for name in ("organizations", "programs", "governance", "kpis", "initiatives")]
BEHIND = [f"{name}: empty" for name in ("operation", "ventures", "outreach", "mentions")]
FIGURES = "figures/statement.csv"
R5 = "2023,settled,2024-03-31,2026-02-10,income-city,amount,,,,,130000,,,,,,committee-2026,5"
R6 = R5.replace("2023,", "2024,").replace("2024-", "2025-")


@pytest.fixture
def folder(tmp_path: Path, db: None, settings: Settings) -> Path:
    """A folder of fixtures with one figure of two years."""
    files = dict.fromkeys([name for name, _loads in REGISTERS], "")
    files |= {"documents.toml": DOCUMENTS, "finance.toml": FINANCE, FIGURES: f"{HEADER}\n{R5}\n{R6}\n"}
    (tmp_path / "figures").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings.FIXTURES_DIR = tmp_path
    return tmp_path


def load() -> list[str]:
    output = io.StringIO()
    call_command("load_iconm", stdout=output, no_color=True)
    return output.getvalue().splitlines()


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def every_row() -> dict[str, Any]:
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


def test_real_fixtures_twice(loaded: None) -> None:
    before = every_row()

    report = load()

    assert every_row() == before
    assert len(report) == len([*FIXTURES.rglob("*.toml"), *FIXTURES.rglob("*.csv")]) > 20
    assert all(" unchanged" in told and "loaded" not in told and "kept" not in told for told in report)


def test_real_fixtures_are_approved_history_with_a_source(loaded: None) -> None:
    assert Revision.objects.count() == Revision.objects.approved().filter(source="history").count() > 20
    assert not Sheet.objects.filter(revisions=None).exists()
    papers = list(Revision.objects.order_by("sheet", "number").values_list("sheet", "known_on"))
    assert papers == sorted(set(papers))  # a sheet has one revision a paper, the earlier paper's first
    assert not Value.objects.filter(document=None).exists()
    assert not Value.objects.filter(section="").exists()
    for revision in Revision.objects.all():
        assert revision.sha256 == fingerprint(revision.values.select_related("item", "document")), revision


def test_report_of_the_first_and_the_second_time(folder: Path) -> None:
    assert load() == ["documents: 1 loaded", *BEFORE, "finance: 1 loaded", *BEHIND, "statement: 2 loaded"]
    assert load() == ["documents: 1 unchanged", *BEFORE, "finance: 1 unchanged", *BEHIND, "statement: 2 unchanged"]


def test_report_of_changed_fixtures_and_peoples_work(folder: Path, world: World) -> None:
    load()
    sheet = Sheet.objects.get(fiscal_year=2024)
    factories.enter_and_approve(sheet, line(number=140000), clerk=world.clerk, approver=world.approver, reason="訂正")
    Item.objects.update(name="市費")
    edit(folder, FIGURES, "130000", "131000")
    edit(folder, "documents.toml", 'body = "本部"', 'body = "臨海部国際戦略本部"')

    assert load() == [
        "documents: 1 loaded",
        *BEFORE,
        "finance: 1 kept",
        "  1 were edited by people and stay as they are.",
        *BEHIND,
        "statement: 1 loaded, 1 kept",
        "  1 were edited by people and stay as they are.",
    ]
    assert SourceDocument.objects.get().body == "臨海部国際戦略本部"
    assert Item.objects.get().name == "市費"
    told = Revision.objects.order_by("sheet__fiscal_year", "number").values_list("sheet__fiscal_year", "number", "source", "values__value")
    assert list(told) == [
        *((2023, 1, "history", 130000), (2023, 2, "history", 131000)),
        *((2024, 1, "history", 130000), (2024, 2, "entry", 140000)),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(FIGURES, R6, R6.replace("130000", "13万"), "statement.csv, line 3: not a number: '13万'", id="number"),
        pytest.param(
            "figures/statement.csv", R6, R6.replace("income-city", "x"), "statement.csv, line 3: no item 'x' in the registers", id="item"
        ),
        pytest.param(FIGURES, R6, R6.replace("amount", "sum"), "statement.csv, line 3: 'sum' is not a valid", id="measure"),
        pytest.param(FIGURES, "known_on", "known", "statement.csv, line 1: the header has to be", id="header"),
        pytest.param("finance.toml", 'unit = "', "unit = ", "finance.toml: Invalid value (at line 6", id="TOML"),
        pytest.param("finance.toml", "[[item]]", "[[itme]]", "finance.toml, line 2: no register takes [[itme]]", id="array"),
        pytest.param("finance.toml", "flow", "flood", "finance.toml, line 2, [[item]]: kind: 'flood'", id="choice"),
    ],
)
def test_mistake_loads_nothing(folder: Path, file: str, old: str, new: str, message: str) -> None:
    edit(folder, file, old, new)
    before = every_row()

    with pytest.raises(CommandError) as error:
        load()

    assert error.value.returncode == 2
    assert str(error.value).startswith(message)
    assert str(error.value).endswith("\nNothing was loaded.")
    assert every_row() == before


def test_mistake_leaves_what_was_loaded(folder: Path) -> None:
    load()
    before = every_row()
    edit(folder, FIGURES, R5, R5.replace("130000", "1"))
    edit(folder, FIGURES, R6, R6.replace("130000", "?"))

    with pytest.raises(CommandError):
        load()

    assert every_row() == before


def test_dataset_nobody_registered(folder: Path) -> None:
    (folder / "figures" / "weather.csv").write_text(f"{HEADER}\n{R5}\n", encoding="utf-8")

    with pytest.raises(CommandError, match="^weather.csv: no dataset 'weather'"):
        load()


def test_trail_of_loading(folder: Path) -> None:
    load()

    told = Entry.objects.order_by("id").values_list("action", "actor", "target")
    revisions = Revision.objects.order_by("pk").values_list("pk", flat=True)
    assert list(told) == [
        ("ledger.register.loaded", None, "documents.toml"),
        ("ledger.register.loaded", None, "finance.toml"),
        *(("ledger.history.loaded", None, f"ledger.revision:{pk}") for pk in revisions),
    ]
    assert not ReportTemplate.objects.exists()
