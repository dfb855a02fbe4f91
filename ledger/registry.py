"""The datasets of the ledger. Upper apps register theirs in `AppConfig.ready()`; the ledger itself knows none."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from iconm.lib.choices import Measure


@dataclass(frozen=True)
class Dataset:
    """A family of items that is entered and approved together. label: what people call it (lazy translation allowed)."""

    code: str
    label: str | Promise
    measures: tuple[Measure, ...]


_datasets: dict[str, Dataset] = {}


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
