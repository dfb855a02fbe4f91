"""Columns of unions: every value as text, for rows of many models to stand in one query, and the text read again as what people read."""

import re
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, DateField, F, ForeignKey, Model, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from iconm.lib.wareki import date_full
from ledger.browse.values import Shown, address_of, is_japanese, label, local_name, shown_value
from ledger.models import Item, SourceDocument

NOTHING = Value("", output_field=TextField())
_SEPARATOR = "\x1f"
_PLACE = re.compile(r"\{(\w+)\}")
_TRUE = ("1", "t", "true")  # the databases write a boolean as text in ways of their own


def text_of(value: str | Any) -> Coalesce:
    """Return a column of a union: text, empty where there is nothing, of one type on both databases."""
    return Coalesce(Cast(F(value) if isinstance(value, str) else value, TextField()), NOTHING)


def name_of(model: type[Model], way: str = "") -> Coalesce:
    """Return the name by which others refer to a row of the model, the short one where there is one. way: the path that leads to it."""
    names = {field.name for field in model._meta.concrete_fields}
    better = {"short_name", "occasion"} & names
    first = [NullIf(Cast(F(f"{way}{name}"), TextField()), NOTHING) for name in better]
    return Coalesce(*first, Cast(F(f"{way}name"), TextField()), NOTHING)


def expression(model: type[Model], path: str) -> Any:
    """Return the column of a declared path: a field, a reference, or words with fields in them."""
    if places := _PLACE.findall(path):
        words = [word for word in re.split(r"(\{\w+\})", path) if word]
        return Concat(
            *(text_of(word[1:-1]) if word[1:-1] in places else Value(word, output_field=TextField()) for word in words),
            output_field=TextField(),
        )
    field = field_at(model, path)
    if not isinstance(field, ForeignKey):
        return text_of(path)
    way, end = f"{path}{LOOKUP_SEP}", Value(_SEPARATOR, output_field=TextField())
    last = text_of(f"{way}dated_on") if field.related_model is SourceDocument else text_of(f"{way}name_en")
    return Concat(text_of(f"{way}code"), end, name_of(field.related_model, way), end, last, output_field=TextField())


def read(model: type[Model], path: str, text: str) -> Shown:
    """Return what such a column holds as people read it. Places in it for figures are still to be filled."""
    if _PLACE.search(path):
        return Shown((text,), is_content=True)
    field = field_at(model, path)
    if isinstance(field, ForeignKey):
        return _reference(field.related_model, *text.split(_SEPARATOR))
    if isinstance(field, BooleanField):
        return shown_value(field, text in _TRUE or None)
    if isinstance(field, DateField):
        return shown_value(field, date.fromisoformat(text) if text else None)
    is_text = isinstance(field, CharField | TextField)
    return shown_value(field, text if is_text or not text else field.to_python(text))


def head(model: type[Model], path: str) -> str:
    """Return what the column is called."""
    places = _PLACE.findall(path)
    return label(field_at(model, places[0] if places else path))


def field_at(model: type[Model], path: str) -> Any:
    """Return the field at the end of a path of foreign keys."""
    *way, name = path.split(LOOKUP_SEP)
    return (end(model, LOOKUP_SEP.join(way)) if way else model)._meta.get_field(name)


def end(model: type[Model], path: str) -> type[Model]:
    """Return the model a path of foreign keys leads to."""
    for name in path.split(LOOKUP_SEP):
        column: Any = model._meta.get_field(name)
        model = column.related_model
    return model


def _reference(model: type[Model], code: str, name: str, last: str) -> Shown:
    if not code:
        return Shown()
    url = address_of(model, code)
    if model is SourceDocument:
        return Shown((f"{name}（{date_full(date.fromisoformat(last))}）",), url=url, is_content=True)
    return Shown((local_name(name, last),), url=url, is_content=is_japanese(last), item=code if model is Item else "")
