"""The grid of the achievements: each line under its heading, its counts beside its people."""

from collections.abc import Sequence

from ledger.grid.layout import Place
from ledger.models import Sheet
from outreach.models import Metric


def layout(sheet: Sheet) -> Sequence[Place]:
    """Return the lines in the order of the papers. Which of counts and people one has, its values so far tell. One query."""
    metrics = Metric.objects.in_force(sheet.as_of).select_related("item__parent")
    return [
        Place(
            item=metric.item,
            label=metric.name,
            group=str(metric.get_field_display()),
            mark=metric.mark,
            depth=1 if metric.parent_id else 0,
        )
        for metric in metrics.order_by("order")
    ]
