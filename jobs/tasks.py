"""What Celery calls. Each task loads by id and calls actions."""

import logging
import os
import socket
import traceback
from uuid import uuid4

from celery import shared_task
from django.utils import timezone

from jobs import actions, registry
from jobs.models import Job

logger = logging.getLogger(__name__)


@shared_task
def run(job_id: int) -> None:
    """Do the job if it can be claimed. A message that comes twice finds it taken or finished, and does nothing."""
    job = actions.claim(job_id, worker=worker_name(), now=timezone.now())
    if job is None:
        return
    try:
        result = registry.get(job.name).run(context_of(job), **job.payload)
    except registry.JobLostError:
        logger.warning("%s was given to another worker.", job)
    except Exception:  # whatever a handler raises belongs to its job, not to the worker
        logger.exception("%s failed in attempt %s.", job, job.attempt)
        actions.fail(job=job, error=traceback.format_exc(), now=timezone.now())
    else:
        actions.complete(job=job, result=result, now=timezone.now())


@shared_task
def enqueue_scheduled(name: str) -> None:
    actions.enqueue_scheduled(name)


@shared_task
def sweep() -> None:
    """Take care of what died or got lost, once a minute."""
    now = timezone.now()
    actions.requeue_lost(now=now)
    actions.send_due(now=now)
    actions.forget_scheduled(now=now)


def context_of(job: Job) -> registry.JobContext:
    def report(percent: int, message: str) -> None:
        actions.report(job=job, percent=percent, message=message, now=timezone.now())

    return registry.JobContext(id=job.pk, attempt=job.attempt, requested_by_id=job.requested_by_id, report=report)


def worker_name() -> str:
    """Return a name no other thread or process has, so that a job's holder is never mistaken."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{uuid4().hex[:12]}"
