"""Reads of the register pages: counts, lists, one row, what is found by a name. A bounded number of queries whatever the number of rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    ForeignKey,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce, Concat, RowNumber

from audit.models import Entry
from iconm.lib.registers import Register, RegisterQuerySet, every_word, japanese_order
from iconm.lib.text import word_keys
from ledger.browse.columns import NOTHING, name_of, text_of
from ledger.models import Item, LoadedRow
from ledger.queries import Known, known_of
from ledger.registers import RegisterPage, pages
from ledger.sentences import fill, places

FOUND_SHOWN = 10


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for. chosen: values by field. on: the day the rows are to be valid on. sort: a field, `-` in front for down."""

    text: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    on: tuple[date, ...] = ()
    sort: str = ""


@dataclass(frozen=True)
class Hit:
    """A row found by a name. alias: the other name it was found by."""

    code: str
    name: str
    name_en: str
    alias: str = ""


@dataclass(frozen=True)
class Found:
    """The first rows of a register that bear the name; has_more: there are others."""

    page: RegisterPage
    hits: tuple[Hit, ...]
    has_more: bool


class Offer(NamedTuple):
    """What a filter offers: a word by its code alone, or a row with what may tell it from others; years and months are digits."""

    sort_key: str
    code: str
    name: str
    name_en: str
    signed_year: str
    signed_month: str
    first_year: str
    last_year: str


_WHEN = ("signed_year", "signed_month", "first_year", "last_year")
_OFFER = ("offer_filter", *(f"offer_{name}" for name in Offer._fields))


def row_counts(asked: Iterable[RegisterPage]) -> dict[str, int]:
    """Return the number of rows by slug; registers without rows are left out. One query."""
    branches = [
        each.model._default_manager.order_by().annotate(page_slug=Value(each.slug)).values_list("page_slug").annotate(page_rows=Count("pk"))
        for each in asked
    ]
    return dict(united(branches)) if branches else {}


def united(branches: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Return the rows of all branches by one query. The branches have to give columns of the same types, without order."""
    return branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]


def listed(page: RegisterPage, wanted: Wanted) -> QuerySet[Any]:
    """Return the rows asked for, in the order asked for; for a paginator."""
    every: RegisterQuerySet = page.model.objects.get_queryset()
    rows = every.select_related(*references_in(page.model, page.columns)).filter(**wanted.chosen)
    for day in wanted.on:
        rows = rows.in_force(day)
    if wanted.text:
        rows = rows.filter(_bears(page, wanted.text))
    return rows.order_by(*_order(page, wanted.sort, rows.db))


def names_found(page: RegisterPage, rows: Iterable[Model], text: str) -> dict[int, list[str]]:
    """Return the other names by which rows were found, by their keys. One query, none where the register has no other names."""
    keys = word_keys(text)
    if not page.names or not keys:
        return {}
    model, owner = _names(page)
    found: dict[int, list[str]] = defaultdict(list)
    matching = model._default_manager.filter(_holds(keys), **{f"{owner}__in": [row.pk for row in rows]})
    for pk, name in matching.order_by("pk").values_list(f"{owner}_id", "name"):
        found[pk].append(name)
    return found


def find(page: RegisterPage, code: str) -> Any:
    """Return the row with what it refers to, None where there is none. One query.

    has_been_loaded: a fixture put it there. entry_count: how often the audit trail names it.
    """
    loaded = LoadedRow.objects.filter(model=page.model._meta.label_lower, key=OuterRef("code"))
    rows = page.model._default_manager.select_related(*references_in(page.model)).annotate(has_been_loaded=Exists(loaded))
    target = Concat(Value(f"{page.model._meta.label_lower}:"), Cast("pk", TextField()), output_field=TextField())
    entries = (
        Entry.objects.filter(target=OuterRef("entry_target")).order_by().values("target").annotate(number=Count("pk")).values("number")
    )
    counted = rows.annotate(entry_target=target, entry_count=Coalesce(Subquery(entries), 0))
    return counted.filter(code=code).first()


def found(text: str) -> list[Found]:
    """Return the first rows of every register that bear the text in a name. Items are left out: they have a search of their own.

    One query: a branch for each register, and one for the other names of a register that has them.
    """
    keys = word_keys(text)
    asked = [each for each in pages() if each.model is not Item]
    if not keys or not asked:
        return []
    branches = [branch for number, each in enumerate(asked) for branch in _name_branches(each, number, keys)]
    hits: dict[int, dict[str, Hit]] = defaultdict(dict)
    # A row found by its own name stands before one found by another of its names, and once.
    for number, _is_alias, _place, *columns in sorted(united(branches)):
        hits[number].setdefault(columns[0], Hit(*columns))
    return [
        Found(asked[number], tuple(rows.values())[:FOUND_SHOWN], has_more=len(rows) > FOUND_SHOWN) for number, rows in sorted(hits.items())
    ]


def filler(texts: Iterable[Any], *, on: date) -> Callable[[str], str]:
    """Return what puts the figures known on that day into the places of these texts; whatever is no text is passed over.

    One query, none where no text names a figure.
    """
    named = places_in(texts)
    return filling(known_of(named, on=on)) if named else str


def filling(known: Known) -> Callable[[str], str]:
    return lambda text: fill(text, known)


def places_in(texts: Iterable[Any]) -> set[str]:
    """Return the items the texts name; whatever is no text is passed over."""
    return {item for text in texts if isinstance(text, str) for item in places(text)}


def offered(page: RegisterPage, asked: Mapping[str, str]) -> dict[str, list[Offer]]:
    """Return by filter the words and the rows that occur in a register, in Japanese order. One query, none where there is no such filter.

    asked: by filter the code the address asks for, which is offered though it may not occur.
    """
    branches = []
    for name in page.filters:
        column = page.model._meta.get_field(name)
        if isinstance(column, ForeignKey):
            branches.append(_rows_offered(page, column, asked.get(name, "")))
        elif isinstance(column, CharField):
            words = page.model._default_manager.order_by().annotate(offer_filter=Value(name), offer_code=text_of(name))
            words = words.annotate(**{name: NOTHING for name in _OFFER if name not in ("offer_filter", "offer_code")})
            branches.append(words.values_list(*_OFFER).distinct())
    found: dict[str, list[Offer]] = defaultdict(list)
    for name, *columns in united(branches) if branches else ():
        found[name].append(Offer(*columns))
    return {name: sorted(offers) for name, offers in found.items()}


def _rows_offered(page: RegisterPage, column: Any, asked: str) -> QuerySet[Any, Any]:
    model = column.related_model
    fields = {field.name for field in model._meta.concrete_fields}
    used = page.model._default_manager.order_by().values(column.name)
    rows = model._default_manager.filter(Q(pk__in=used) | Q(code=asked)).order_by()
    when = {f"offer_{name}": text_of(name) if name in fields else NOTHING for name in _WHEN}
    own = {
        "offer_code": text_of("code"),
        "offer_name": name_of(model),
        "offer_name_en": text_of("name_en"),
        "offer_sort_key": text_of("sort_key"),
    }
    offers: QuerySet[Any, Any] = rows.annotate(offer_filter=Value(column.name), **own, **when).values_list(*_OFFER)
    return offers


def references_in(model: type[Model], names: Iterable[str] | None = None) -> list[str]:
    """Return the foreign keys among the fields; of all fields when no names are given."""
    fields = model._meta.concrete_fields if names is None else [model._meta.get_field(name) for name in names]
    return [each.name for each in fields if isinstance(each, ForeignKey)]


def plain_order(model: type[Model]) -> list[Any]:
    """Return the model's own order without following references, as a window takes it."""
    return [_ascending(model, name) for name in (*(model._meta.ordering or ()), "pk")]


def _bears(page: RegisterPage, text: str) -> Q:
    """Return the condition that the text stands in the code, or each of its words in a name, in kana, or in another name of the row.

    Of several words some may stand in the names of what the columns of the list refer to.
    """
    keys, by_code = word_keys(text), Q(code__icontains=text)
    return by_code | every_word(keys, own=partial(_is_named, page), near=partial(_is_beside, page)) if keys else by_code


def _is_named(page: RegisterPage, key: str) -> Q:
    if not page.names:
        return _holds([key])
    model, owner = _names(page)
    return _holds([key]) | Q(pk__in=model._default_manager.filter(_holds([key])).values(owner))


def _is_beside(page: RegisterPage, key: str) -> Q:
    shown = [name for name in references_in(page.model, page.columns) if is_register(page.model, name)]
    return reduce(or_, (Q(**{f"{name}__search_key__contains": key}) for name in shown), Q(pk=None))


def is_register(model: type[Model], name: str) -> bool:
    """Tell whether a field refers to a register."""
    related = model._meta.get_field(name).related_model
    return isinstance(related, type) and issubclass(related, Register)


def _holds(keys: Iterable[str]) -> Q:
    """Return the condition that one name has every key in it."""
    return Q(*(("search_key__contains", key) for key in keys))


def _names(page: RegisterPage) -> tuple[type[Model], str]:
    """Return the model of a register's further names and its reference to the register."""
    relation: Any = page.model._meta.get_field(page.names)
    return relation.related_model, relation.field.name


def _order(page: RegisterPage, sort: str, using: str) -> list[Any]:
    """Return the order asked for, then the register's own, so that no two databases order the same rows differently."""
    japanese: list[Any] = [japanese_order(using), "code"]
    own = [_own(page.model, name) for name in (*(page.model._meta.ordering or ()), "pk")] if page.has_printed_order else japanese
    if not sort:
        return own
    key = _sort_key(page.model, sort.removeprefix("-"), using)
    return [key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True), *own]


def _sort_key(model: type[Model], name: str, using: str) -> Any:
    if name == "name":
        return japanese_order(using)
    column: Any = model._meta.get_field(name)
    if isinstance(column, ForeignKey):
        return japanese_order(using, f"{name}__sort_key")
    if column.flatchoices:  # by their places in the list of words, not by their codes
        places = [When(**{name: code}, then=place) for place, (code, _label) in enumerate(column.flatchoices)]
        return Case(*places, output_field=IntegerField())
    return F(name)


def _own(model: type[Model], name: Any) -> Any:
    """Return a part of the model's order; a reference brings the order of what it refers to."""
    is_reference = isinstance(name, str) and name in references_in(model)
    return name if is_reference else _ascending(model, name)


def _ascending(model: type[Model], name: Any) -> Any:
    if not isinstance(name, str):
        return name if isinstance(name, OrderBy) else OrderBy(name)
    if name == "sort_key":
        return japanese_order(model._default_manager.db).asc()
    # NULL last in both directions: the two databases put it at different ends.
    return F(name.removeprefix("-")).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)


def _name_branches(page: RegisterPage, number: int, keys: Sequence[str]) -> Iterable[QuerySet[Any, Any]]:
    yield _name_branch(page.model, number, keys, owner="", order=[japanese_order(page.model._default_manager.db), "code"])
    if page.names:
        model, owner = _names(page)
        yield _name_branch(model, number, keys, owner=f"{owner}__", order=["name", "pk"])


def _name_branch(model: type[Model], number: int, keys: Sequence[str], *, owner: str, order: list[Any]) -> Any:
    matching = model._default_manager.filter(_holds(keys))
    # SQLite takes no limit in a branch of a union, but in a subquery of one.
    first = model._default_manager.filter(pk__in=matching.order_by(*order).values("pk")[: FOUND_SHOWN + 1])
    return (
        first.order_by()
        .annotate(
            found_in=Value(number),
            found_by_alias=Value(int(bool(owner))),
            found_place=Window(RowNumber(), order_by=order),
            found_code=text_of(f"{owner}code"),
            found_name=text_of(f"{owner}name"),
            found_name_en=text_of(f"{owner}name_en"),
            found_alias=text_of("name") if owner else NOTHING,
        )
        .values_list("found_in", "found_by_alias", "found_place", "found_code", "found_name", "found_name_en", "found_alias")
    )
