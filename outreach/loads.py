"""Which registers of this app come from which fixture, in the order they refer to each other."""

from ledger.fixture_rows import RegisterLoad
from ledger.loads import ITEMS, TOTAL_PARTS
from outreach import models

OUTREACH = (
    ITEMS,
    TOTAL_PARTS,
    RegisterLoad("metric", models.Metric),
    RegisterLoad("listed", models.Listed, key=("metric", "order")),
    RegisterLoad("activity", models.Activity),
    RegisterLoad("event", models.Event),
    RegisterLoad("media_item", models.MediaItem),
)
