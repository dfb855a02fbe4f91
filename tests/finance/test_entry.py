"""The grids of money, with the real accounts and sources."""

from datetime import date

import pytest

from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Typed
from ledger.grid.checks import find
from ledger.grid.rows import Grid, load_grid
from ledger.models import Revision
from tests.conftest import World
from tests.ledger.factories import NOON

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = date(2026, 8, 1)


def grid_of(world: World, dataset: str, basis: Basis, **typed: str) -> Grid:
    """Enter texts into a draft of R7, by item with underscores."""
    sheet = actions.open_sheet(dataset=dataset, fiscal_year=2025, basis=basis, as_of=date(2026, 3, 31), by=world.clerk, at=NOON)
    revision = actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)
    loaded = Revision.objects.select_related("sheet").get(pk=revision.pk)
    keys = {row.key.item.replace("-", "_"): str(row.key) for row in load_grid(loaded, on=TODAY).rows}
    entries = [Typed(key=keys[name], typed=text) for name, text in typed.items()]
    actions.save_cells(revision=loaded, entries=entries, by=world.clerk, at=NOON)
    return load_grid(Revision.objects.select_related("sheet").get(pk=revision.pk), on=TODAY)


def said(grid: Grid, rule: str) -> list[str]:
    return [finding.message for finding in find(grid) if finding.rule == rule]


def test_statement_has_the_lines_of_the_paper(world: World) -> None:
    grid = grid_of(world, "statement", Basis.SETTLED)

    sides = [row.place.group for row in grid.rows]
    assert [sides.count(side) for side in ("収入", "支出", "差引")] == [8, 10, 1]
    assert all(row.is_expected for row in grid.rows if row.key.item != "income-incubation-grant")


def test_forecast_of_the_same_year_stands_beside_the_settlement(world: World) -> None:
    row = next(row for row in grid_of(world, "statement", Basis.SETTLED).rows if row.key.item == "income-total")

    assert row.previous and (row.previous.basis, row.previous.value) == ("forecast", 994546)


def test_carry_over_that_is_last_years_rest(world: World) -> None:
    assert said(grid_of(world, "statement", Basis.SETTLED, income_carried_forward="94,435"), "carry-over") == []


def test_carry_over_that_is_not(world: World) -> None:
    """R6 left 94,435."""
    grid = grid_of(world, "statement", Basis.SETTLED, income_carried_forward="94,000")

    (finding,) = (finding for finding in find(grid) if finding.rule == "carry-over")
    assert finding.message.startswith("前年度の") and "94,435千円" in finding.message
    assert (finding.suggestion, finding.blocks) == ("94,435", True)


@pytest.mark.parametrize(("total", "rules"), [("251,415", []), ("251,416", ["rounding"]), ("251,417", ["footing"])])
def test_personnel_and_other_costs_make_up_an_expense(world: World, total: str, rules: list[str]) -> None:
    """140,638 + 110,777 = 251,415."""
    grid = grid_of(
        world,
        "statement",
        Basis.SETTLED,
        expense_support=total,
        expense_support_personnel="140,638",
        expense_support_other="110,777",
    )

    assert [finding.rule for finding in find(grid) if finding.rule in ("rounding", "footing")] == rules


def test_research_funding_has_its_marks_and_measures(world: World) -> None:
    grid = grid_of(world, "research-funding", Basis.ACTUAL)

    assert [(row.place.mark, row.key.measure, row.unit) for row in grid.rows] == [
        ("ア", "amount", "千円"),
        ("イ", "amount", "千円"),
        ("ウ", "amount", "千円"),
        ("（ア）", "count", "件"),
        ("（イ）", "count", "件"),
        ("エ", "amount", "千円"),
    ]


def test_source_that_ended_is_not_asked_for(world: World) -> None:
    """COI STREAM paid nothing in R6: its row is there, and may stay empty."""
    row = grid_of(world, "research-funding", Basis.ACTUAL).rows[0]

    assert row.key.item == "research-coi-stream" and not row.is_expected
