"""The rows of the indicators and of the plans they stand in, as the fixtures would have them."""

from collections.abc import Iterator
from typing import Any

from benchmarks.generated.indicators import Generated, indicators, successions
from benchmarks.generated.size import DOCUMENT, KNOWN_ON, MARK, PLAN_YEARS, READING, Size, code, named
from iconm.lib.fiscal_year import FiscalYear
from kpis.choices import SuccessionKind
from kpis.models import DATASET, Objective

Rows = list[dict[str, Any]]


def document(size: Size) -> dict[str, Rows]:
    return {"document": [{"code": DOCUMENT, "name": size.name, "reading": READING, "body": MARK, "occasion": MARK, "dated_on": KNOWN_ON}]}


def plans(size: Size, *, first_year: int, predecessor: str) -> dict[str, Rows]:
    """Return the arrays of kpis.toml. predecessor: code of the last plan there is."""
    found = indicators(size)
    return {
        "item": [_item(each) for each in found],
        "plan": list(_plans(size, first_year, predecessor)),
        "indicator": [_indicator(each) for each in found],
        "plan_indicator": list(_places(found)),
        "wording": [_wording(each, plan) for each in found for plan in each.plans],
        "succession": list(_successions(found)),
    }


def plan_code(number: int) -> str:
    """Return the code of a plan; they are counted from 0."""
    return code("plan", number + 1)


def _names(each: Generated) -> dict[str, str]:
    names = named("指標", "しひょう", each.number)
    return names | {"name": names["name"] + each.word}


def _item(each: Generated) -> dict[str, Any]:
    words = {"dataset": DATASET, "unit": each.unit, "kind": each.kind, "decimals": each.decimals}
    return {"code": each.item, "order": 1000 + each.number, **_names(each), **words}


def _indicator(each: Generated) -> dict[str, Any]:
    return {"code": each.code, "item": each.item, "direction": each.direction.value, "definition": MARK, **_names(each)}


def _plans(size: Size, first_year: int, predecessor: str) -> Iterator[dict[str, Any]]:
    for number in range(size.plans):
        first = FiscalYear(first_year + number * PLAN_YEARS)
        words = {"name": f"{MARK}計画{number + 1:03}", "reading": f"{READING}けいかく{number + 1:03}"}
        years = {"first_year": int(first), "last_year": int(first) + PLAN_YEARS - 1}
        yield {"code": plan_code(number), **words, **years, "predecessor": plan_code(number - 1) if number else predecessor}


def _places(found: tuple[Generated, ...]) -> Iterator[dict[str, Any]]:
    objectives = list(Objective.objects.order_by("order").values_list("code", flat=True))
    for each in found:
        for plan in each.plans:
            place = {"plan": plan_code(plan), "indicator": each.code, "order": each.number}
            yield {
                **place,
                "objective": objectives[each.number % len(objectives)],
                "target_type": each.target_type.value,
                "significance": MARK,
            }


def _wording(each: Generated, plan: int) -> dict[str, Any]:
    return {"plan_indicator": f"{plan_code(plan)}/{each.code}", "document": DOCUMENT, "label": _names(each)["name"], "is_in_force": True}


def _successions(found: tuple[Generated, ...]) -> Iterator[dict[str, Any]]:
    for number, (old, new) in enumerate(successions(found)):
        yield {"old": old.code, "new": new.code, "kind": SuccessionKind.values[number % len(SuccessionKind.values)], "note": MARK}
