"""An organization that gets a new name on 1 April 2026, after the paper of February."""

from datetime import UTC, date, datetime

from accounts.models import User
from programs.actions import NewName, rename_organization
from programs.models import Organization

NOON = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)  # in Japan
BEFORE = date(2026, 2, 10)
SINCE = date(2026, 4, 1)
REASON = "商号変更の届出による"


def rename(organization: Organization, *, by: User, name: str = "新名称", since: date = SINCE, seen: str = "") -> None:
    new = NewName(name, "New Name", "シンメイショウ")
    rename_organization(organization=organization, new=new, since=since, seen=seen or organization.name, reason=REASON, by=by, at=NOON)
