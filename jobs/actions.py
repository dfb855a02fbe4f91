"""Everything that writes a job. An UPDATE names the state, worker and attempt it starts from: of two workers one wins."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import KombuError

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import TRAIL, record
from jobs import registry
from jobs.choices import JobState
from jobs.models import Job, JobQuerySet

logger = logging.getLogger(__name__)

SILENT_FOR = timedelta(minutes=10)
RESEND_AFTER = timedelta(minutes=10)
KEEP_SCHEDULED_FOR = timedelta(days=7)
FIRST_WAIT = timedelta(seconds=30)
ERROR_LENGTH = 4000
VERIFY = "audit.verify"


def enqueue(name: str, *, payload: Mapping[str, Any] | None = None, by: User | None = None) -> Job:
    """Write the job and, when the transaction commits, send its message. by: None for the system. Raises UnknownJobError."""
    return _create(name, payload=dict(payload or {}), requested_by=by)


def enqueue_scheduled(name: str) -> Job | None:
    """Write a job the clock asks for, or None while the one before it is unfinished. Raises UnknownJobError."""
    if Job.objects.unfinished().filter(name=name, is_scheduled=True).exists():
        return None
    try:
        with transaction.atomic():
            return _create(name, is_scheduled=True)
    except IntegrityError:  # two clocks at the same moment
        return None


@transaction.atomic
def request_verification(*, by: User, at: datetime) -> Job:
    """Have the audit trail verified behind the page; while that waits or runs already, return that job and write nothing."""
    access.require(by, Role.AUDITOR, Role.ADMINISTRATOR, on=timezone.localdate(at))
    if waiting := Job.objects.unfinished().filter(name=VERIFY).first():
        return waiting
    job = enqueue(VERIFY, by=by)
    record(action="audit.verification.requested", by=by, target=TRAIL, after={"job": job.pk})
    return job


def claim(job_id: int, *, worker: str, now: datetime) -> Job | None:
    """Take the job for this worker, or return None: it is taken, finished, or not due yet."""
    won = (
        Job.objects.due(now)
        .filter(pk=job_id)
        .update(state=JobState.RUNNING, worker=worker, attempt=F("attempt") + 1, progress=0, message="", claimed_at=now, heartbeat_at=now)
    )
    return Job.objects.get(pk=job_id) if won else None


def report(*, job: Job, percent: int, message: str, now: datetime) -> None:
    """Store progress and heartbeat. Raises JobLostError if the job is not this worker's any more, ValueError outside 0 to 100."""
    if not 0 <= percent <= 100:
        raise ValueError(f"Progress is a percentage from 0 to 100, not {percent}.")
    if not _held(job).update(progress=percent, message=message[:200], heartbeat_at=now):
        raise registry.JobLostError(str(job))


def complete(*, job: Job, result: registry.Result, now: datetime) -> bool:
    """Finish the job; False if another worker has it by now, whose result counts."""
    return bool(_held(job).update(state=JobState.DONE, result=result, progress=100, error="", finished_at=now))


def fail(*, job: Job, error: str, now: datetime) -> bool:
    """Queue the job again after 30 s, 2 min, 8 min …, or let it fail after its last attempt. Keeps the end of the error text."""
    told = error[-ERROR_LENGTH:]
    if job.attempt < job.max_attempts:
        wait = FIRST_WAIT * 4 ** (job.attempt - 1)
        return bool(
            _held(job).update(state=JobState.QUEUED, error=told, not_before=now + wait)
        )  # the sweeper sends the message when it is due
    return bool(_held(job).update(state=JobState.FAILED, error=told, finished_at=now))


def requeue_lost(*, now: datetime, silent_for: timedelta = SILENT_FOR) -> list[Job]:
    """Queue again, at once, the running jobs whose worker has been silent that long, and return them; those out of attempts fail."""
    lost = Job.objects.silent(now - silent_for)
    return [job for job in lost if _give_back(job, now)]


def send_due(*, now: datetime, resend_after: timedelta = RESEND_AFTER) -> int:
    """Send the message of each due job that has none on its way, and return how many: retries, lost messages, a broker that was down."""
    unsent = Q(sent_at=None) | Q(sent_at__lt=now - resend_after) | Q(sent_at__lt=F("not_before"))
    waiting = list(Job.objects.due(now).filter(unsent).order_by("id").values_list("pk", flat=True))
    for job_id in waiting:
        _send(job_id)
    return len(waiting)


def forget_scheduled(*, now: datetime) -> int:
    """Delete the scheduled jobs done a week ago and earlier, a row a minute otherwise; return how many. Failures stay."""
    deleted, _models = Job.objects.filter(is_scheduled=True, state=JobState.DONE, finished_at__lt=now - KEEP_SCHEDULED_FOR).delete()
    return deleted


def _create(name: str, **fields: Any) -> Job:
    job = Job.objects.create(name=name, max_attempts=registry.get(name).max_attempts, created_at=timezone.now(), **fields)
    transaction.on_commit(partial(_send, job.pk))
    return job


def _send(job_id: int) -> None:
    """Send the message. A broker that is down does not undo the job: the sweeper sends again."""
    try:
        current_app.send_task("jobs.tasks.run", [job_id])  # by name: tasks import the actions, not the other way round
    except (KombuError, OSError) as error:
        logger.warning("The message of job %s was not sent (%s). The sweeper will try again.", job_id, error)
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())


def _give_back(job: Job, now: datetime) -> bool:
    told = f"The worker {job.worker} was last heard of at {job.heartbeat_at:%Y-%m-%d %H:%M:%S %Z}."
    unheard = _held(job).filter(heartbeat_at=job.heartbeat_at)
    if job.attempt < job.max_attempts:
        return bool(unheard.update(state=JobState.QUEUED, error=told, not_before=now))
    return bool(unheard.update(state=JobState.FAILED, error=told, finished_at=now))


def _held(job: Job) -> JobQuerySet:
    """Return the row as long as it is in the hands and attempt this object was read in."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempt=job.attempt)
