"""What the export commands share: reading their options and writing their file, each mistake one line and exit code 2."""

import errno
import os
import tempfile
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from iconm.lib.wareki import WarekiError, parse_date


def refuse(message: str) -> CommandError:
    return CommandError(message, returncode=2)


def day(text: str | None, *, today: date) -> date:
    """Return the day of `--on`; today when it is not given."""
    if text is None:
        return today
    try:
        return parse_date(text)
    except WarekiError as error:
        raise refuse(_("--on：%(error)s") % {"error": error}) from error


def choice(option: str, text: str, allowed: list[str]) -> str:
    if text not in allowed:
        raise refuse(
            _("%(option)s：「%(text)s」は使えません。%(allowed)sから選んでください。")
            % {"option": option, "text": text, "allowed": "・".join(allowed)}
        )
    return text


def write(path: str, content: bytes) -> Path:
    """Write the file whole or not at all: into a neighbour first, which then takes the name.

    A link is followed to the file it names; anything that is not an ordinary file is refused rather than replaced.
    """
    neighbour = None
    try:
        target = Path(path).resolve()
        if not path or (target.exists() and not target.is_file()):
            raise refuse(_("--output：「%(path)s」には書き込めません。ファイルの名前を指定してください。") % {"path": path})
        handle, neighbour = tempfile.mkstemp(dir=target.parent, prefix=".export-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(neighbour).chmod(0o666 & ~_umask())
        Path(neighbour).replace(target)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if neighbour:
            Path(neighbour).unlink(missing_ok=True)
        raise refuse(_("%(path)s に書き込めません：%(reason)s") % {"path": path, "reason": _reason(error)}) from error
    return target


def _reason(error: OSError | ValueError) -> str:
    """Return why in the reader's language for what happens often, else in the system's words."""
    known = {
        errno.ENOENT: _("フォルダーがありません。"),
        errno.EACCES: _("書き込む権限がありません。"),
        errno.EROFS: _("読み取り専用の場所です。"),
        errno.ENOSPC: _("ディスクの空きがありません。"),
        errno.ENAMETOOLONG: _("ファイルの名前が長すぎます。"),
    }
    return known.get(getattr(error, "errno", None) or 0) or getattr(error, "strerror", None) or str(error)


def _umask() -> int:
    # The only way to read it is to set it; mkstemp's 0600 would hide the file from the colleague it is made for.
    mask = os.umask(0)
    os.umask(mask)
    return mask
