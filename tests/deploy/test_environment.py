"""tests/environment.py as another pytest meets it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.slow import SLOW

ROOT = Path(__file__).resolve().parents[2]
# Source of a suite run below, to see that its skip is named and forbidden: nothing is skipped here.
SKIPS = "import pytest\n\ndef test_left_out() -> None:\n    pytest.skip('no printer here')\n\ndef test_fine() -> None:\n    pass\n"
# The same for a whole module: text for the suite run below, where CI's rule has to refuse it.
MODULE_SKIPS = "import pytest\n\npytest.skip('no printer here', allow_module_level=True)\n"
SEES = "import os\n\ndef test_sees() -> None:\n    print('VAR', os.environ['ICONM_VAR'], 'DEMO', os.environ.get('ICONM_DEMO'))\n"


def run(tmp_path: Path, code: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_it.py").write_text(code)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICONM_", "PYTEST_", "DATABASE_URL", "FORBID_SKIPS"))}
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), *options, str(tmp_path)]
    return subprocess.run(command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        pytest.param(SKIPS, [], id="test"),
        pytest.param(SKIPS, ["-n", "1"], id="test in another process"),
        pytest.param(SKIPS + MODULE_SKIPS, [], id="module"),
    ],
)
def test_forbidden_skip_fails_the_run_and_is_named(tmp_path: Path, code: str, options: list[str]) -> None:
    done = run(tmp_path, code, *options, FORBID_SKIPS="1")

    assert done.returncode != 0
    assert "FORBIDDEN SKIP" in done.stdout
    assert "no printer here" in done.stdout


def test_skip_is_allowed_at_home(tmp_path: Path) -> None:
    assert run(tmp_path, SKIPS).returncode == 0


@pytest.mark.parametrize("name", SLOW)
def test_what_is_slow_is_there(name: str) -> None:
    path, _colons, test = name.partition("::")
    assert (ROOT / path).exists()
    assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
    assert re.fullmatch(r"\d+: .+", SLOW[name]), "the seconds, then why"


def test_slow_tests_are_the_ones_in_the_table_and_those_of_the_whole_papers() -> None:
    files = [
        "tests/test_catalogue.py",
        "tests/ledger/browse/test_views.py",
        "tests/ledger/test_load_iconm.py",
        "tests/outreach/test_admin.py",
    ]
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "slow", *files]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICONM_", "PYTEST_", "DATABASE_URL"))}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)

    slow = {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert {name.partition("::")[0] for name in slow} >= {"tests/test_catalogue.py", "tests/outreach/test_admin.py"}
    assert {name for name in slow if "browse" in name} == {name for name in SLOW if "test_views.py::" in name}


def test_nothing_of_the_shell_reaches_a_test_and_nothing_is_left(tmp_path: Path) -> None:
    done = run(tmp_path, SEES, "-s", ICONM_VAR="/srv/real", ICONM_DEMO="1")

    words = next(line for line in done.stdout.splitlines() if "VAR" in line).split()
    var = Path(words[words.index("VAR") + 1])
    assert words[-2:] == ["DEMO", "None"]
    assert var != Path("/srv/real")
    assert not var.exists()
