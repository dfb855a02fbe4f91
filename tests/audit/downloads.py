"""Which addresses hand out a file: their names tell, and the matrices of permissions hold them to what the pages answer."""

from fnmatch import fnmatchcase
from typing import Any

NAMES = ("*-download", "*_export", "*-file", "*-errors")


def hands_out(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in NAMES)


def is_file(response: Any) -> bool:
    return "Content-Disposition" in response.headers
