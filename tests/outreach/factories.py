"""Metrics, activities and figures with fixed, readable values."""

from datetime import date
from decimal import Decimal
from typing import Any

from iconm.lib.figure import Figure
from ledger.models import Item
from outreach.models import Activity, Metric

R4_END = date(2023, 3, 31)


def make_metric(code: str = "visits", *, unit: str = "件", **fields: Any) -> Metric:
    item = Item.objects.create(code=f"outreach-{code}", dataset="outreach", name=f"項目 {code}", unit=unit, kind="flow")
    defaults = {"code": code, "name": f"実績 {code}", "item": item, "field": "publicity", "mark": "ア", "order": 10}
    return Metric.objects.create(**defaults | fields)


def make_activity(code: str = "training", **fields: Any) -> Activity:
    return Activity.objects.create(**{"code": code, "name": f"取組 {code}", "field": "publicity", "mark": "ア", "order": 10} | fields)


def figure(code: str = "visits", value: int = 5, *, year: int = 2022, **fields: Any) -> Figure:
    """Return a count of a full year unless the fields say otherwise."""
    defaults = {
        "dataset": "outreach",
        "item_code": f"outreach-{code}",
        "item_label": f"項目 {code}",
        "measure": "count",
        "basis": "actual",
        "unit": "件",
        "fiscal_year": year,
        "as_of": date(year + 1, 3, 31),
        "value": Decimal(value),
    }
    return Figure(**defaults | fields)
