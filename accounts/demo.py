"""The demo sign-ins of a trial: the `demo_accounts` command creates them, the sign-in page lists them. Only while settings.DEMO is on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Organization, Role

PASSWORD = "tonomachi-demo-2026"  # noqa: S105  (public on purpose: a trial's sign-in page prints it, and settings.DEMO is refused in production)


@dataclass(frozen=True)
class DemoUser:
    username: str
    name: Any  # a lazy translation
    organization: Organization
    role: Role


USERS = (
    DemoUser("clerk", _("入力担当（試用）"), Organization.CITY, Role.CLERK),
    DemoUser("approver", _("承認者（試用）"), Organization.CITY, Role.APPROVER),
    DemoUser("respondent", _("財団回答者（試用）"), Organization.FOUNDATION, Role.RESPONDENT),
    DemoUser("manager", _("財団管理者（試用）"), Organization.FOUNDATION, Role.MANAGER),
    DemoUser("auditor", _("監査（試用）"), Organization.CITY, Role.AUDITOR),
    DemoUser("administrator", _("システム管理者（試用）"), Organization.CITY, Role.ADMINISTRATOR),
)
