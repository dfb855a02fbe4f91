"""Figures of papers, from CSV into approved revisions marked 移行; loading again never harms."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions, queries
from ledger.actions import Line
from ledger.calculations import fingerprint
from ledger.choices import Origin, RevisionState
from ledger.history import COLUMNS, FixtureError, load_sheet, read_figures
from ledger.models import Revision, Sheet, Value
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON, R6_END, TODAY, approved_content, line

pytestmark = pytest.mark.django_db

HEADER = ",".join(COLUMNS)
CITY_CELLS = {
    "sheet_year": "2024",
    "sheet_basis": "settled",
    "sheet_as_of": "2025-03-31",
    "known_on": "2026-02-10",
    "item": "income-city",
    "measure": "amount",
    "value": "130000",
    "document": "committee-2026",
    "section": "5",
}
EARLIER = {"known_on": "2025-08-29"}

Write = Callable[..., Path]


def row(**cells: str) -> str:
    return ",".join((CITY_CELLS | cells).get(column, "") for column in COLUMNS)


@pytest.fixture
def write(tmp_path: Path, db: None) -> Write:
    """Return a function that writes figures/statement.csv, with the registers it refers to in place."""
    factories.make_item()
    factories.make_item("income-other")
    factories.make_document()

    def lines(*rows: str, header: str = HEADER, name: str = "statement") -> Path:
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return lines


def load(path: Path) -> list[str]:
    return [load_sheet(past=past, at=NOON) for past in read_figures(path)]


def in_force(on: date = TODAY) -> list[tuple[int, Decimal | None]]:
    return [(figure.revision, figure.value) for figure in queries.known(on=on).figures]


# Reading.


def test_read_figures(write: Write) -> None:
    full = {"fiscal_year": "2022", "period_end": "2031", "basis": "plan", "as_of": "2032-03-31", "qualifier": "最大"}
    path = write(
        row(),
        row(item="income-other", value="", missing="pending", fiscal_year="-"),
        row(**full, sheet_year="2023", value='"△1,300.5"', unit="億円", printed="最大 40億円", note="10年間"),
    )

    one, other = read_figures(path)

    assert (one.dataset, one.fiscal_year, one.basis, one.as_of, one.known_on) == ("statement", 2024, Basis.SETTLED, R6_END, TODAY)
    assert one.places == ("statement.csv, line 2", "statement.csv, line 3")
    assert one.lines == (
        Line(item="income-city", measure="amount", value=Decimal(130000), document="committee-2026", section="5"),
        Line(item="income-other", measure="amount", missing="pending", undated=True, document="committee-2026", section="5"),
    )
    assert other.lines == (
        Line(
            item="income-city",
            measure="amount",
            value=Decimal("-1300.5"),
            fiscal_year=2022,
            period_end=2031,
            basis="plan",
            as_of=date(2032, 3, 31),
            unit="億円",
            qualifier="最大",
            printed="最大 40億円",
            note="10年間",
            document="committee-2026",
            section="5",
        ),
    )


def test_read_figures_puts_first_what_was_known_first(write: Write) -> None:
    path = write(row(), row(**EARLIER, value="120000"))

    assert [past.known_on.isoformat() for past in read_figures(path)] == ["2025-08-29", "2026-02-10"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        pytest.param({"value": "13万"}, ": not a number: '13万'", id="number"),
        pytest.param({"measure": "sum"}, ": 'sum' is not a valid Measure", id="measure"),
        pytest.param({"basis": "guess"}, ": 'guess' is not a valid Basis", id="basis"),
        pytest.param({"sheet_basis": ""}, ": '' is not a valid Basis", id="sheet without basis"),
        pytest.param({"missing": "lost"}, ": 'lost' is not a valid Missing", id="reason"),
        pytest.param({"fiscal_year": "R6"}, ": .*'R6'", id="year"),
        pytest.param({"as_of": "2025-02-29"}, ": day is out of range for month", id="date"),
        pytest.param({"note": "a, b"}, ": a row has 18 cells; a text with a comma needs quotation marks", id="too wide"),
        pytest.param({"item": "income-else"}, ": no item 'income-else' in the registers", id="item"),
        pytest.param({"document": "lost"}, ": no source document 'lost' in the registers", id="document"),
        pytest.param({"missing": "pending"}, ", income-other: 値か、値がない理由のどちらか一方", id="value and reason"),
        pytest.param({"value": ""}, ", income-other: 値か、値がない理由のどちらか一方", id="neither"),
        pytest.param({"period_end": "2023"}, ", income-other: 終了年度は", id="period runs backward"),
        pytest.param({"item": "income-city"}, r": income-city is stated already \(statement.csv, line 2\)", id="twice"),
    ],
)
def test_error_names_file_and_line(write: Write, cells: dict[str, str], message: str) -> None:
    with pytest.raises(FixtureError, match=f"^statement.csv, line 3{message}"):
        load(write(row(), row(**{"item": "income-other"} | cells)))

    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        pytest.param(
            {"header": HEADER.replace("known_on", "known")}, "^statement.csv, line 1: the header has to be sheet_year,", id="header"
        ),
        pytest.param({"header": ""}, "^statement.csv, line 1: the header has to be sheet_year,", id="no header"),
        pytest.param({"name": "weather"}, "^weather.csv: no dataset 'weather'; there are .*statement", id="dataset"),
    ],
)
def test_error_of_the_file(write: Write, file: dict[str, str], message: str) -> None:
    with pytest.raises(FixtureError, match=message):
        read_figures(write(row(), **file))


def test_error_of_the_encoding(write: Write) -> None:
    path = write(row(note="年"))
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))

    with pytest.raises(FixtureError, match=r"^statement.csv, after line \d: not a CSV file in UTF-8"):
        read_figures(path)


# Loading.


def test_load(write: Write) -> None:
    assert load(write(row(), row(item="income-other", value="0"))) == ["loaded"]

    revision = Revision.objects.get()
    assert (revision.number, revision.state, revision.source, revision.known_on) == (1, RevisionState.APPROVED, Origin.HISTORY, TODAY)
    assert (revision.submitted_by, revision.approved_by, revision.approved_at) == (None, None, NOON)
    assert revision.sha256 == fingerprint(revision.values.all())
    assert sorted(revision.values.values_list("item__code", "value", "unit", "document__code")) == [
        ("income-city", 130000, "千円", "committee-2026"),
        ("income-other", 0, "千円", "committee-2026"),
    ]


def test_load_is_in_the_trail(write: Write) -> None:
    load(write(row()))

    entry, revision = Entry.objects.get(), Revision.objects.get()
    assert (entry.action, entry.actor, entry.target) == ("ledger.history.loaded", None, f"ledger.revision:{revision.pk}")
    assert entry.difference == {
        "sheet": [None, "statement R6(2024) 決算 2025-03-31"],
        "values": [None, 1],
        "sha256": [None, revision.sha256],
        "known_on": [None, "2026-02-10"],
    }


def test_load_again_changes_nothing(write: Write) -> None:
    path = write(row(), row(sheet_year="2023", sheet_as_of="2024-03-31"))
    assert load(path) == ["loaded", "loaded"]
    before = approved_content(), list(Entry.objects.values())

    assert load(path) == ["unchanged", "unchanged"]

    assert (approved_content(), list(Entry.objects.values())) == before


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"value": '"130,000.000"'}, id="the same number"),
        pytest.param({"fiscal_year": "2024", "basis": "settled", "as_of": "2025-03-31", "unit": "千円"}, id="defaults written out"),
    ],
)
def test_load_again_in_other_words_is_unchanged(write: Write, cells: dict[str, str]) -> None:
    load(write(row()))

    assert load(write(row(**cells))) == ["unchanged"]


@pytest.mark.parametrize(
    "cells",
    [
        *({"value": "130001"}, {"note": "訂正"}, {"section": "6"}, {"unit": "円"}, {"printed": "1.3億円"}),
        *({"value": "", "missing": "unknown"}, {"measure": "count"}, {"as_of": "2025-05-31"}),
    ],
    ids=str,
)
def test_load_changed_fixture_makes_a_new_revision(write: Write, cells: dict[str, str]) -> None:
    load(write(row()))
    before = approved_content()

    assert load(write(row(**cells))) == ["loaded"]

    first, second = Revision.objects.all()
    assert (first.number, second.number, first.sheet) == (1, 2, second.sheet)
    after = approved_content()
    assert (after.revisions[0], after.values[0]) == (before.revisions[0], before.values[0])
    assert [number for number, _ in in_force()] == [2]


def test_load_fixture_changed_back(write: Write) -> None:
    for value in ("130000", "131000", "130000"):
        assert load(write(row(value=value))) == ["loaded"]

    assert in_force() == [(3, 130000)]
    assert load(write(row())) == ["unchanged"]


def test_load_two_papers_about_one_sheet(write: Write) -> None:
    """A figure that a later paper restates: each day knows its own."""
    path = write(row(), row(**EARLIER, value="120000"))

    assert load(path) == ["loaded", "loaded"]
    assert load(path) == ["unchanged", "unchanged"]

    assert in_force(date(2025, 8, 28)) == []
    assert in_force(date(2025, 8, 29)) == [(1, 120000)]
    assert in_force(TODAY) == [(2, 130000)]


def test_load_corrected_earlier_paper_leaves_the_later_one_in_force(write: Write) -> None:
    load(write(row(), row(**EARLIER, value="120000")))

    assert load(write(row(), row(**EARLIER, value="125000"))) == ["loaded", "loaded"]

    assert in_force(date(2025, 8, 29)) == [(3, 125000)]
    assert in_force(TODAY) == [(4, 130000)]


def test_load_keeps_what_people_approved_since(write: Write, world: World) -> None:
    load(write(row()))
    correction = factories.enter_and_approve(
        *(Sheet.objects.get(), line(number=140000)), clerk=world.clerk, approver=world.approver, reason="決算の訂正"
    )
    before = approved_content()

    assert load(write(row())) == ["unchanged"]
    assert load(write(row(value="131000"))) == ["kept"]

    assert approved_content() == before
    assert in_force() == [(correction.number, 140000)]


def test_load_keeps_a_draft_of_people(write: Write, world: World) -> None:
    load(write(row()))
    draft = factories.enter(Sheet.objects.get(), line(number=140000), by=world.clerk, reason="決算の訂正")

    assert load(write(row(value="131000"))) == ["kept"]

    assert draft.values.get().value == 140000
    assert in_force() == [(1, 130000)]


def test_load_goes_on_after_a_discarded_draft(write: Write, world: World) -> None:
    load(write(row()))
    draft = factories.enter(Sheet.objects.get(), line(number=140000), by=world.clerk, reason="決算の訂正")
    actions.discard_revision(revision=draft, by=world.clerk, at=NOON)

    assert load(write(row(value="131000"))) == ["loaded"]

    assert in_force() == [(2, 131000)]


def test_load_into_a_sheet_that_people_opened(write: Write, world: World) -> None:
    actions.open_sheet(dataset="statement", fiscal_year=2024, basis=Basis.SETTLED, as_of=R6_END, by=world.clerk, at=NOON)

    assert load(write(row())) == ["loaded"]

    assert (Sheet.objects.count(), Value.objects.count()) == (1, 1)
