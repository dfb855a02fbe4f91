from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jobs.models import Job

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {"name": "tests.work", "max_attempts": 3, "created_at": NOW}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"state": "lost"}, id="unknown state"),
        pytest.param({"progress": 101}, id="more than 100 %"),
        pytest.param({"max_attempts": 0}, id="no attempt allowed"),
        pytest.param({"attempt": 4}, id="more attempts than allowed"),
        pytest.param({"state": "running", "attempt": 1, "claimed_at": NOW}, id="running without a heartbeat"),
        pytest.param({"state": "running", "claimed_at": NOW, "heartbeat_at": NOW}, id="running in no attempt"),
        pytest.param({"state": "done"}, id="done at no time"),
        pytest.param({"state": "failed"}, id="failed at no time"),
        pytest.param({"state": "queued", "finished_at": NOW}, id="queued yet finished"),
    ],
)
def test_refused_by_the_database(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.bulk_create([Job(**GOOD | wrong)])


def test_one_unfinished_scheduled_job_of_a_name() -> None:
    Job.objects.create(**GOOD, is_scheduled=True, state="done", finished_at=NOW)
    Job.objects.create(**GOOD, is_scheduled=True)
    Job.objects.create(**GOOD)
    Job.objects.create(**GOOD | {"name": "tests.other"}, is_scheduled=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(**GOOD, is_scheduled=True, state="running", attempt=1, claimed_at=NOW, heartbeat_at=NOW)
