"""The grid of the indicators, with the real plans and targets."""

from datetime import date

import pytest

from iconm.lib.choices import Basis
from kpis.entry import layout, words
from ledger import actions
from ledger.actions import Typed
from ledger.entry.approvals.queries import requests_for
from ledger.entry.reports.stated import figures_of
from ledger.grid.checks import find
from ledger.grid.rows import Grid, load_grid
from ledger.models import Item, Revision, Sheet
from tests.conftest import World
from tests.ledger.factories import NOON

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = date(2026, 6, 1)


def grid_of(world: World, as_of: date, *entries: Typed, year: int = 2025) -> Grid:
    sheet = actions.open_sheet(dataset="kpi", fiscal_year=year, basis=Basis.ACTUAL, as_of=as_of, by=world.clerk, at=NOON)
    revision = actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)
    loaded = Revision.objects.select_related("sheet").get(pk=revision.pk)
    actions.save_cells(revision=loaded, entries=entries, by=world.clerk, at=NOON)
    return load_grid(Revision.objects.select_related("sheet").get(pk=revision.pk), on=TODAY)


def licences(as_of: str) -> str:
    return f"kpi-licences:actual:2025::actual:{as_of}"


def test_rows_stand_in_the_order_of_the_plan_with_its_words(world: World) -> None:
    grid = grid_of(world, date(2026, 3, 31))

    shown = [
        (row.place.mark, row.place.label, row.unit, row.target and row.target.value, row.last and row.last.value) for row in grid.rows[:3]
    ]
    assert shown == [
        ("1", "治験や臨床研究の実施件数（累計）", "件", 15, 14),
        ("2", "ライセンス実施件数（累計）", "件", 17, 19),
        ("3", "特許の出願数（年間）", "件", 20, 16),
    ]
    assert len(grid.rows) == 11  # eight of the third plan, and three whose baseline the fourth takes from its last year


def test_year_of_the_next_plan_has_its_indicators(world: World) -> None:
    grid = grid_of(world, date(2026, 12, 31), year=2026)

    assert [row.place.mark for row in grid.rows] == [str(n) for n in range(1, 10)]
    assert grid.rows[0].target and grid.rows[0].target.value == 16


def test_missed_target_wants_cause_and_response(world: World) -> None:
    patents = "kpi-patent-applications:actual:2025::actual:2026-03-31"

    grid = grid_of(world, date(2026, 3, 31), Typed(key=patents, typed="16"))

    (finding,) = (finding for finding in find(grid) if finding.cell == patents)
    assert (finding.rule, finding.wants, finding.blocks) == ("missed", "explanation", True)
    assert finding.message == "目標（20件）を下回っています。要因と今後の対応を入力してください。"


@pytest.mark.parametrize(("cause", "response", "blocks"), [("出願時期の変更", "", True), ("", "支援を強化", True), ("変更", "強化", False)])
def test_both_halves_of_the_explanation_are_needed(world: World, cause: str, response: str, blocks: bool) -> None:
    patents = "kpi-patent-applications:actual:2025::actual:2026-03-31"

    grid = grid_of(world, date(2026, 3, 31), Typed(key=patents, typed="16", cause=cause, response=response))

    assert [finding.blocks for finding in find(grid) if finding.cell == patents] == [blocks]


def test_value_within_the_year_is_never_missed(world: World) -> None:
    patents = "kpi-patent-applications:actual:2025::actual:2026-01-31"

    grid = grid_of(world, date(2026, 1, 31), Typed(key=patents, typed="12"))

    assert [finding.rule for finding in find(grid) if finding.cell == patents] == []


def test_target_that_is_met_exactly(world: World) -> None:
    grid = grid_of(world, date(2026, 3, 31), Typed(key=licences("2026-03-31"), typed="21"))

    assert [finding.rule for finding in find(grid) if finding.cell == licences("2026-03-31")] == []


def test_words_of_many_sheets_are_those_of_each_grid(django_assert_num_queries) -> None:
    sheets = list(Sheet.objects.filter(dataset="kpi"))
    sheets.append(Sheet(pk=0, dataset="kpi", fiscal_year=2026, basis=Basis.PLAN))  # no baseline of another plan in it

    with django_assert_num_queries(1):
        found = words(sheets)

    assert len(sheets) > 5
    assert found == {(sheet.pk, place.item.code): place.label for sheet in sheets for place in layout(sheet)}


def test_who_approves_reads_the_words_of_the_plan(world: World) -> None:
    Item.objects.filter(code="kpi-licences").update(name="旧い名称")
    grid = grid_of(world, date(2026, 3, 31), Typed(key=licences("2026-03-31"), typed="90", reason="一括契約"))
    revision = grid.revision

    assert [figure.item_label for figure in figures_of([revision.pk])[revision.pk]] == ["ライセンス実施件数（累計）"]

    Revision.objects.filter(pk=revision.pk).update(state="submitted", submitted_by=world.clerk, submitted_at=NOON)
    (request,) = requests_for(world.approver, on=TODAY)

    assert [(said.label, said.cell.reason) for said in request.said] == [("ライセンス実施件数（累計）", "一括契約")]
    assert [difference.figure.item_label for difference in request.differences] == ["ライセンス実施件数（累計）"]
