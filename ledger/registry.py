"""The datasets of the ledger. Upper apps register theirs in `AppConfig.ready()`; the ledger itself knows none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from iconm.lib.choices import Measure
from iconm.lib.text import search_key, word_keys


@dataclass(frozen=True)
class Dataset:
    """A family of items that is entered and approved together. label: what people call it (lazy translation allowed)."""

    code: str
    label: str | Promise
    measures: tuple[Measure, ...]


ItemNames = Callable[[], Iterable[tuple[int, str]]]
_datasets: dict[str, Dataset] = {}
_names: list[ItemNames] = []


def register(dataset: Dataset) -> None:
    """Add a dataset. Raises ValueError when another app took the code."""
    if _datasets.setdefault(dataset.code, dataset) != dataset:
        raise ValueError(f"dataset {dataset.code!r} is registered twice")


def get(code: str) -> Dataset:
    """Return the dataset. Raises KeyError that names those there are."""
    try:
        return _datasets[code]
    except KeyError:
        raise KeyError(f"no dataset {code!r}; there are {', '.join(_datasets)}") from None


def datasets() -> Iterator[Dataset]:
    return iter(_datasets.values())


def label(code: str) -> str:
    """Return the label of a dataset; the code itself when no app owns it any more."""
    return str(_datasets[code].label) if code in _datasets else code


def register_names(names: ItemNames) -> None:
    """Let an app say what papers call its items beside their own names: the item's key in the database, and the name. One query a call."""
    if names not in _names:
        _names.append(names)


def items_called(text: str) -> frozenset[int]:
    """Return the keys of the items called so: every word stands in one of these names, whatever its width and kana."""
    keys = word_keys(text)
    if not keys:
        return frozenset()
    return frozenset(item for names in _names for item, name in names() if all(key in search_key(name) for key in keys))
