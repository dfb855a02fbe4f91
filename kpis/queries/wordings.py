"""Reads: what the papers call the indicators, of every plan. There are few: a search looks through them all."""

from iconm.lib.text import search_key, word_keys
from kpis.models import Wording


def item_names() -> list[tuple[int, str]]:
    """Return the ledger's item and its wording, of every plan and paper. One query."""
    return list(Wording.objects.order_by().values_list("plan_indicator__indicator__item", "label").distinct())


def places_worded(text: str) -> set[int]:
    """Return the keys of the places in plans that a paper words so; none for no word. One query."""
    keys = word_keys(text)
    rows = Wording.objects.order_by().values_list("plan_indicator", "label") if keys else ()
    return {place for place, label in rows if all(key in search_key(label) for key in keys)}
