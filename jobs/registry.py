"""The functions that do the jobs. Each app names its own in `handlers.py`; `jobs/handlers.py` holds those of the apps below this one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Result = dict[str, Any] | None


class UnknownJobError(ValueError):
    """A job name no handler answers."""


class JobLostError(Exception):
    """The job was given to another worker while this one was silent; the handler must stop."""


@dataclass(frozen=True)
class JobContext:
    """What a handler is told about its job."""

    id: int
    attempt: int
    requested_by_id: int | None
    report: Callable[[int, str], None] = field(repr=False)

    def progress(self, percent: int, message: str = "") -> None:
        """Show how far the work is, and that it lives: a job silent for ten minutes (jobs.actions.SILENT_FOR) is given to another worker.

        percent: 0 to 100. Raises JobLostError when that has happened; let it pass.
        """
        self.report(percent, message)


@dataclass(frozen=True)
class Handler:
    name: str
    run: Callable[..., Result]
    max_attempts: int


_handlers: dict[str, Handler] = {}


def handler(name: str, *, max_attempts: int = 3) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register `def run(job: JobContext, **payload) -> dict | None` under the name `app.verb`.

    A job may run more than once (its worker died, a message came twice after a crash): write handlers so that a second run does no harm.
    Raises ValueError if the name is taken.
    """

    def keep(run: Callable[..., Result]) -> Callable[..., Result]:
        if name in _handlers:
            raise ValueError(f"The job {name!r} has two handlers.")
        _handlers[name] = Handler(name, run, max_attempts)
        return run

    return keep


def get(name: str) -> Handler:
    """Return the handler. Raises UnknownJobError."""
    try:
        return _handlers[name]
    except KeyError:
        raise UnknownJobError(f"No handler is registered for the job {name!r}; add one to the app's handlers.py.") from None
