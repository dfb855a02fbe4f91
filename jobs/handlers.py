"""Handlers of the apps below this one, which cannot import it."""

import logging

from django.utils import timezone

from accounts.models import User
from audit import actions as audit
from audit.models import Link
from jobs.registry import JobContext, Result, handler

logger = logging.getLogger(__name__)


@handler("audit.seal", max_attempts=1)  # the clock asks again a minute later
def seal_audit(_job: JobContext) -> Result:
    return {"sealed": audit.seal(now=timezone.now())}


@handler("audit.verify", max_attempts=1)  # the clock asks again a day later
def verify_audit(job: JobContext) -> Result:
    """Prove the chain, for whoever asked. A broken one is no failure of the job: page and log tell of it."""
    links = Link.objects.count()
    by = User.objects.get(pk=job.requested_by_id) if job.requested_by_id else None
    proof = audit.verify_trail(by=by, tell=lambda proved: job.progress(min(99, proved * 100 // links)))
    if proof.broken:
        logger.error("The audit trail is broken at link %s (%s); see manage.py verify_audit.", proof.broken.sequence, proof.broken.fault)
    return {"proved": proof.proved, "head": proof.head, "broken": proof.broken.sequence if proof.broken else None}
