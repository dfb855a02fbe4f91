"""What every test run stands on, loaded before Django's settings (`-p tests.environment` in pyproject.toml).

A run has its own folder for ICONM_VAR, whatever the shell has set: tests must never see the database of `make run`.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests import slow

RUN = "ICONM_TEST_RUN"  # the folder of this run, told to the processes of pytest-xdist
KEPT = {"DATABASE_URL", "CELERY_BROKER_URL", RUN}  # given by tests.services
BROWSER_TESTS = Path(__file__).resolve().parent / "browser"
skipped: list[str] = []
# `make unit` tries fewer examples of what is generated; `make test` as many as each test names, else Hypothesis's hundred.
hypothesis_settings.register_profile("unit", max_examples=20)


def isolate() -> Path:
    """Set the environment of this process; return its folder."""
    for name in [name for name in os.environ if name.startswith("ICONM_") and name not in KEPT]:
        del os.environ[name]
    run = Path(os.environ.setdefault(RUN, "") or tempfile.mkdtemp(prefix="iconm-tests-"))
    os.environ[RUN] = str(run)
    var = run / os.environ.get("PYTEST_XDIST_WORKER", "main")
    (var / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    os.environ["ICONM_VAR"] = str(var)
    os.environ["ICONM_SECRET_KEY"] = "only-for-tests-" + "0123456789" * 5
    os.environ["ICONM_HTTPS"] = "0"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{var / 'portal.sqlite3'}")
    return var


OWNS_RUN = RUN not in os.environ
VAR = isolate()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.db import connections

    if not settings.configured:
        return
    # Static files by their own names: hashed names need collectstatic first, which tests/deploy/test_local.py tries.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    hash_passwords_quickly()
    database = connections.settings["default"]
    # Tables are made from the models, in a tenth of the time; tests/test_migrations.py holds them to what the migrations make.
    database["TEST"]["MIGRATE"] = False
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file in WAL mode, as the portal has it. Django's choice, memory shared between threads, locks whole tables instead.
        database["TEST"]["NAME"] = str(VAR / "test.sqlite3")


def hash_passwords_quickly() -> None:
    """Keep the portal's hasher, at its least: it takes a tenth of a second of every core on purpose, and tests have nothing to guard."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_unconfigure(config: pytest.Config) -> None:
    if OWNS_RUN:
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("browser")
    slow.mark(items)


# FORBID_SKIPS=1, set by CI: a test that did not run is a failure, since nobody reads the letter s.


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    # An expected failure is reported as skipped too, but has run: xfail_strict judges it.
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped.append(f"{report.nodeid}: {reason(report)}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        skipped.append(f"{report.nodeid}: {reason(report)}")


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


def skips_forbidden() -> bool:
    return os.environ.get("FORBID_SKIPS") == "1"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if skips_forbidden() and skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if skips_forbidden():
        for line in skipped:
            terminalreporter.write_line(f"FORBIDDEN SKIP {line}", red=True)
