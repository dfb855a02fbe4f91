"""A register as a file for machines: a row a line, codes for words and references, ISO dates, no thousands separators."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, QuerySet

from iconm.lib.delimited import encode, safe
from iconm.lib.registers import Register
from ledger.browse.queries import filler
from ledger.registers import RegisterPage

_FIRST = ("code", "name", "name_en", "reading")
_LAST = ("valid_from", "valid_until", "document", "section")


def columns(page: RegisterPage) -> tuple[str, ...]:
    """Return the names of the columns: those of every register first, what is valid when and where it stands last."""
    names = [field.name for field in page.model._meta.concrete_fields if field.editable and not field.primary_key]
    return (*_FIRST, *(name for name in names if name not in (*_FIRST, *_LAST)), *(name for name in _LAST if name in names))


def csv_file(page: RegisterPage, rows: QuerySet[Register], *, on: date) -> bytes:
    """Return the rows in UTF-8 with BOM under a header of the fields' names. on: the day whose figures stand in the texts that name some.

    Two queries, one where no text names a figure.
    """
    names = columns(page)
    lines = list(rows.values_list(*(_path(page, name) for name in names)))
    words = filler((value for line in lines for value in line), on=on)
    return encode([names, *([_field(value, words) for value in line] for line in lines)])


def _path(page: RegisterPage, name: str) -> str:
    return f"{name}__code" if isinstance(page.model._meta.get_field(name), ForeignKey) else name


def _field(value: Any, words: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | date):
        return str(value)
    return safe(words(str(value)))
