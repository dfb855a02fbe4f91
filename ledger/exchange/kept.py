"""The file between its preview and the confirmation: kept on the server under its digest; the page carries a signed note about it."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError

FOLDER = "uploads"
SALT = "ledger.exchange"
MAX_AGE = timedelta(days=1)


class NoteError(UnreadableError):
    """A note that is too old, of somebody else or of another register, or whose file is gone."""


@dataclass(frozen=True)
class Note:
    """sha256: of the file. digest: of what the preview showed. model: of a register its label; of a draft what the trail calls it.

    user: the key of who uploaded it.
    """

    sha256: str
    name: str
    model: str
    user: int
    digest: str


def keep(content: bytes, *, now: datetime) -> str:
    """Keep the file for a day and return its SHA-256; files kept longer are thrown away."""
    sha256 = hashlib.sha256(content).hexdigest()
    throw_away(before=now - MAX_AGE)
    path = f"{FOLDER}/{sha256}"
    if default_storage.exists(path):
        default_storage.delete(path)  # whose day begins anew
    default_storage.save(path, ContentFile(content))
    return sha256


def sign(note: Note) -> str:
    return signing.dumps(asdict(note), salt=SALT)


def read(token: str, *, model: str, user: int) -> Note:
    """Return the note a page carries. Raises NoteError."""
    try:
        note = Note(**signing.loads(token, salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, TypeError):
        raise _gone() from None
    if (note.model, note.user) != (model, user):
        raise _gone()
    return note


def content_of(note: Note) -> bytes:
    """Return the file, as it was. Raises NoteError."""
    try:
        with default_storage.open(f"{FOLDER}/{note.sha256}") as kept:
            content: bytes = kept.read()
    except OSError:
        raise _gone() from None
    if hashlib.sha256(content).hexdigest() != note.sha256:
        raise _gone()
    return content


def _gone() -> NoteError:
    return NoteError(_("確認画面の有効期限が切れています。もう一度ファイルを選択してください。何も登録していません。"))


def throw_away(*, before: datetime) -> int:
    """Delete the files kept since before then and return how many. The clock asks for it too, or the last upload would stay for good."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    paths = [f"{FOLDER}/{name}" for name in names]
    old = [path for path in paths if default_storage.exists(path) and default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)
