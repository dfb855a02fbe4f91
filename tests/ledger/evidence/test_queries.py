"""How much there is about each cell of a sheet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.evidence.queries import Marks, marks_of
from ledger.models import Comment, Evidence, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
CELL = "income-city:amount:2024::settled:2025-03-31"


def attach(sheet: Sheet, world: World, *, cell: str = "", removed: bool = False) -> Evidence:
    gone = {"removed_by": world.clerk, "removed_at": NOON} if removed else {}
    fields = {"name": "a.pdf", "sha256": "0" * 64, "size": 1, "content_type": "application/pdf"}
    return Evidence.objects.create(sheet=sheet, cell=cell, added_by=world.clerk, added_at=NOON, **fields, **gone)


def say(sheet: Sheet, world: World, *, cell: str = "", resolved: bool = False) -> Comment:
    settled = {"resolved_by": world.clerk, "resolved_at": NOON} if resolved else {}
    return Comment.objects.create(sheet=sheet, cell=cell, text="確認", by=world.clerk, at=NOON, **settled)


def test_marks_of_each_cell_in_one_query(world: World) -> None:
    sheet, other = factories.make_sheet(2024), factories.make_sheet(2023)
    attach(sheet, world)
    attach(sheet, world, cell=CELL)
    attach(sheet, world, cell=CELL)
    attach(sheet, world, cell=CELL, removed=True)
    say(sheet, world, cell=CELL)
    say(sheet, world, cell=CELL, resolved=True)
    say(other, world)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        marks = marks_of(sheet)

    assert marks == {"": Marks(evidence=1), CELL: Marks(evidence=2, comments=2, open_comments=1)}
    assert len(queries) == 1


def test_marks_of_a_sheet_about_which_there_is_nothing(world: World) -> None:
    sheet = factories.make_sheet()
    attach(sheet, world, removed=True)

    assert marks_of(sheet) == {}
