"""A portal for one run: two databases with the real figures, static files, one reader."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.choices import Organization, Role
from accounts.models import User
from benchmarks import years
from benchmarks.environment import DATABASE

READER = "reader"
MORE_YEARS = 26


@dataclass(frozen=True)
class Databases:
    """papers: the figures of the papers, four years of accounts. many: the same and 26 further years."""

    papers: Path
    many: Path

    def use(self, path: Path) -> None:
        """Connect to one of the two."""
        if connection.settings_dict["NAME"] != str(path):
            connection.close()
            connection.settings_dict["NAME"] = str(path)
        connection.ensure_connection()


@contextmanager
def filled(folder: Path) -> Iterator[Databases]:
    """Make the tables, load and copy; yield the databases, connected to the one of the papers."""
    settings.ROOT_URLCONF = "benchmarks.urls"
    databases = Databases(papers=folder / DATABASE, many=folder / "many.sqlite3")
    call_command("collectstatic", interactive=False, verbosity=0)
    fill()
    connection.close()  # which writes SQLite's log of changes back into the file
    shutil.copy(databases.papers, databases.many)
    databases.use(databases.many)
    years.add(MORE_YEARS)
    databases.use(databases.papers)
    try:
        yield databases
    finally:
        connection.close()


def fill() -> None:
    """Make the tables in the database that is configured, load the real figures, add the reader."""
    with Path(os.devnull).open("w") as quiet:
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables from the models: quicker
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("load_iconm", stdout=quiet)
    _add_reader()


def sign_in() -> Client:
    """Return a browser in which the reader is signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=READER), backend="accounts.backends.PasswordBackend")
    return client


def get(client: Client, address: str) -> bytes:
    """Return the page. Raises LookupError where there is none."""
    response = client.get(address)
    if response.status_code != 200:
        raise LookupError(f"{address} answered {response.status_code}")
    return response.content


def _add_reader() -> None:
    """Add a foundation manager, who may read everything; without a password, since hashing one takes longer than all cases together."""
    user = User.objects.create_user(READER, name=READER, organization=Organization.FOUNDATION)
    user.role_assignments.create(role=Role.MANAGER, valid_from=date(2026, 2, 10))
