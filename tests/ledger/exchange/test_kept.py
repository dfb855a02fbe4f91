from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage

from ledger.exchange import kept
from ledger.exchange.kept import Note, NoteError


@pytest.fixture(autouse=True)
def empty_folder() -> None:
    for name in default_storage.listdir(kept.FOLDER)[1] if default_storage.exists(kept.FOLDER) else []:
        default_storage.delete(f"{kept.FOLDER}/{name}")


def note(sha256: str) -> Note:
    return Note(sha256, "a.csv", "programs.organization", 7, "digest")


def now() -> datetime:
    return datetime.now(UTC)


def test_file_comes_back_as_it_was() -> None:
    sent = note(kept.keep(b"content", now=now()))

    found = kept.read(kept.sign(sent), model="programs.organization", user=7)

    assert found == sent and kept.content_of(found) == b"content"


def test_note_ends_after_a_day() -> None:
    with time_machine.travel(now() - timedelta(days=1, seconds=1)):
        token = kept.sign(note("0" * 64))

    with pytest.raises(NoteError):
        kept.read(token, model="programs.organization", user=7)


@pytest.mark.parametrize(("model", "user"), [("programs.theme", 7), ("programs.organization", 8)])
def test_note_is_for_one_register_and_one_user(model: str, user: int) -> None:
    with pytest.raises(NoteError):
        kept.read(kept.sign(note("0" * 64)), model=model, user=user)


def test_altered_file_is_not_given_out() -> None:
    sent = note(kept.keep(b"content", now=now()))
    with default_storage.open(f"{kept.FOLDER}/{sent.sha256}", "wb") as file:
        file.write(b"other")

    with pytest.raises(NoteError):
        kept.content_of(sent)


def test_files_of_the_day_before_are_thrown_away() -> None:
    old = kept.keep(b"old", now=now())

    kept.keep(b"new", now=now() + timedelta(days=1, seconds=1))

    with pytest.raises(NoteError):
        kept.content_of(note(old))
