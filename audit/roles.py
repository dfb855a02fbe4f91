"""Roles given and ended from code, under the codes the admin uses: accounts lies below and tells by a signal."""

from typing import Any

from accounts.models import RoleAssignment, User
from accounts.signals import role_written
from audit import registry
from audit.actions import record
from audit.snapshots import fields_of, target_of


def listen() -> None:
    registry.register_model(RoleAssignment)
    role_written.connect(on_role_written, dispatch_uid="audit-role-written")


def on_role_written(*, assignment: RoleAssignment, before: dict[str, Any] | None, by: User | None, **_kwargs: Any) -> None:
    after = fields_of(assignment)
    verb = registry.ADDED if before is None else registry.CHANGED
    old = None if before is None else after | before
    record(action=registry.model_code(RoleAssignment, verb), by=by, target=target_of(assignment), before=old, after=after)
