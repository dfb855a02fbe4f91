"""Handlers of the apps below this one, which cannot import it."""

import logging

from django.utils import timezone

from audit import actions as audit
from jobs.registry import JobContext, Result, handler

logger = logging.getLogger(__name__)


@handler("audit.seal", max_attempts=1)  # the clock asks again a minute later
def seal_audit(_job: JobContext) -> Result:
    return {"sealed": audit.seal(now=timezone.now())}


@handler("audit.verify", max_attempts=1)  # the clock asks again a day later
def verify_audit(_job: JobContext) -> Result:
    """Prove the chain. A broken one is no failure of the job: the auditor's page tells, and the log tells whoever runs the server."""
    proof = audit.verify_trail(by=None)
    if proof.broken:
        logger.error("The audit trail is broken at link %s (%s); see manage.py verify_audit.", proof.broken.sequence, proof.broken.fault)
    return {"proved": proof.proved, "head": proof.head, "broken": proof.broken.sequence if proof.broken else None}
