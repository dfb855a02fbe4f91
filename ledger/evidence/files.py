"""The store of evidence: each content once, under its own digest, in the default storage, which no web server serves."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage

FOLDER = "evidence"
CHUNK = 1024 * 1024
logger = logging.getLogger(__name__)


class DamagedError(Exception):
    """The content of a file is gone, or no longer what was attached."""


def keep(content: bytes) -> str:
    """Store the content unless it lies there unharmed already; return its SHA-256.

    Written beside its place and moved there, so that a name never stands for half a file, whatever ends the process.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_intact(sha256):
        _write(_path(sha256), content)
    return sha256


def is_intact(sha256: str) -> bool:
    """Tell whether the content lies there as it was attached. Reads all of it."""
    with suppress(OSError), _path(sha256).open("rb") as stream:
        return _digest(stream) == sha256
    return False


def open_intact(sha256: str) -> IO[bytes]:
    """Return the content, open at its start. Raises DamagedError, after telling the log, where it is not what was attached.

    What is read afterwards is the file that was checked: it is not opened a second time.
    """
    try:
        stream = _path(sha256).open("rb")
    except OSError as error:
        logger.error("evidence %s cannot be read: %s", sha256, error)
        raise DamagedError(sha256) from error
    if _digest(stream) != sha256:
        stream.close()
        logger.error("evidence %s no longer has its digest", sha256)
        raise DamagedError(sha256)
    stream.seek(0)
    return stream


def _path(sha256: str) -> Path:
    return Path(default_storage.path(f"{FOLDER}/{sha256[:2]}/{sha256}"))


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(stream):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK), b"")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
