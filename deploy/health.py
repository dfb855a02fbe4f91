"""Health of one container, for docker-compose.yml: `health.py web|worker|beat` exits 0 when it does its work."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

BEAT_SILENCE = 600.0  # seconds; Celery writes its schedule to disk every three minutes


def web() -> bool:
    """Ask the web server for the sign-in page, as the proxy would."""
    host = os.environ.get("ICONM_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status < 400


def worker() -> bool:
    """Ask this container's worker, by its name, through the broker."""
    node = f"celery@{socket.gethostname()}"
    command = [sys.executable, "-m", "celery", "--app", "iconm.celery", "inspect", "ping", "--destination", node, "--timeout", "10"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def beat() -> bool:
    """Look at the age of the schedule file: beat answers no questions."""
    files = list(Path(os.environ["ICONM_VAR"]).glob("beat-schedule*"))
    return any(time.time() - file.stat().st_mtime < BEAT_SILENCE for file in files)


if __name__ == "__main__":
    checks = {"web": web, "worker": worker, "beat": beat}
    sys.exit(0 if checks[sys.argv[1]]() else 1)
