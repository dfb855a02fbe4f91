"""Generated data in small numbers: beside the real figures, of one piece, and added only once."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import addresses, load_data
from benchmarks.generated import events
from benchmarks.generated.load import NotPossibleError, load
from benchmarks.generated.size import MARK, PREFIX, Size
from iconm.lib.document import Document
from kpis.models import Indicator, PlanPeriod
from ledger import registers
from ledger.models import Revision, SourceDocument, Value
from outreach.models import Event
from reporting import documents, figures
from reporting.models import ReportTemplate
from tests.conftest import World
from tests.ledger.factories import NOON

TINY = Size(years=3, indicators=5, events=50)
REGISTERS = [page.model for page in registers.pages()]


@pytest.fixture
def generated(loaded: None) -> None:
    load(TINY, at=NOON)


def test_load_adds_what_was_asked_for(generated: None) -> None:
    assert Event.objects.filter(code__startswith=PREFIX).count() == 50
    assert Indicator.objects.filter(code__startswith=PREFIX).count() == 5
    assert set(Value.objects.filter(note=MARK, measure="actual").values_list("revision__sheet__fiscal_year", flat=True)) == {
        2030,
        2031,
        2032,
    }
    assert Revision.objects.filter(sheet__fiscal_year=2032, sheet__dataset="kpi", sheet__as_of=date(2032, 12, 31)).exists()


def test_load_again_adds_nothing(generated: None) -> None:
    values = Value.objects.count()

    assert +load(TINY, at=NOON) == {}
    assert Value.objects.count() == values


def test_load_adds_the_events_that_are_missing_as_copies_with_keys_of_their_own(loaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SET", 20)
    load(TINY, at=NOON)

    assert load(Size(3, 5, 75), at=NOON)["events"] == 25
    rows = list(Event.objects.filter(code__startswith=PREFIX).order_by("code"))
    assert [row.code for row in rows[19:21]] == ["generated-event-000-0019", "generated-event-001-0000"]
    assert len(rows) == 75
    for row in rows:
        stored = row.search_key, row.sort_key
        row.fill_keys()
        assert (row.search_key, row.sort_key) == stored


def test_load_refuses_another_size(generated: None) -> None:
    with pytest.raises(NotPossibleError, match="3年度・5指標"):
        load(Size(4, 5, 50), at=NOON)


def test_load_refuses_a_database_without_the_real_figures(db: None) -> None:
    with pytest.raises(NotPossibleError, match="make setup"):
        load(TINY, at=NOON)
    assert not SourceDocument.objects.exists()


def test_plans_follow_one_another_without_overlap(generated: None) -> None:
    plans = list(PlanPeriod.objects.order_by("first_year"))

    assert [(one.code, two.code) for one, two in pairwise(plans) if two.first_year != one.last_year + 1 or two.predecessor != one] == []


def test_generated_rows_are_valid_and_say_that_they_are(generated: None) -> None:
    rows = [row for model in REGISTERS for row in model._default_manager.filter(code__startswith=PREFIX)]

    assert len({type(row) for row in rows}) == 13
    for row in rows:
        row.full_clean()
        assert row.name.startswith(MARK)


def test_papers_print_the_same_beside_generated_data(loaded: None) -> None:
    before = _papers()
    load(TINY, at=NOON)

    assert _papers() == before


def _papers() -> list[Document]:
    on = date(2026, 2, 10)
    return [documents.build(template, figures.load(on=on)) for template in ReportTemplate.objects.order_by("code")]


def test_measured_pages_answer(generated: None, world: World, client: Client) -> None:
    client.force_login(world.manager, backend="accounts.backends.PasswordBackend")

    assert {name: client.get(address).status_code for name, address in addresses.pages().items()} == dict.fromkeys(addresses.pages(), 200)


def test_registers_find_generated_rows(generated: None, world: World, client: Client) -> None:
    client.force_login(world.manager, backend="accounts.backends.PasswordBackend")
    asked = {page.slug: reverse("ledger:register-list", args=[page.slug]) for page in registers.pages()}
    answers = {slug: client.get(address, {"q": MARK}) for slug, address in asked.items()}

    assert {slug for slug, answer in answers.items() if answer.status_code != 200} == set()
    found = {slug for slug, answer in answers.items() if MARK in answer.content.decode().partition("<tbody")[2]}
    assert found >= {"organizations", "ventures", "events", "indicators"}


def test_command_refuses_what_is_no_trial(loaded: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere.sqlite3")

    assert load_data.main(["--years", "3", "--indicators", "5", "--events", "50"]) == 2
    assert "ICONM_DEMO is off" in capsys.readouterr().err
    assert not Event.objects.filter(code__startswith=PREFIX).exists()


def test_command_says_what_it_made(loaded: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere.sqlite3")

    assert load_data.main(["--yes", "--years", "3", "--indicators", "5", "--events", "50"]) == 0
    assert ", 50 events added, as generated data, in " in capsys.readouterr().out


def test_pages_of_thirty_years_and_three_hundred_indicators_take_twelve_queries(loaded: None, client: Client, world: World) -> None:
    """And none of them reads an event, of which there may be a million."""
    load(Size(years=30, indicators=300, events=2_000), at=NOON)
    client.force_login(world.manager)
    for name, address in addresses.pages().items():
        client.get(address)  # Django asks SQLite once what it can do
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 12, name
        assert not [query for query in asked if f'"{Event._meta.db_table}"' in query["sql"]], name
