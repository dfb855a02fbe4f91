"""deploy/bootstrap.py run for real in a folder of its own, with locks that ask for nothing, so without a network."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import bootstrap

SYSTEM_PYTHON = str(getattr(sys, "_base_executable", sys.executable))  # the one below .venv, which has pip
SCRIPT = Path(bootstrap.__file__)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "portal"
    (root / "deploy").mkdir(parents=True)
    (root / "requirements").mkdir()
    shutil.copy(SCRIPT, root / "deploy" / "bootstrap.py")
    for name in ("base", "test"):
        (root / "requirements" / f"{name}.txt").write_text(f"# nothing for {name}\n")
    return root


def run(root: Path, *arguments: str, python: tuple[str, ...] = (SYSTEM_PYTHON,), **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*python, "deploy/bootstrap.py", *arguments]
    return subprocess.run(command, cwd=root, env={**os.environ, **variables}, capture_output=True, text=True, check=False)


def make_base(root: Path) -> Path:
    assert run(root, "base").returncode == 0
    return root / ".venv"


def assert_remade(root: Path, leftover: Path) -> None:
    done = run(root, "base")
    assert done.returncode == 0, done.stderr
    assert "Making .venv" in done.stdout
    assert not leftover.exists()
    assert bootstrap.starts(root / ".venv")


def test_first_run_makes_a_python_that_starts(root: Path) -> None:
    venv = make_base(root)

    assert bootstrap.starts(venv)
    assert set(bootstrap.read_stamp(venv)) == {"base", "python", "path"}


def test_second_run_does_nothing(root: Path) -> None:
    venv = make_base(root)
    written = (venv / "stamp").stat().st_mtime_ns

    done = run(root, "base")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (venv / "stamp").stat().st_mtime_ns == written


def test_half_finished_is_made_anew(root: Path) -> None:
    venv = make_base(root)
    (venv / "stamp").unlink()
    (venv / "leftover").touch()

    assert_remade(root, venv / "leftover")


def test_moved_is_made_anew(root: Path) -> None:
    make_base(root)
    moved = root.rename(root.with_name("elsewhere"))
    (moved / ".venv" / "leftover").touch()

    assert_remade(moved, moved / ".venv" / "leftover")


def test_python_that_does_not_start_is_made_anew(root: Path) -> None:
    venv = make_base(root)
    for name in ("python", "python3"):
        (venv / "bin" / name).unlink()
        (venv / "bin" / name).symlink_to("/nowhere/python3")
    (venv / "leftover").touch()

    assert_remade(root, venv / "leftover")


def test_changed_lock_is_made_anew(root: Path) -> None:
    venv = make_base(root)
    (root / "requirements" / "base.txt").write_text("# nothing, said otherwise\n")
    (venv / "leftover").touch()

    assert_remade(root, venv / "leftover")


def test_file_in_the_way_is_replaced(root: Path) -> None:
    (root / ".venv").write_text("not a folder")

    assert bootstrap.starts(make_base(root))


def test_test_is_added_to_base_and_contains_it(root: Path) -> None:
    venv = make_base(root)
    (venv / "kept").touch()

    added = run(root, "test")
    again = run(root, "base")

    assert "Adding what the tests need" in added.stdout
    assert (venv / "kept").exists()
    assert again.stdout == ""


def test_failed_install_says_what_to_do_and_leaves_no_stamp(root: Path) -> None:
    (root / "requirements" / "base.txt").write_text(f"no-such-package-of-iconm==1.0 --hash=sha256:{'0' * 64}\n")

    done = run(root, "base", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(root), PIP_CONFIG_FILE=os.devnull)

    assert done.returncode == 1
    assert done.stderr == (
        "error: installing failed: the package index was not reached or lacks a package: check the network and this site's pip"
        " settings (pip config list), then try again.\n"
    )
    assert not (root / ".venv" / "stamp").exists()


def test_python_without_pip_names_the_package_to_install(root: Path) -> None:
    done = run(root, "base", python=(SYSTEM_PYTHON, "-I", "-S"))  # -S: no site-packages, so no pip

    assert done.returncode == 1
    assert "has no pip: sudo apt install python3-pip" in done.stderr
    assert "Traceback" not in done.stderr


def test_old_python_names_the_version_it_needs(root: Path) -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['deploy/bootstrap.py'];"
        " runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    )
    done = subprocess.run([SYSTEM_PYTHON, "-c", pretend], cwd=root, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("error: the portal needs Python 3.11 or newer; python3 is 3.9.2 here.")
    assert done.stderr.count("\n") == 1


def test_old_python_can_parse_the_script() -> None:
    assert ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_no_permission_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(root: Path, wanted: str) -> None:
        raise PermissionError(13, "Permission denied", "/srv/portal/.venv")

    monkeypatch.setattr(bootstrap, "make", refuse)
    monkeypatch.setattr(bootstrap, "is_ready", lambda *_: True)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "base"])

    assert bootstrap.main() == 1
    assert capsys.readouterr().err.startswith("error: no permission to write /srv/portal/.venv: use a folder of your own")


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        pytest.param("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "differs from the locked one", id="hash"),
        pytest.param("ERROR: [Errno 28] No space left on device", "the disk is full", id="disk"),
        pytest.param("NewConnectionError('<pip…>: Failed to establish a new connection')", "check the network", id="network"),
        pytest.param("ERROR: Failed building wheel for x", "Failed building wheel for x (the whole output: .venv/install.log)", id="other"),
    ],
)
def test_explain(said: str, advice: str) -> None:
    assert advice in bootstrap.explain(["Collecting x", said])
