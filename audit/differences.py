"""What an entry changed, as people read it: the labels of fields for their names, words for codes, names for ids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, ForeignKey, Model, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import targets
from audit.models import Entry
from audit.snapshots import HIDDEN, HIDDEN_NEW
from iconm.lib.wareki import date_full

# What entries say that no field of their target is called. Apps add theirs.
_labels: dict[str, Any] = {
    "format": gettext_lazy("形式"),
    "layout": gettext_lazy("体裁"),
    "on": gettext_lazy("時点"),
    "rows": gettext_lazy("件数"),
    "bytes": gettext_lazy("大きさ（バイト）"),
    "sha256": gettext_lazy("ハッシュ値（SHA-256）"),
    "job": gettext_lazy("処理番号"),
    "filter": gettext_lazy("絞込みの条件"),
    "proved": gettext_lazy("検証した件数"),
    "unsealed": gettext_lazy("未封印の件数"),
    "head": gettext_lazy("末尾のハッシュ値"),
    "fault": gettext_lazy("異常の内容"),
}
KeyLabels = Callable[[Iterable[str]], dict[str, str]]
_key_labels: dict[type[Model], KeyLabels] = {}
KeySearch = Callable[[str], Q]
_key_searches: list[KeySearch] = []


@dataclass(frozen=True)
class Change:
    """old and new: None where there was nothing."""

    label: str
    old: str | None
    new: str | None


def label_keys(**labels: Any) -> None:
    """Say what keys of differences are called that are no fields of their target. labels: lazy translations."""
    _labels.update(labels)


def label_keys_of(model: type[Model], labels: KeyLabels) -> None:
    """Say how keys are called that name rows below one of the model: a function from keys to labels, which leaves out what it knows not."""
    _key_labels[model] = labels


def search_keys(finder: KeySearch) -> None:
    """Add a function that finds entries by what keys are called: from the words to a condition, which may use `told`, the difference."""
    _key_searches.append(finder)


def called(text: str) -> Q:
    """Return the condition for entries whose differences have keys that are called so. It is a part of the query: no row is read for it."""
    condition = Q()
    for finder in _key_searches:
        condition |= finder(text)
    return condition


def changes(entry: Entry) -> list[Change]:
    """Return what the entry changed, in the order of the keys: PostgreSQL keeps none of its own.

    One query where rows are referred to, another where the keys name rows.
    """
    model = _model(entry.target.partition(":")[0])
    rows = [(key, _field(model, key), old, new) for key, (old, new) in sorted(entry.difference.items())]
    names = targets.named(reference for _key, field, *sides in rows for side in sides if (reference := _reference(field, side)))
    labels = _key_labels[model](entry.difference) if model in _key_labels else {}
    return [
        Change(labels.get(key) or _label(key, field), _word(field, old, names), _word(field, new, names)) for key, field, old, new in rows
    ]


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, key: str) -> Any:
    """Return the field a key names, None for any other key; `roleassignment:3.valid_until` is a field of an inline row."""
    part, _dot, name = key.rpartition(".")
    if model is not None and part:
        model = _model(f"{model._meta.app_label}.{part.partition(':')[0]}")
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _label(key: str, field: Any) -> str:
    if field is None:
        return str(_labels.get(key, key))
    part, name = key.rpartition(".")[0], str(getattr(field, "verbose_name", field.name))
    return f"{field.model._meta.verbose_name} {part.partition(':')[2]}・{name}" if part else name


def _reference(field: Any, value: Any) -> str:
    """Return the target a foreign key's id stands for; empty for anything else."""
    is_id = isinstance(field, ForeignKey) and isinstance(value, int)
    return f"{field.related_model._meta.label_lower}:{value}" if is_id else ""


def _word(field: Any, value: Any, names: dict[str, targets.Named]) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    if value in (HIDDEN, HIDDEN_NEW):
        return str(_("（記録しません）") if value == HIDDEN else _("（変更後。記録しません）"))
    if reference := _reference(field, value):
        return names[reference].name
    return _plain(field, value)


def _plain(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("はい") if value else _("いいえ"))
    if isinstance(value, dict):
        return "、".join(f"{_labels.get(key, key)}：{each}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, str) and isinstance(field, DateField):
        return _day(field, value)
    return str(dict(getattr(field, "flatchoices", None) or ()).get(value, value))


def _day(field: DateField, value: str) -> str:
    try:
        if not isinstance(field, DateTimeField):
            return date_full(date.fromisoformat(value))
        at = parse_datetime(value)
    except ValueError:
        return value
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else value
