"""The environment of one run: its own folder and database, whatever the shell has set. Nobody's figures are ever touched."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "papers.sqlite3"


@contextmanager
def temporary() -> Iterator[Path]:
    """Point the settings at a new folder; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="iconm-benchmarks-") as name:
        folder = Path(name)
        for foreign in [variable for variable in os.environ if variable.startswith("ICONM_") or variable == "CELERY_BROKER_URL"]:
            del os.environ[foreign]
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "iconm.settings",
            "ICONM_VAR": name,
            "ICONM_SECRET_KEY": secrets.token_urlsafe(48),
            "ICONM_HTTPS": "0",
            "ICONM_LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        }
        yield folder
