"""What the tests of every app share: the people, and the ledger as the papers fill it. Factories stand beside the tests of their app."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from accounts.choices import Organization, Role
from accounts.models import RoleAssignment, User
from tests.accounts.factories import SINCE
from tests.slow import asks_for_papers, is_in_table


@dataclass(frozen=True)
class World:
    """One person of each kind, in the order of PEOPLE, in their roles since 1 April 2025 for every dataset; the outsider has none."""

    clerk: User
    approver: User
    second_approver: User
    respondent: User
    manager: User
    auditor: User
    administrator: User
    outsider: User


PEOPLE: list[tuple[str, Role | None, Organization]] = [
    ("clerk", Role.CLERK, Organization.CITY),
    ("approver", Role.APPROVER, Organization.CITY),
    ("second-approver", Role.APPROVER, Organization.CITY),
    ("respondent", Role.RESPONDENT, Organization.FOUNDATION),
    ("manager", Role.MANAGER, Organization.FOUNDATION),
    ("auditor", Role.AUDITOR, Organization.CITY),
    ("administrator", Role.ADMINISTRATOR, Organization.CITY),
    ("outsider", None, Organization.OTHER),
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Note all migrations as done: tests/environment.py has the tables made from the models."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for migration in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(*migration)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    """Create them all in two queries: half of the suite's tests begin with them."""
    people = [_person(*each) for each in PEOPLE]
    User.objects.bulk_create(people)
    held = [(person, role) for person, (_name, role, _organization) in zip(people, PEOPLE, strict=True) if role]
    RoleAssignment.objects.bulk_create(RoleAssignment(user=person, role=role, valid_from=SINCE) for person, role in held)
    return World(*people)


def _person(username: str, _role: Role | None, organization: Organization) -> User:
    return User(username=username, password=make_password(None), name=f"利用者 {username}", organization=organization)


@pytest.fixture(scope="session")
def papers_in_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Run load_iconm once for a process, in a transaction around all tests that ask for it: they run last (below).

    Tests with real commits cannot ask for it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_iconm", stdout=io.StringIO())
        # Each test blocks again what it unblocked; this block covers the loading and, after the last test, the rollback.
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.hookimpl(trylast=True)  # pytest-django has put tests with real commits behind those without
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest of them first, so that the last process is not left alone with one.
    items.sort(key=lambda item: (asks_for_papers(item), asks_for_papers(item) and not is_in_table(item)))


@pytest.fixture
def loaded(papers_in_database: None, db: None) -> None:
    """Every register and figure of fixtures/, as load_iconm loads them."""
