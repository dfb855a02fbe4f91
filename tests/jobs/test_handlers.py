"""The jobs of the apps below this one, as the clock asks for them."""

import pytest
from django.conf import settings
from django.db import connection

from audit.actions import record
from audit.guards import GUARDS
from audit.models import Entry
from audit.queries import head
from audit.sign_in import SIGNED_IN
from iconm.lib import guards
from jobs import actions, registry, tasks
from jobs.models import Job

pytestmark = pytest.mark.django_db


def done(name: str) -> Job:
    """Do the job as a worker does."""
    job = actions.enqueue(name)
    tasks.run(job.pk)
    job.refresh_from_db()
    return job


def test_the_clock_asks_for_jobs_that_exist() -> None:
    asked = [args[0] for entry in settings.CELERY_BEAT_SCHEDULE.values() if (args := entry.get("args"))]
    assert {"audit.seal", "audit.verify"} <= set(asked)
    for name in asked:
        assert registry.get(name).name == name


def test_seal_then_verify() -> None:
    record(action=SIGNED_IN, by=None)
    assert done("audit.seal").result == {"sealed": 1}
    job = done("audit.verify")
    assert (job.state, job.result) == ("done", {"proved": 1, "head": head(), "broken": None})
    entry = Entry.objects.get(action="audit.chain.verified")
    assert (entry.actor, entry.target, entry.difference["proved"]) == (None, "audit.entry", [None, 1])


def test_verify_broken(caplog: pytest.LogCaptureFixture) -> None:
    record(action=SIGNED_IN, by=None)
    done("audit.seal")
    connection.check_constraints()
    guards.remove(connection, GUARDS)
    Entry.objects.update(reason="forged")
    assert done("audit.verify").result == {"proved": 0, "head": "0" * 64, "broken": 1}
    assert "The audit trail is broken at link 1" in caplog.text
