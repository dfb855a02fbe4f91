"""Make .venv from the hash-locked requirements: `python3 deploy/bootstrap.py [base|test]`.

Run by the system's Python with nothing installed. Must parse on a Python too old for the portal (3.6 and newer), so that it can say so.
A finished .venv carries a stamp; anything without a matching stamp is half-finished, moved or outdated, and is made anew.
"""

import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

MINIMUM = (3, 11)
PIP_MINIMUM = (22, 3)  # the first with `pip --python`, which installs into an environment that has no pip of its own
ROOT = Path(__file__).resolve().parent.parent
PROGRESS_EVERY = 5.0  # seconds
ADVICE = (
    (
        r"DO NOT MATCH THE HASHES",
        "a package differs from the locked one: try again, then ask who runs the package index.",
    ),
    (
        r"No space left on device",
        "the disk is full: free about 500 MB and try again.",
    ),
    (
        r"Could not find a version|No matching distribution|ConnectionError|ConnectTimeout|Read timed out|ProxyError|SSLError",
        "the package index was not reached or lacks a package:"
        " check the network and this site's pip settings (pip config list), then try again.",
    ),
)


class SetupError(Exception):
    """The work cannot go on; the message is one line and says what to do."""


def main() -> int:
    if tuple(sys.version_info[:2]) < MINIMUM:
        return fail(old_python(tuple(sys.version_info[:3])))
    wanted = sys.argv[1] if len(sys.argv) > 1 else "base"
    if wanted not in ("base", "test") or len(sys.argv) > 2:
        return fail("usage: python3 deploy/bootstrap.py [base|test]")
    if sys.prefix != sys.base_prefix and not is_ready(ROOT, wanted):
        # Started by the Python of an activated environment, perhaps the very one to be replaced: go on with the Python below it.
        base = getattr(sys, "_base_executable", sys.executable)
        os.execv(base, [base, str(Path(__file__).resolve()), wanted])
    try:
        make(ROOT, wanted)
    except SetupError as error:
        return fail(str(error))
    except PermissionError as error:
        return fail(no_permission(ROOT, error))
    except KeyboardInterrupt:
        return fail("stopped before .venv was finished; the next run makes it anew.", code=130)
    return 0


def fail(message: str, code: int = 1) -> int:
    print("error: " + message, file=sys.stderr)
    return code


def old_python(version: "tuple[int, ...]") -> str:
    return (
        f"the portal needs Python 3.11 or newer; python3 is {'.'.join(map(str, version))} here."
        " Install a newer one (Debian 12 has it: sudo apt install python3) and name it: make run PYTHON=python3.11"
    )


def no_permission(root: Path, error: OSError) -> str:
    return f"no permission to write {error.filename or root}: use a folder of your own, or take ownership: sudo chown -R $(id -un) {root}"


def make(root: Path, wanted: str) -> None:
    """Bring root/.venv to the locked set `wanted`. Returns at once when it is there. Raises SetupError."""
    if is_ready(root, wanted):
        return
    require_pip()
    venv = root / ".venv"
    if wanted == "test" and is_ready(root, "base") and "test" not in read_stamp(venv):
        print("Adding what the tests need to .venv …", flush=True)
    else:
        remove(venv)
        print(f"Making .venv with Python {'.'.join(map(str, sys.version_info[:3]))} …", flush=True)
        create(venv)
    # While pip works there is no stamp: a run broken off here is recognised.
    (venv / "stamp").unlink(missing_ok=True)
    install(root, wanted)
    write_stamp(root, wanted)


def is_ready(root: Path, wanted: str) -> bool:
    """Tell whether .venv was finished for `wanted`, by this Python, in this place, from these locks. test contains base."""
    venv = root / ".venv"
    stamp = read_stamp(venv)
    return all(stamp.get(name) == value for name, value in expected(root, wanted).items()) and starts(venv)


def expected(root: Path, wanted: str) -> "dict[str, str]":
    locks = ("base", "test") if wanted == "test" else ("base",)
    stamp = {name: hashlib.sha256((root / "requirements" / f"{name}.txt").read_bytes()).hexdigest() for name in locks}
    stamp["python"] = f"{sys.version_info[0]}.{sys.version_info[1]}"
    stamp["path"] = str(root / ".venv")
    return stamp


def read_stamp(venv: Path) -> "dict[str, str]":
    try:
        lines = (venv / "stamp").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split(" ", 1) for line in lines if " " in line)


def write_stamp(root: Path, wanted: str) -> None:
    lines = [f"{name} {value}\n" for name, value in expected(root, wanted).items()]
    (root / ".venv" / "stamp").write_text("".join(lines), encoding="utf-8")


def starts(venv: Path) -> bool:
    """Tell whether the environment's Python runs; its link breaks when the system's Python is replaced."""
    try:
        return subprocess.run([str(venv / "bin" / "python"), "-I", "-S", "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def require_pip() -> None:
    if importlib.util.find_spec("pip") is None:
        raise SetupError(f"{sys.executable} has no pip: sudo apt install python3-pip, then run the command again.")
    pip = importlib.import_module("pip")  # the system's; .venv has none

    if tuple(int(part) for part in re.findall(r"\d+", pip.__version__)[:2]) < PIP_MINIMUM:
        raise SetupError(f"pip {pip.__version__} is too old (22.3 is needed): {sys.executable} -m pip install --user --upgrade pip")


def remove(venv: Path) -> None:
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        print("Removing a .venv that is half-finished, was moved or is out of date …", flush=True)
        shutil.rmtree(venv)


def create(venv: Path) -> None:
    # Debian's Python comes without ensurepip: the environment gets no pip, the system's installs into it.
    done = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], capture_output=True, text=True, check=False)
    if done.returncode:
        if not os.access(str(venv.parent), os.W_OK):
            raise SetupError(no_permission(venv.parent, OSError()))
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise SetupError(f"python3 -m venv failed ({reason[0]}): sudo apt install python3-venv, then run the command again.")


def install(root: Path, wanted: str) -> None:
    """Install the lock. Raises SetupError with what to do; pip's own words go to .venv/install.log."""
    lock = root / "requirements" / f"{wanted}.txt"
    python = root / ".venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    print(f"Installing requirements/{wanted}.txt (about half a minute when nothing is cached) …", flush=True)
    started = time.monotonic()
    code, said = run_telling(
        [*pip, "install", "--progress-bar", "off", "--require-hashes", "-r", str(lock)], root / ".venv" / "install.log"
    )
    if code:
        raise SetupError(explain(said))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def run_telling(command: "list[str]", log: Path) -> "tuple[int, list[str]]":
    """Run pip with its output in `log`, printing a line every few seconds; return its exit code and its lines."""
    said = []
    started = told = time.monotonic()
    # Two nested with: the parenthesised form that a formatter would make of one does not parse before Python 3.9.
    with log.open("w", encoding="utf-8") as copy:  # noqa: SIM117
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip:
            assert pip.stdout is not None  # noqa: S101 (tells mypy what PIPE means)
            for line in pip.stdout:
                copy.write(line)
                said.append(line.strip())
                late = time.monotonic() - told >= PROGRESS_EVERY and line.startswith("Collecting")
                if late or line.startswith("Installing"):
                    told = time.monotonic()
                    print(f"  {told - started:3.0f} s  {line.strip()[:60]} …", flush=True)
    return pip.returncode, said


def explain(said: "list[str]") -> str:
    text = "\n".join(said)
    for pattern, advice in ADVICE:
        if re.search(pattern, text):
            return "installing failed: " + advice
    last = [line for line in said if line.startswith("ERROR")][-1:] or said[-1:] or ["pip said nothing"]
    return f"installing failed: {last[0]} (the whole output: .venv/install.log)"


if __name__ == "__main__":
    sys.exit(main())
