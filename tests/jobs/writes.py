"""How this app's functions that take `by` are made to write (tests/audit/writes.py explains)."""

from django.utils import timezone

from jobs import actions
from tests.audit.writes import Act, Prepare
from tests.conftest import World


def request_verification(world: World) -> Act:
    return lambda: actions.request_verification(by=world.auditor, at=timezone.now()), world.auditor


WRITES: dict[str, Prepare] = {"jobs.actions.request_verification": request_verification}
POSTS = {"jobs:trail-verify": "tests/jobs/test_views.py::test_an_auditor_has_the_trail_verified"}

SILENT: dict[str, str] = {"jobs.actions.enqueue": "The job is a row that names who asked for it; what it does then leaves its own entry."}
