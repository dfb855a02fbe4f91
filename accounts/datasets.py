"""The datasets a role may be given for. They belong to the ledger, which stands above and says here which there are."""

from collections.abc import Callable, Iterable

Choice = tuple[str, str]
_sources: list[Callable[[], Iterable[Choice]]] = []


def offer(source: Callable[[], Iterable[Choice]]) -> None:
    """Add a function that returns codes and labels; it is asked each time, when all apps have registered theirs."""
    _sources.append(source)


def choices() -> list[Choice]:
    return [choice for source in _sources for choice in source()]


def label(code: str) -> str:
    """Return what people call the dataset; the code itself where no app has it any more."""
    return dict(choices()).get(code, code)
