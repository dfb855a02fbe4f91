"""The commands that people and CI are told to use exist, and CI uses the same ones as people."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/operations.md", ".ci/run", "deploy/local.py", "tests/services.py")


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return {name for name in re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE) if not name.startswith("venv-")}


@pytest.mark.parametrize(
    "name", ["setup", "run", "unit", "test", "check", "bench", "load-data", "screenshots", "messages", "lock", "fmt", "clean", "help"]
)
def test_target_exists_and_make_can_read_it(name: str) -> None:
    assert name in targets()
    assert subprocess.run(["make", "--dry-run", name], cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_only_targets_that_exist(document: str) -> None:
    named = set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE))
    assert named, "names no command: take it off the list"
    assert named <= targets()


def test_help_lists_every_command() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {word for word in targets() if f"make {word}" not in listed} == set()


def test_ci_runs_check_and_test_with_skips_forbidden_and_nothing_else() -> None:
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]

    assert lines[-3:] == ["export FORBID_SKIPS=1", "make check", "make test"]
    assert [line for line in lines if "pytest" in line or "ruff" in line or "|| true" in line] == []
    assert "set -euo pipefail" in lines


def test_make_test_runs_what_make_unit_leaves_out() -> None:
    recipes = {
        name: subprocess.run(["make", "--dry-run", name], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in ("unit", "test")
    }

    assert "not slow" in recipes["unit"] and "--hypothesis-profile=unit" in recipes["unit"]
    assert "slow" not in recipes["test"] and "profile" not in recipes["test"]


def test_ci_can_be_started() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0


def test_commands_need_no_activated_environment() -> None:
    recipes = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if line.startswith("\t")]
    bare = [line for line in recipes if re.match(r"\t@?(python3?|pytest|ruff|mypy|lint-imports|celery|gunicorn)\b", line)]
    assert bare == []


def test_no_registry_host_is_in_the_locks() -> None:
    for lock in ("base", "test"):
        assert "://" not in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
