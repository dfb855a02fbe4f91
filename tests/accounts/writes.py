"""How the actions on roles are made to write (tests/audit/writes.py explains)."""

from datetime import date

from accounts import actions
from accounts.choices import Role
from tests.audit.writes import Act, Prepare
from tests.conftest import World


def assign_role(world: World) -> Act:
    by = world.administrator
    return lambda: actions.assign_role(user=world.outsider, role=Role.CLERK, valid_from=date(2026, 4, 1), by=by), by


def end_role(world: World) -> Act:
    by, assignment = world.administrator, world.clerk.role_assignments.get()
    return lambda: actions.end_role(assignment=assignment, valid_until=date(2030, 4, 1), by=by), by


WRITES: dict[str, Prepare] = {
    "accounts.actions.assign_role": assign_role,
    "accounts.actions.end_role": end_role,
}
