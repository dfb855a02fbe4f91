"""The store: each content once, whole or not at all, and checked before it leaves."""

import hashlib
import logging
import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from ledger.evidence import files
from ledger.evidence.files import DamagedError

CONTENT = "根拠".encode() * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    return tmp_path / "evidence"


def lying(stored: Path) -> list[str]:
    return sorted(str(path.relative_to(stored)) for path in stored.rglob("*") if path.is_file())


def test_keep_stores_a_content_once_under_its_digest(stored: Path) -> None:
    assert files.keep(CONTENT) == files.keep(CONTENT) == SHA256
    assert lying(stored) == [f"{SHA256[:2]}/{SHA256}"]
    with files.open_intact(SHA256) as stream:
        assert stream.read() == CONTENT


def test_keep_leaves_what_lies_there_alone(stored: Path) -> None:
    files.keep(CONTENT)
    path = stored / SHA256[:2] / SHA256
    os.utime(path, (1, 1))

    files.keep(CONTENT)

    assert path.stat().st_mtime == 1


def test_keep_mends_a_damaged_content(stored: Path) -> None:
    files.keep(CONTENT)
    (stored / SHA256[:2] / SHA256).write_bytes(CONTENT[:100])

    files.keep(CONTENT)

    assert files.is_intact(SHA256)


def test_a_write_that_breaks_off_leaves_nothing(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.keep(CONTENT)

    assert lying(stored) == []


@pytest.mark.parametrize("damage", ["gone", "changed", "cut"])
def test_what_is_damaged_is_not_handed_out_and_the_log_says_so(stored: Path, caplog: pytest.LogCaptureFixture, damage: str) -> None:
    files.keep(CONTENT)
    path = stored / SHA256[:2] / SHA256
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(CONTENT[:-1] + (b"x" if damage == "changed" else b""))

    with caplog.at_level(logging.ERROR), pytest.raises(DamagedError):
        files.open_intact(SHA256)

    assert SHA256 in caplog.text
