from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from kombu.entity import Queue

from jobs import registry
from jobs.registry import Handler, Result

Register = Callable[..., str]
Messages = Callable[[], list[int]]


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Return a function that makes `run` the handler of a job for the length of the test, and returns the job's name."""

    def register(run: Callable[..., Result], *, name: str = "tests.work", max_attempts: int = 3) -> str:
        monkeypatch.setitem(registry._handlers, name, Handler(name, run, max_attempts))
        return name

    return register


@pytest.fixture
def messages() -> Iterator[Messages]:
    """Return a function that takes the messages out of the queue and returns the ids of their jobs."""
    if folder := getattr(settings, "QUEUE_DIR", None):  # with Redis there is none
        Path(folder).mkdir(parents=True, exist_ok=True)
    received: list[int] = []

    def receive() -> list[int]:
        drain(received)
        taken = received[:]
        received.clear()
        return taken

    receive()
    yield receive
    receive()


def drain(received: list[int]) -> None:
    """Move what lies in the queue into `received`."""

    def take(body: Any, message: Any) -> None:
        (job_id,), _options, _embedded = body
        assert message.headers["task"] == "jobs.tasks.run"
        received.append(job_id)
        message.ack()

    with current_app.connection_for_read() as connection, connection.Consumer(Queue("celery"), callbacks=[take], accept=["json"]):
        while True:
            try:
                connection.drain_events(timeout=0.1)
            except TimeoutError:
                return
