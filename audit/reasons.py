"""Why something was changed, where its own entry does not say it: what it belongs to, and what stands beside its values.

The texts stay where they are: nothing is copied into the entries. Apps say in `AppConfig.ready()` where theirs are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from audit.models import Entry


@dataclass(frozen=True)
class Why:
    """begun: the number of the entry that began what the change belongs to. reason: what that entry says.

    beside: by key of the difference, the reason given for the value the entry wrote. own: the reason the row has in a field of its own,
    where the entry about it says none.
    """

    begun: int | None = None
    reason: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    own: str = ""


NOTHING = Why()
Finder = Callable[[Sequence[Entry]], Mapping[int, Why]]
_finders: list[Finder] = []


def ask(finder: Finder) -> None:
    """Add a function that finds why entries about rows of its app were made, by the number of the entry; at most one query."""
    _finders.append(finder)


def found(entries: Sequence[Entry]) -> dict[int, Why]:
    """Return why, by the number of the entry; nothing for those nobody knows more about."""
    return {number: why for finder in _finders for number, why in finder(entries).items()}
