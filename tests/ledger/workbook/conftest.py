from datetime import date

import pytest

from iconm.lib.choices import Basis
from ledger import actions
from ledger.models import Revision
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON
from tests.ledger.workbook.forms import DATASET


@pytest.fixture
def draft(world: World) -> Revision:
    """R7 of a dataset without a layout of its own, empty: ライセンス 件, 収入 千円, 入居率 %, 満足度 % with one decimal; R6 is known."""
    past = factories.make_past(factories.make_sheet(2024, dataset=DATASET, basis=Basis.ACTUAL))
    known = (("licences", "ライセンス", "件", 0, 10), ("income", "収入", "千円", 0, 1000), ("rate", "入居率", "%", 0, 90))
    for order, (code, name, unit, decimals, number) in enumerate((*known, ("content", "満足度", "%", 1, "99.5"))):
        item = factories.make_item(code, dataset=DATASET, name=name, unit=unit, decimals=decimals, order=order)
        factories.make_value(past, item, number, measure="count")
    factories.approve_as_history([past], date(2025, 6, 1))
    sheet = factories.make_sheet(2025, dataset=DATASET, basis=Basis.ACTUAL)
    revision = actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)
    return Revision.objects.select_related("sheet").get(pk=revision.pk)
