"""Users with roles, for the tests of every app."""

from datetime import date

from accounts.choices import Organization, Role
from accounts.models import RoleAssignment, User

SINCE = date(2025, 4, 1)
PASSWORD = "kawasaki-rinkai-77"


def make_user(
    username: str, *roles: Role, dataset: str = "", organization: Organization = Organization.CITY, password: str | None = None
) -> User:
    """Create a user who holds the roles since 1 April 2025, without end. No password is quick: hashing one is slow on purpose."""
    user = User.objects.create_user(username, password=password, name=f"利用者 {username}", organization=organization)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role, dataset=dataset, valid_from=SINCE)
    return user
