"""Rows that bear the same name but for its legal form, width, kana, case, blanks and signs: perhaps the same thing entered twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from iconm.lib.text import name_key
from ledger.exchange.lookups import attname_of
from ledger.registers import page_of


@dataclass(frozen=True)
class Similar:
    """found: the name it was found by, which may be a former one or another spelling."""

    pk: int
    code: str
    name: str
    found: str


def similar_rows(model: type[Model], rows: Sequence[Any], *, told_apart_by: Sequence[str] = ()) -> dict[int, list[Similar]]:
    """Return by position in `rows` the rows of the register that bear one of its names, itself left out.

    told_apart_by: fields of which a different value makes another row of an equal name: the day of an event. Two queries at most.
    """
    wanted = [{name_key(name) for name in (row.name, row.name_en) if name} - {""} for row in rows]
    keys = set().union(*wanted)
    if not keys:
        return {}
    standing = _by_key(_standing(model, keys, told_apart_by), keys)
    found: dict[int, list[Similar]] = {}
    for position, (row, own) in enumerate(zip(rows, wanted, strict=True)):
        apart = _apart(row, told_apart_by)
        hits = {each.pk: each for key in own for values, each in standing.get(key, ()) if values == apart and each.pk != row.pk}
        if hits:
            found[position] = sorted(hits.values(), key=lambda each: each.name)
    return found


def doubles(rows: Sequence[Any], *, told_apart_by: Sequence[str] = ()) -> Iterator[list[int]]:
    """Yield the positions of rows of one file that bear one name."""
    named: Mapping[Any, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        apart = _apart(row, told_apart_by)
        if key := name_key(row.name):
            named[key, apart].append(position)
    return (positions for positions in named.values() if len(positions) > 1)


def _apart(row: Any, told_apart_by: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, attname_of(type(row), name)) for name in told_apart_by)


Standing = tuple[tuple[Any, ...], Similar]


def _by_key(standing: Iterable[Standing], keys: set[str]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = defaultdict(list)
    for each in standing:
        if (key := name_key(each[1].found)) in keys:
            found[key].append(each)
    return found


def _standing(model: type[Model], keys: set[str], told_apart_by: Sequence[str]) -> Iterator[Standing]:
    """Yield every name there is; of one key the database narrows them down: the key stands within the search key of the row."""
    columns = [attname_of(model, name) for name in told_apart_by]
    few = Q(search_key__contains=next(iter(keys))) if len(keys) == 1 else Q()
    for pk, code, name, name_en, *apart in _plain(model, few).values_list("pk", "code", "name", "name_en", *columns):
        for found in filter(None, (name, name_en)):
            yield tuple(apart), Similar(pk, code, name, found)
    page = page_of(model)
    if page and page.names:
        relation: Any = model._meta.get_field(page.names)
        owner = relation.field.name
        paths = [f"{owner}__{name}" for name in ("pk", "code", "name")]
        apart_paths = [f"{owner}__{column}" for column in columns]
        for pk, code, name, found, *apart in _plain(relation.related_model, few).values_list(*paths, "name", *apart_paths):
            yield tuple(apart), Similar(pk, code, name, found)


def _plain(model: type[Model], condition: Q) -> QuerySet[Any, Any]:
    return model._default_manager.order_by().filter(condition)
