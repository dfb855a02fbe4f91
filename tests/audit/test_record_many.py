import pytest

from audit import registry
from audit.actions import RowChange, record_many
from audit.models import Entry
from tests.conftest import World


def test_many_rows_are_recorded_as_one_by_one(world: World) -> None:
    registry.register_model(Entry)
    codes = [f"audit.entry.{verb}" for verb in (registry.ADDED, registry.CHANGED)]
    changes = [
        RowChange(codes[0], "audit.entry:1", None, {"name": "甲", "note": None}),
        RowChange(codes[1], "audit.entry:2", {"name": "乙", "note": "x"}, {"name": "丙", "note": "x"}),
    ]

    assert record_many(by=world.clerk, changes=changes, reason="取込み：a.csv") == 2

    entries = Entry.objects.order_by("id").values_list("actor", "action", "target", "difference", "reason")
    assert list(entries) == [
        (world.clerk.pk, codes[0], "audit.entry:1", {"name": [None, "甲"]}, "取込み：a.csv"),
        (world.clerk.pk, codes[1], "audit.entry:2", {"name": ["乙", "丙"]}, "取込み：a.csv"),
    ]


def test_many_rows_of_an_unknown_action_are_refused(world: World) -> None:
    with pytest.raises(registry.UnknownActionError):
        record_many(by=world.clerk, changes=[RowChange("nobody.knows.it", "", None, {"name": "甲"})])

    assert not Entry.objects.exists()
