"""Numbers that two datasets state: what the papers say agrees, and a draft that disagrees is asked about."""

from datetime import date

import pytest

from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Typed
from ledger.grid import crosschecks
from ledger.grid.rows import load_grid
from ledger.models import Revision
from reporting.crosschecks import other_datasets
from tests.conftest import World
from tests.ledger.factories import NOON

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = date(2026, 6, 1)


def test_papers_agree_with_themselves() -> None:
    """Each sheet of the papers, seen as a draft, has nothing said against it."""
    revisions = Revision.objects.select_related("sheet")

    said = [str(found) for revision in revisions for found in other_datasets(load_grid(revision, on=TODAY), TODAY)]

    assert said == []


def draft(world: World, dataset: str, basis: Basis, as_of: date, **typed: str) -> Revision:
    sheet = actions.open_sheet(dataset=dataset, fiscal_year=2024, basis=basis, as_of=as_of, by=world.clerk, at=NOON)
    revision = actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)
    loaded = Revision.objects.select_related("sheet").get(pk=revision.pk)
    keys = {row.key.item.replace("-", "_"): str(row.key) for row in load_grid(loaded, on=TODAY).rows}
    entries = [Typed(key=keys[name], typed=text) for name, text in typed.items()]
    actions.save_cells(revision=loaded, entries=entries, by=world.clerk, at=NOON)
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def found(revision: Revision) -> list[str]:
    return [finding.message for finding in crosschecks.run(load_grid(revision, on=TODAY), on=TODAY)]


@pytest.mark.parametrize("typed", ["130,000", "1.3億円"])
def test_same_money_in_another_unit_agrees(world: World, typed: str) -> None:
    assert found(draft(world, "statement", Basis.ACTUAL, date(2025, 3, 31), income_city=typed)) == []


def test_city_contribution_that_differs(world: World) -> None:
    assert found(draft(world, "statement", Basis.ACTUAL, date(2025, 3, 31), income_city="140,000")) == [
        "「市の支援」の「研究支援事業 本市負担金（市の負担分）」（1.3億円）と一致しません。正しい場合は理由を入力してください。"
    ]


def test_sum_of_two_sources_that_differs(world: World) -> None:
    """250,441 + 114,700 = 365,141."""
    (message,) = found(draft(world, "statement", Basis.ACTUAL, date(2025, 3, 31), income_research="365,140"))

    assert "（365,141千円）と一致しません" in message


def test_another_day_is_not_compared(world: World) -> None:
    assert found(draft(world, "statement", Basis.ACTUAL, date(2024, 12, 31), income_city="1")) == []


def test_disagreement_keeps_the_sheet_from_being_submitted(world: World) -> None:
    revision = draft(world, "statement", Basis.ACTUAL, date(2025, 3, 31), income_city="140,000")

    with pytest.raises(actions.UnsettledError) as refusal:
        actions.submit_revision(revision=revision, by=world.clerk, at=NOON)

    assert "across" in [finding.rule for finding in refusal.value.findings]
