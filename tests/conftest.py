"""What the tests of every app share: the people, and the ledger as the papers fill it. Factories stand beside the tests of their app."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from accounts.choices import Organization, Role
from accounts.models import User
from tests.accounts.factories import make_user


@dataclass(frozen=True)
class World:
    """One person of each kind, in their roles since 1 April 2025 for every dataset; the outsider has none."""

    clerk: User
    approver: User
    second_approver: User
    respondent: User
    manager: User
    auditor: User
    administrator: User
    outsider: User


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
    return World(
        clerk=make_user("clerk", Role.CLERK),
        approver=make_user("approver", Role.APPROVER),
        second_approver=make_user("second-approver", Role.APPROVER),
        respondent=make_user("respondent", Role.RESPONDENT, organization=Organization.FOUNDATION),
        manager=make_user("manager", Role.MANAGER, organization=Organization.FOUNDATION),
        auditor=make_user("auditor", Role.AUDITOR),
        administrator=make_user("administrator", Role.ADMINISTRATOR),
        outsider=make_user("outsider", organization=Organization.OTHER),
    )


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
    items.sort(key=asks_for_papers)


def asks_for_papers(item: pytest.Item) -> bool:
    return "papers_in_database" in getattr(item, "fixturenames", ())


@pytest.fixture
def loaded(papers_in_database: None, db: None) -> None:
    """Every register and figure of fixtures/, as load_iconm loads them."""
