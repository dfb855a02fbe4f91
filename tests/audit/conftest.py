from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.choices import Role
from accounts.models import User
from audit.guards import GUARDS
from iconm.lib import guards
from tests.accounts.factories import make_user


@pytest.fixture
def administrator(db: None) -> User:
    return make_user("root", Role.ADMINISTRATOR)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real commits. The trail refuses to be emptied afterwards, so its guards make way; the flush puts them back with post_migrate."""
    yield
    guards.remove(connection, GUARDS)
