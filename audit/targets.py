"""What an entry was done to, in words: the name of a row behind `app.model:id`, and where its page is.

Rows of a register are called by their name. Apps say in `AppConfig.ready()` how other rows are called; what nobody names has its number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import F, IntegerField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from iconm.lib.registers import Register
from iconm.lib.text import search_key

COLUMNS = 6
_NOTHING = Value("", output_field=TextField())


@dataclass(frozen=True)
class Naming:
    """columns: paths of fields or text expressions, COLUMNS at most. words: what their texts, empty where there is none, make together."""

    columns: tuple[Any, ...]
    words: Callable[..., str]


@dataclass(frozen=True)
class Named:
    """kind: what such a row is called. name: empty where nothing but a number tells it. url: of its page. is_gone: it was deleted since."""

    kind: str
    name: str
    url: str = ""
    is_gone: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


Finder = Callable[[type[Model]], Naming | None]
Search = Callable[[str], Iterable[QuerySet[Any]]]
_namings: dict[type[Model], Naming] = {}
_finders: list[Finder] = []
_searches: list[Search] = []


def name_rows(model: type[Model], *columns: Any, words: Callable[..., str]) -> None:
    """Say how rows of a model are called in the trail."""
    _namings[model] = Naming(columns, words)


def ask(finder: Finder) -> None:
    """Add a function that is asked about models nobody named."""
    _finders.append(finder)


def search(finder: Search) -> None:
    """Add a function that finds rows of its app by what they are called: from the words to the rows, of one or more models."""
    _searches.append(finder)


def called(text: str) -> Q:
    """Return the condition for entries about rows that are called so. It is a part of the query: no row is read for it."""
    condition = Q()
    for rows in (*_registers(text), *(rows for finder in _searches for rows in finder(text))):
        name = Concat(Value(f"{rows.model._meta.label_lower}:"), Cast("pk", TextField()), output_field=TextField())
        condition |= Q(target__in=rows.order_by().annotate(_audit_target=name).values("_audit_target"))
    return condition


def named(targets: Iterable[str]) -> dict[str, Named]:
    """Return by target what each is called. One query, whatever number of kinds; none for whole kinds (`app.model`) and unknown ones."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    every = {target: _parsed(target) for target in targets if target}
    for model, pk in every.values():
        if model is not None and pk is not None:
            wanted[model].add(pk)
    found = _names(wanted)
    return {target: _named(target, model, pk, found) for target, (model, pk) in every.items()}


def kinds() -> Iterator[type[Model]]:
    """Yield every model with a page in the admin, in the order of the apps."""
    registered = admin.site._registry
    yield from (model for model in apps.get_models() if model in registered and not model._meta.proxy)


def _registers(text: str) -> Iterator[QuerySet[Any]]:
    """Yield the rows of each register whose names or reading hold the text, however it is written."""
    if key := search_key(text):
        models = (model for model in apps.get_models() if issubclass(model, Register) and not model._meta.proxy)
        yield from (model._base_manager.filter(search_key__contains=key) for model in models)


def _parsed(target: str) -> tuple[type[Model] | None, int | None]:
    label, _colon, pk = target.partition(":")
    try:
        return apps.get_model(label), int(pk) if pk.isdecimal() else None
    except (LookupError, ValueError):  # of an older version
        return None, None


def _names(wanted: dict[type[Model], set[int]]) -> dict[tuple[type[Model], int], str]:
    """Return the names of the rows there are."""
    models = list(wanted)
    branches = [_branch(number, model, wanted[model]) for number, model in enumerate(models)]
    rows = branches[0].union(*branches[1:], all=True) if branches else ()
    return {(models[number], pk): _words(models[number], texts) for number, pk, *texts in rows}


def _branch(number: int, model: type[Model], pks: set[int]) -> QuerySet[Any, Any]:
    """Return one part of the union. Every column is text: the parts have to be of the same types on PostgreSQL."""
    columns = _naming(model).columns
    texts = [Coalesce(Cast(F(column) if isinstance(column, str) else column, TextField()), _NOTHING) for column in columns]
    padded = [*texts, *[_NOTHING] * (COLUMNS - len(texts))]
    rows = model._base_manager.filter(pk__in=pks).order_by()
    # Aliases of our own: a model may have a field of any other name.
    values = {f"_audit{position}": text for position, text in enumerate(padded)}
    found: QuerySet[Any, Any] = rows.annotate(_audit_kind=Value(number, output_field=IntegerField()), **values)
    return found.values_list("_audit_kind", "pk", *values)


def _words(model: type[Model], texts: list[str]) -> str:
    naming = _naming(model)
    return naming.words(*texts[: len(naming.columns)])


def _naming(model: type[Model]) -> Naming:
    if model in _namings:
        return _namings[model]
    if issubclass(model, Register):
        return Naming(("name",), str)
    return next((naming for finder in _finders if (naming := finder(model))), Naming((), str))


def _named(target: str, model: type[Model] | None, pk: int | None, found: dict[tuple[type[Model], int], str]) -> Named:
    if model is None:
        return Named(kind="", name=target)
    if pk is None:
        return Named(str(model._meta.verbose_name_plural), "", _address(model, None))
    kind, number = str(model._meta.verbose_name), str(pk)
    if (model, pk) not in found:
        return Named(kind, number, is_gone=True)
    return Named(kind, found[model, pk] or number, _address(model, pk))


def _address(model: type[Model], pk: int | None) -> str:
    """Return the page in the admin: who reads the trail may open every one there is."""
    if not admin.site.is_registered(model):
        return ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"{name}_changelist") if pk is None else reverse(f"{name}_change", args=[pk])
