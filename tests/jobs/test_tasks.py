from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from audit.actions import record
from audit.models import Link
from audit.sign_in import SIGNED_IN
from jobs import tasks
from jobs.actions import claim
from jobs.models import Job
from jobs.registry import JobContext, Result
from tests.accounts.factories import make_user
from tests.jobs.conftest import Messages, Register

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


def queued(name: str, **fields: Any) -> Job:
    return Job.objects.create(**{"name": name, "max_attempts": 3, "created_at": NOW} | fields)


def test_run_passes_payload_and_context(handles: Register) -> None:
    user = make_user("staff")

    def work(job: JobContext, *, report: str) -> Result:
        job.progress(50, "半分")
        assert Job.objects.values_list("state", "progress", "message").get() == ("running", 50, "半分")
        return {"report": report, "attempt": job.attempt, "by": job.requested_by_id}

    job = queued(handles(work), payload={"report": "committee-2026"}, requested_by=user)
    tasks.run(job.pk)
    row = Job.objects.get()
    assert (row.state, row.result) == ("done", {"report": "committee-2026", "attempt": 1, "by": user.pk})


def test_run_twice_does_the_work_once(handles: Register) -> None:
    done = []
    job = queued(handles(lambda job: done.append(job.id)))
    tasks.run(job.pk)
    tasks.run(job.pk)
    assert done == [job.pk]


def test_run_keeps_the_error(handles: Register) -> None:
    def work(job: JobContext) -> Result:
        raise RuntimeError("表が大きすぎます")

    tasks.run(queued(handles(work)).pk)
    row = Job.objects.get()
    assert (row.state, row.attempt) == ("queued", 1)
    assert row.error.endswith("RuntimeError: 表が大きすぎます\n")


def test_run_with_a_payload_the_handler_does_not_know(handles: Register) -> None:
    tasks.run(queued(handles(lambda _job: None), payload={"surprise": 1}, max_attempts=1).pk)
    row = Job.objects.get()
    assert (row.state, "surprise" in row.error) == ("failed", True)


def test_run_whose_handler_is_gone() -> None:
    tasks.run(queued("tests.of_an_older_version", max_attempts=1).pk)
    row = Job.objects.get()
    assert (row.state, "UnknownJobError" in row.error) == ("failed", True)


def test_run_stops_when_the_job_was_given_away(handles: Register) -> None:
    reached = []

    def work(job: JobContext) -> Result:
        Job.objects.update(worker="another", attempt=2)
        job.progress(10)
        reached.append(job.id)
        return None

    tasks.run(queued(handles(work)).pk)
    assert reached == []
    assert Job.objects.values_list("state", "worker", "error").get() == ("running", "another", "")


def test_job_of_a_dead_worker_is_swept_and_run_again(handles: Register, messages: Messages) -> None:
    job = queued(handles(lambda job: {"attempt": job.attempt}))
    assert claim(job.pk, worker="killed", now=NOW)
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        tasks.sweep()
    assert (messages(), Job.objects.get().state) == ([], "running")
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        tasks.sweep()
        assert messages() == [job.pk]
        tasks.run(job.pk)
    row = Job.objects.get()
    assert (row.state, row.attempt, row.result) == ("done", 2, {"attempt": 2})
    assert row.worker != "killed"


def test_failed_job_is_sent_again_when_it_is_due(handles: Register, messages: Messages) -> None:
    attempts = []

    def work(job: JobContext) -> Result:
        attempts.append(job.attempt)
        if job.attempt == 1:
            raise RuntimeError
        return None

    job = queued(handles(work), sent_at=NOW)
    for seconds, expected in ((0, []), (29, []), (31, [job.pk])):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            if seconds == 0:
                tasks.run(job.pk)
            tasks.sweep()
            assert messages() == expected
    with time_machine.travel(NOW + timedelta(seconds=32), tick=False):
        tasks.run(job.pk)
    assert attempts == [1, 2]
    row = Job.objects.get()
    assert (row.state, row.error) == ("done", "")


def test_enqueue_scheduled_seals_the_trail() -> None:
    record(action=SIGNED_IN, by=None)
    tasks.enqueue_scheduled("audit.seal")
    tasks.enqueue_scheduled("audit.seal")
    job = Job.objects.get()
    tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.is_scheduled) == ("done", {"sealed": 1}, True)
    assert Link.objects.count() == 1


def test_worker_names_are_never_the_same() -> None:
    names = {tasks.worker_name() for _ in range(100)}
    assert len(names) == 100
    assert max(map(len, names)) <= 100
