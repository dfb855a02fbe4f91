"""What the export commands share: reading their options and writing their file, each mistake one line and exit code 2."""

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
    """Write the file whole or not at all: into a neighbour first, which then takes the name."""
    target = Path(path)
    if target.is_dir():
        raise refuse(_("%(path)s はフォルダーです。ファイル名まで指定してください。") % {"path": path})
    try:
        handle, neighbour = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise refuse(_("%(path)s に書き込めません：%(reason)s") % {"path": path, "reason": error.strerror}) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(neighbour).chmod(0o666 & ~_umask())
        Path(neighbour).replace(target)
    except OSError as error:
        Path(neighbour).unlink(missing_ok=True)
        raise refuse(_("%(path)s に書き込めません：%(reason)s") % {"path": path, "reason": error.strerror}) from error
    return target


def _umask() -> int:
    # The only way to read it is to set it; mkstemp's 0600 would hide the file from the colleague it is made for.
    mask = os.umask(0)
    os.umask(mask)
    return mask
