"""What runs on this machine (Linux), for tests that look for what was left behind."""

import time
from pathlib import Path


def descendants(process: int) -> set[int]:
    """Return the processes below one, all the way down."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    children = {int(child) for path in lists for child in path.read_text().split()}
    return children.union(*(descendants(child) for child in children))


def still_running(processes: set[int]) -> set[int]:
    """Return those that do not end within ten seconds. A zombie has ended."""
    deadline = time.monotonic() + 10
    while (left := {process for process in processes if state(process) not in ("", "Z")}) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it ended before its file was opened, or before it was read
        return ""
