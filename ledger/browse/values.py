"""How the fields of a register row read on its pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import format_number
from iconm.lib.present import COMMITTEE
from iconm.lib.registers import Register
from ledger import registry
from ledger.models import Item, SourceDocument
from ledger.queries import plain
from ledger.registers import RegisterPage, page_of

# Of the other years the name of the field says that they are western.
FISCAL = frozenset({"fiscal_year", "first_year", "last_year", "due_year", "target_year"})
_CALENDAR = ("year", "month", "day")
_COMMON = ("reading", "name_en", "document", "section", "valid_from", "valid_until", "code")
_LEFT_OUT = frozenset({"id", "name", "search_key", "sort_key", "order"})
# What a form has to say about a field, and a page has not.
_INSTRUCTION = re.compile(r"（[^（）]*(?:1行に1項目|この日を含まない|が付く)）$")
_LAST_BRACKET = re.compile(r"\s*[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class Shown:
    """The words of one field. lines: none where nothing is registered. is_content: in the language of the data, not of the page.

    item: the code of the ledger's item it names.
    """

    lines: tuple[str, ...] = ()
    url: str = ""
    day: date | None = None
    is_content: bool = False
    is_number: bool = False
    item: str = ""

    def __bool__(self) -> bool:
        return bool(self.lines or self.day)


@dataclass(frozen=True)
class Fact:
    label: str
    shown: Shown


def facts(row: Register, *, fill: Callable[[str], str]) -> Iterator[Fact]:
    """Yield every field people may read, those of this register first; of what is yes or no only what is.

    fill: puts figures into the places of a text.
    """
    fields = {field.name: field for field in row._meta.concrete_fields if field.name not in _LEFT_OUT and field.editable}
    own = [name for name in fields if name not in _COMMON]
    for name in (*own, *(name for name in _COMMON if name in fields)):
        if getattr(row, name) is not False:
            yield Fact(label(fields[name]), shown(row, name, fill=fill))


def shown(row: Register, name: str, *, fill: Callable[[str], str] = str) -> Shown:
    """Return the words of a field. A reference has to be loaded."""
    value = getattr(row, name)
    return _referred(value) if isinstance(value, Register) else shown_value(row._meta.get_field(name), value, fill=fill)


def shown_value(field: Any, value: Any, *, fill: Callable[[str], str] = str) -> Shown:
    """Return the words of what a field that is no reference holds."""
    if value is None or value == "":
        return Shown()
    if words := words_of(field):
        return Shown((words.get(value, str(value)),))
    if isinstance(value, date):
        return Shown(day=value)
    if isinstance(value, bool | int | Decimal):
        return _number(field.name, value)
    lines = tuple(line for line in fill(str(value)).splitlines() if line.strip())
    return Shown(lines, url=value if isinstance(field, models.URLField) else "", is_content=field.name not in ("code", "name_en"))


def label(field: Any) -> str:
    """Return what a page calls a field: its label without instructions to whoever fills it in."""
    with override("ja"):
        is_instruction = bool(_INSTRUCTION.search(str(field.verbose_name)))
    return _LAST_BRACKET.sub("", str(field.verbose_name)) if is_instruction else str(field.verbose_name)


def _referred(row: Register) -> Shown:
    if isinstance(row, SourceDocument):  # by kind and date: those of several years bear one name
        return Shown((row.citation,), url=address(row), is_content=True)
    code = row.code if isinstance(row, Item) else ""
    return Shown((local_name(short_name(row), row.name_en),), url=address(row), is_content=is_japanese(row.name_en), item=code)


def _number(name: str, value: bool | int | Decimal) -> Shown:
    if isinstance(value, bool):
        return Shown((_("はい") if value else _("いいえ"),))
    if name in FISCAL:
        return Shown((FiscalYear(int(value)).header,), is_content=True)
    if isinstance(value, Decimal):
        number = plain(value) or Decimal(0)
        return Shown((format_number(number, max(0, -int(number.as_tuple().exponent)), COMMITTEE),), is_number=True)
    return Shown((str(value) if name.endswith(_CALENDAR) else f"{value:,}",), is_number=True)


def words_of(field: Any) -> dict[Any, str]:
    """Return the words that stand for the codes of a field; empty where it holds what people wrote."""
    if field.model is Item and field.name == "dataset":
        return {dataset.code: str(dataset.label) for dataset in registry.datasets()}
    page = page_of(field.model)
    if page and field.name in page.words:
        return {code: str(word) for code, word in page.words[field.name].items()}
    return {code: str(label) for code, label in field.flatchoices or ()}


def short_name(row: Register) -> str:
    """Return the name by which other rows refer to this one."""
    return getattr(row, "short_name", "") or row.name


def local_name(name: str, name_en: str) -> str:
    """Return the name in the language of the page, where there is one."""
    return name if is_japanese(name_en) else name_en


def is_japanese(name_en: str) -> bool:
    """Tell whether the name shown is the Japanese one."""
    return get_language() == "ja" or not name_en


def address(row: Register) -> str:
    """Return where to read about the row: a figure's item in the list of figures, any other on its own page, if it has one."""
    return address_of(type(row), row.code)


def address_of(model: type[models.Model], code: str) -> str:
    if model is Item:
        return f"{reverse('ledger:figure-list')}?item={code}"
    page = page_of(model)
    return row_address(page, code) if page else ""


def row_address(page: RegisterPage, code: str) -> str:
    return reverse("ledger:register-detail", kwargs={"slug": page.slug, "code": code})
