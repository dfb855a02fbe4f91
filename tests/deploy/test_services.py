"""tests/services.py against real servers."""

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg2
import pytest

from tests import services
from tests.deploy.processes import still_running

ROOT = Path(__file__).resolve().parents[2]


def query(url: str, sql: str) -> object:
    database = environ.Env.db_url_config(url)
    connection = psycopg2.connect(dbname=database["NAME"], user=database["USER"], host=database["HOST"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
            return row[0] if row else None
    finally:
        connection.close()


def test_postgres_answers_then_is_gone() -> None:
    with services.postgres() as url:
        folder = Path(environ.Env.db_url_config(url)["HOST"])
        assert query(url, "SELECT 6 * 7") == 42
        assert query(url, "SHOW listen_addresses") == ""
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    assert not folder.exists()
    assert still_running({server}) == set()


def test_postgres_ends_when_the_test_fails() -> None:
    folders = []

    def test_that_fails() -> None:
        with services.postgres() as url:
            folders.append(Path(environ.Env.db_url_config(url)["HOST"]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        test_that_fails()

    assert [folder.exists() for folder in folders] == [False]


def test_redis_answers_then_is_gone() -> None:
    with services.redis() as url:
        address = urlsplit(url)
        assert address.hostname == "127.0.0.1"
        assert address.port
        assert services.pongs(address.port)

    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", address.port), timeout=1):
        pass


def cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.services", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_command_gets_the_url_and_gives_its_exit_code() -> None:
    done = cli("redis", "--", "sh", "-c", "echo $CELERY_BROKER_URL; exit 3")

    assert done.returncode == 3
    assert done.stdout.startswith("redis://127.0.0.1:")


def test_command_finds_the_programs_of_this_environment() -> None:
    done = cli("redis", "--", "pytest", "--version")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="nothing"),
        pytest.param(["postgres"], id="no command"),
        pytest.param(["--", "true"], id="no service"),
        pytest.param(["mysql", "--", "true"], id="unknown service"),
    ],
)
def test_wrong_use_is_explained(arguments: list[str]) -> None:
    done = cli(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("usage:")
