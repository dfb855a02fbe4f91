import pytest
from django.conf import settings

from iconm.celery import app
from jobs import registry
from jobs.registry import JobContext, Result, UnknownJobError, handler


def test_get() -> None:
    found = registry.get("audit.seal")
    assert (found.name, found.max_attempts) == ("audit.seal", 1)


def test_get_unknown() -> None:
    with pytest.raises(UnknownJobError, match="handlers.py"):
        registry.get("audit.unseal")


def test_two_handlers_of_a_name_are_a_mistake() -> None:
    def run(job: JobContext) -> Result:
        return None

    with pytest.raises(ValueError, match="two handlers"):
        handler("audit.seal")(run)


def test_the_schedule_names_tasks_and_jobs_that_exist() -> None:
    app.loader.import_default_modules()
    for line in settings.CELERY_BEAT_SCHEDULE.values():
        assert line["task"] in app.tasks
        for name in line.get("args", ()):
            registry.get(name)
