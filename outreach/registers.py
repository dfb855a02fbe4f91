"""Which registers of this app have pages, and to which rows their parts belong."""

from ledger.registers import Part, RegisterPage
from outreach import models

PAGES = (
    RegisterPage("metrics", models.Metric, ("field", "mark", "parent", "item"), ("field",)),
    RegisterPage("activities", models.Activity, ("field", "mark", "parent", "school", "grade", "contents"), ("field",)),
    RegisterPage("events", models.Event, ("kind", "year", "month", "place", "metric", "activity"), ("kind", "metric")),
    RegisterPage("media", models.MediaItem, ("kind", "outlet", "published_on", "event"), ("kind",)),
)
PARTS = (Part(models.Listed, "metric", ("name", "organization"), ("name", "organization", "document", "section")),)
