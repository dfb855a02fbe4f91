from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from jobs.actions import claim, complete, enqueue, enqueue_scheduled, fail, forget_scheduled, report, requeue_lost, send_due
from jobs.choices import JobState
from jobs.models import Job
from jobs.registry import JobLostError, UnknownJobError
from tests.accounts.factories import make_user
from tests.jobs.conftest import Messages, Register

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def queued(**fields: Any) -> Job:
    return Job.objects.create(**{"name": "tests.work", "max_attempts": 3, "created_at": NOW} | fields)


def claimed(worker: str = "a", *, now: datetime = NOW, **fields: Any) -> Job:
    job = claim(queued(**fields).pk, worker=worker, now=now)
    assert job is not None
    return job


@pytest.mark.django_db
def test_enqueue(handles: Register, messages: Messages, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    name, user = handles(lambda _job: None, max_attempts=5), make_user("staff")
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(name, payload={"report": "committee-2026"}, by=user)
        assert messages() == []  # a worker must not look for a row that is not committed
    assert messages() == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.attempt, job.max_attempts, job.payload, job.requested_by) == ("queued", 0, 5, {"report": "committee-2026"}, user)
    assert job.sent_at is not None


@pytest.mark.django_db
def test_enqueue_unknown_name() -> None:
    with pytest.raises(UnknownJobError):
        enqueue("tests.nothing")
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_enqueue_rolled_back_sends_nothing(messages: Messages, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    def ask_and_fail() -> None:
        with transaction.atomic():
            enqueue("audit.seal")
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert messages() == []


@pytest.mark.django_db
def test_enqueue_without_broker_keeps_the_job(
    messages: Messages, django_capture_on_commit_callbacks: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    folder = Path(settings.QUEUE_DIR)
    away = folder.rename(folder.with_name("away"))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = enqueue("audit.seal")
    finally:
        away.rename(folder)
    assert "was not sent" in caplog.text
    job.refresh_from_db()
    assert (job.state, job.sent_at) == ("queued", None)
    assert send_due(now=NOW) == 1
    assert messages() == [job.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param({"state": "queued"}, False, id="one waits"),
        pytest.param({"state": "running", "attempt": 1, "claimed_at": NOW, "heartbeat_at": NOW}, False, id="one runs"),
        pytest.param({"state": "done", "finished_at": NOW}, True, id="the last one is done"),
        pytest.param({"state": "failed", "finished_at": NOW}, True, id="the last one failed"),
        pytest.param({"state": "queued", "is_scheduled": False}, True, id="somebody asked for another"),
    ],
)
def test_enqueue_scheduled(before: dict[str, Any], expected: bool) -> None:
    queued(**{"name": "audit.seal", "is_scheduled": True} | before)
    assert (enqueue_scheduled("audit.seal") is not None) is expected
    assert Job.objects.count() == 1 + expected


@pytest.mark.django_db
def test_claim() -> None:
    job = claimed("a")
    row = Job.objects.get()
    assert (row.state, row.worker, row.attempt, row.claimed_at, row.heartbeat_at) == ("running", "a", 1, NOW, NOW)
    assert job.attempt == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    [
        pytest.param({"state": "running", "attempt": 1, "claimed_at": NOW, "heartbeat_at": NOW, "worker": "a"}, id="running"),
        pytest.param({"state": "done", "finished_at": NOW}, id="done"),
        pytest.param({"state": "failed", "finished_at": NOW}, id="failed"),
        pytest.param({"not_before": NOW + timedelta(seconds=1)}, id="not due yet"),
    ],
)
def test_claim_refused(state: dict[str, Any]) -> None:
    job = queued(**state)
    before = Job.objects.values().get()
    assert claim(job.pk, worker="b", now=NOW) is None
    assert Job.objects.values().get() == before


@pytest.mark.django_db
def test_claim_of_a_job_that_is_gone() -> None:
    assert claim(999_999, worker="a", now=NOW) is None


@pytest.mark.django_db(transaction=True)
def test_claim_by_two_workers_at_once() -> None:
    jobs = [queued() for _ in range(20)]
    start, won = Barrier(2), {"a": [], "b": []}  # type: ignore[var-annotated]

    def work(worker: str) -> None:
        start.wait()
        won[worker] += [job.pk for job in jobs if claim(job.pk, worker=worker, now=NOW)]
        connection.close()

    threads = [Thread(target=work, args=[worker]) for worker in won]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won["a"] + won["b"]) == [job.pk for job in jobs]
    assert {job.pk: job.worker for job in Job.objects.all()} == {pk: worker for worker, pks in won.items() for pk in pks}
    assert set(Job.objects.values_list("attempt", flat=True)) == {1}


@pytest.mark.django_db
def test_report() -> None:
    job = claimed()
    report(job=job, percent=40, message="表を作成しています", now=NOW + MINUTE)
    assert Job.objects.values_list("progress", "message", "heartbeat_at").get() == (40, "表を作成しています", NOW + MINUTE)


@pytest.mark.django_db
@pytest.mark.parametrize("percent", [-1, 101])
def test_report_outside_the_scale(percent: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        report(job=claimed(), percent=percent, message="", now=NOW)


@pytest.mark.django_db
def test_report_of_a_job_given_to_another_worker() -> None:
    job = claimed("a")
    requeue_lost(now=NOW + 11 * MINUTE)
    assert claim(job.pk, worker="b", now=NOW + 11 * MINUTE)
    with pytest.raises(JobLostError):
        report(job=job, percent=50, message="", now=NOW + 12 * MINUTE)
    assert Job.objects.get().progress == 0


@pytest.mark.django_db
def test_complete() -> None:
    assert complete(job=claimed(), result={"rows": 12}, now=NOW + MINUTE)
    row = Job.objects.get()
    assert (row.state, row.result, row.progress, row.finished_at) == ("done", {"rows": 12}, 100, NOW + MINUTE)


@pytest.mark.django_db
def test_complete_of_a_job_given_to_another_worker() -> None:
    job = claimed("a")
    requeue_lost(now=NOW + 11 * MINUTE)
    assert not complete(job=job, result={"rows": 1}, now=NOW + 12 * MINUTE)
    assert Job.objects.values_list("state", "result").get() == ("queued", None)


@pytest.mark.django_db
def test_fail_waits_longer_each_time_and_then_gives_up() -> None:
    pk, now = queued(max_attempts=4).pk, NOW
    waits = []
    for attempt in range(1, 5):
        job = claim(pk, worker="a", now=now)
        assert job is not None
        assert job.attempt == attempt
        assert fail(job=job, error=f"error {attempt}", now=now)
        row = Job.objects.get()
        if row.state == JobState.QUEUED:
            assert row.not_before is not None
            waits.append((row.not_before - now).total_seconds())
            now = row.not_before
    assert waits == [30, 120, 480]
    assert Job.objects.values_list("state", "error", "finished_at").get() == ("failed", "error 4", now)


@pytest.mark.django_db
def test_fail_keeps_the_end_of_a_long_error() -> None:
    fail(job=claimed(), error="x" * 5000 + "the cause", now=NOW)
    error = Job.objects.get().error
    assert len(error) == 4000
    assert error.endswith("the cause")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        pytest.param(10 * MINUTE, [], id="ten minutes are borne"),
        pytest.param(10 * MINUTE + timedelta(seconds=1), [JobState.QUEUED], id="more are not"),
    ],
)
def test_requeue_lost(silent: timedelta, expected: list[JobState]) -> None:
    job = claimed("a")
    assert [Job.objects.get(pk=lost.pk).state for lost in requeue_lost(now=NOW + silent)] == expected
    if expected:
        row = Job.objects.get()
        assert (row.attempt, row.not_before) == (1, NOW + silent)
        assert row.error == "The worker a was last heard of at 2026-02-10 03:00:00 UTC."
        assert claim(job.pk, worker="b", now=NOW + silent)


@pytest.mark.django_db
def test_requeue_lost_after_the_last_attempt() -> None:
    claimed("a", max_attempts=1)
    requeue_lost(now=NOW + 11 * MINUTE)
    row = Job.objects.get()
    assert (row.state, row.finished_at) == ("failed", NOW + 11 * MINUTE)
    assert "last heard of" in row.error


@pytest.mark.django_db
def test_requeue_lost_spares_who_is_heard_of_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    job = claimed("a")
    lost = Job.objects.silent(NOW + MINUTE)
    assert list(lost) == [job]
    report(job=job, percent=1, message="", now=NOW + 11 * MINUTE)
    monkeypatch.setattr("jobs.models.JobQuerySet.silent", lambda *_args: lost)  # read before the heartbeat came
    assert requeue_lost(now=NOW + 11 * MINUTE) == []
    assert Job.objects.get().state == JobState.RUNNING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"sent_at": None}, True, id="never sent"),
        pytest.param({"sent_at": NOW - 9 * MINUTE}, False, id="on its way"),
        pytest.param({"sent_at": NOW - 11 * MINUTE}, True, id="lost"),
        pytest.param({"sent_at": NOW - 2 * MINUTE, "not_before": NOW - MINUTE}, True, id="a retry that is due"),
        pytest.param({"sent_at": NOW - 2 * MINUTE, "not_before": NOW + MINUTE}, False, id="a retry to come"),
        pytest.param({"sent_at": None, "state": "done", "finished_at": NOW}, False, id="done"),
    ],
)
def test_send_due(messages: Messages, fields: dict[str, Any], expected: bool) -> None:
    job = queued(**fields)
    assert send_due(now=NOW) == expected
    assert messages() == [job.pk] * expected


@pytest.mark.django_db
def test_send_due_once(messages: Messages) -> None:
    queued(not_before=NOW - MINUTE)
    assert [send_due(now=NOW), send_due(now=NOW)] == [1, 0]
    assert len(messages()) == 1


@pytest.mark.django_db
def test_forget_scheduled() -> None:
    old, new = NOW - timedelta(days=8), NOW - timedelta(days=6)
    for is_scheduled in (True, False):
        for state in ("done", "failed"):
            for finished_at in (old, new):
                queued(is_scheduled=is_scheduled, state=state, finished_at=finished_at)
    assert forget_scheduled(now=NOW) == 1
    assert not Job.objects.filter(is_scheduled=True, state="done", finished_at=old).exists()
    assert Job.objects.count() == 7
