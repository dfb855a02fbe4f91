"""What an entry changed, as people read it: the labels of fields for their names, words for codes, names for ids."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, ForeignKey, Model, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import targets
from audit.models import Entry
from audit.reasons import NOTHING, Why
from audit.snapshots import HIDDEN, HIDDEN_NEW
from iconm.lib.moments import moment
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
    """old and new: None where there was nothing. reason: the one given for this value, where one was."""

    label: str
    old: str | None
    new: str | None
    reason: str = ""


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
    """Return what one entry changed; see `changes_of`."""
    return changes_of([entry])[0]


def changes_of(entries: Sequence[Entry], whys: Mapping[int, Why] | None = None) -> list[list[Change]]:
    """Return what each entry changed, in the order of the keys: PostgreSQL keeps none of its own.

    However many entries: one query where rows are referred to, another for each kind of target whose keys name rows. whys: the reasons
    given for single values, by the number of the entry.
    """
    every = [_Told(entry) for entry in entries]
    names = targets.named(reference for told in every for reference in told.references)
    keys: dict[type[Model] | None, set[str]] = defaultdict(set)
    for told in every:
        keys[told.model].update(told.entry.difference)
    labels = {model: _key_labels[model](known) if model in _key_labels else {} for model, known in keys.items()}
    return [told.changes(labels[told.model], names, (whys or {}).get(told.entry.pk, NOTHING)) for told in every]


class _Told:
    """The difference of an entry with the fields its keys name."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.model = _model(entry.target.partition(":")[0])
        self.rows = [(key, _field(self.model, key), old, new) for key, (old, new) in sorted(entry.difference.items())]

    @property
    def references(self) -> Iterator[str]:
        yield from (reference for _key, field, *sides in self.rows for side in sides if (reference := _reference(field, side)))

    def changes(self, labels: dict[str, str], names: dict[str, targets.Named], why: Why) -> list[Change]:
        return [
            Change(labels.get(key) or _label(key, field), _word(field, old, names), _word(field, new, names), why.beside.get(key, ""))
            for key, field, old, new in self.rows
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
    return moment(at) if at else value
