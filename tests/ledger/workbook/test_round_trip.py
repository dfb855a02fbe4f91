"""A form that comes back as it went out changes nothing, whatever the papers hold."""

from datetime import UTC, datetime

import pytest

from ledger import actions
from ledger.models import Sheet
from tests.conftest import World
from tests.ledger.workbook import forms

LATER = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "dataset", ["kpi", "statement", "outreach", "research-funding", "city-support", "programs", "ventures", "facility"]
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_unchanged_form_of_real_figures_changes_nothing(kind: str, dataset: str, loaded: None, world: World) -> None:
    sheets = Sheet.objects.filter(dataset=dataset)
    assert sheets
    for sheet in sheets:
        revision = actions.start_revision(sheet=sheet, by=world.clerk, at=LATER, reason="確認")
        content = forms.form(revision, world.clerk)
        preview = forms.look(revision, content if kind == "xlsx" else forms.as_csv(content, "utf-8-sig"), f"a.{kind}")
        assert (preview.differences, preview.problems) == ((), ()), sheet
        assert preview.unchanged == 5 * len(preview.grid.rows) > 0
