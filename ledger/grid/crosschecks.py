"""Checks of a draft against what stands outside its sheet: other datasets, registers. Apps register theirs; they may cost queries.

They run as a job after a save, and at once on 確認依頼.
"""

from collections.abc import Callable, Iterable
from datetime import date

from ledger.grid.checks import answered
from ledger.grid.findings import Finding, from_plain
from ledger.grid.rows import Grid
from ledger.models import CrossCheck, Revision

CrossCheckFunction = Callable[[Grid, date], Iterable[Finding]]
_of_dataset: dict[str, list[CrossCheckFunction]] = {}


def register(dataset: str, check: CrossCheckFunction) -> None:
    """Add a check of a dataset's drafts. Raises ValueError when it is there already."""
    checks = _of_dataset.setdefault(dataset, [])
    if check in checks:
        raise ValueError(f"a check of {dataset!r} is registered twice")
    checks.append(check)


def are_registered(dataset: str) -> bool:
    return bool(_of_dataset.get(dataset))


def run(grid: Grid, *, on: date) -> tuple[Finding, ...]:
    """Return what all checks of the dataset find about the draft as it stands."""
    return tuple(answered(finding, grid) for check in _of_dataset.get(grid.sheet.dataset, ()) for finding in check(grid, on))


def stored(grid: Grid) -> tuple[Finding, ...]:
    """Return what the last run found, with today's answers; nothing before the first. `cross_check` of the revision is loaded."""
    last: CrossCheck | None = getattr(grid.revision, "cross_check", None)
    return tuple(answered(from_plain(row), grid) for row in last.findings) if last else ()


def is_current(revision: Revision) -> bool:
    """Tell whether the last run saw the draft as it stands. Always, where a dataset has no such checks."""
    last: CrossCheck | None = getattr(revision, "cross_check", None)
    return not are_registered(revision.sheet.dataset) or (last is not None and last.lock_version == revision.lock_version)
