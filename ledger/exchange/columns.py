"""The columns of a register's file: what they are called, and how a cell becomes a value and back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import parse_number
from iconm.lib.text import UnreadableError, search_key
from iconm.lib.uploads import Cell
from iconm.lib.wareki import parse_date

# Fields that hold a fiscal year; other years are of the calendar.
FISCAL_YEARS = frozenset(("first_year", "last_year", "due_year", "target_year", "fiscal_year"))
_FIRST, _LAST = ("code", "name", "name_en", "reading"), ("valid_from", "valid_until", "document", "section")
_YES = frozenset(search_key(word) for word in ("はい", "true", "yes", "1", "○", "〇", "有", "該当"))
_NO = frozenset(search_key(word) for word in ("いいえ", "false", "no", "0", "×", "無", "非該当"))
YES, NO = _("はい"), _("いいえ")


class CellError(UnreadableError):
    """A cell that cannot be read as what its column holds. accepted: a sentence with all that could stand there, which is never cut."""

    def __init__(self, message: str | Promise, *, accepted: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.forms = accepted


@dataclass(frozen=True)
class Column:
    """A field of a register. name: of the field; the key of rows without a code is their number, `id`."""

    name: str
    field: models.Field

    @property
    def label(self) -> str:
        return str(_("番号（新しい行は空欄）")) if self.field.primary_key else str(self.field.verbose_name)

    @property
    def is_reference(self) -> bool:
        return isinstance(self.field, models.ForeignKey)

    @property
    def words(self) -> dict[str, str]:
        """Return what each stored code is called; a word that two codes share is left out, so that each can be read back."""
        return _words(self.field, translation.get_language() or settings.LANGUAGE_CODE)

    def read(self, cell: Cell) -> Any:
        """Return the value of a cell that is not empty; of a reference its text. Raises UnreadableError with the reason."""
        return _read(self.field, cell)

    def empty(self) -> Any:
        """Return what an empty cell stands for: nothing where the field allows it."""
        return None if self.field.null or not self.field.empty_strings_allowed else ""


@cache
def _words(field: models.Field, _language: str) -> dict[str, str]:
    labels = [str(label) for _code, label in field.flatchoices]
    return {code: str(label) for code, label in field.flatchoices if labels.count(str(label)) == 1}


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """Return the columns: the key first, then what every register has, when it is valid and where it stands last."""
    editable = {field.name: field for field in model._meta.concrete_fields if field.editable and not field.primary_key}
    key = key_of(model)
    names = [key, *(name for name in _FIRST if name in editable), *(name for name in editable if name not in (*_FIRST, *_LAST))]
    names += [name for name in _LAST if name in editable]
    return tuple(Column(name, model._meta.get_field(name)) for name in dict.fromkeys(names))  # type: ignore[arg-type]  # concrete ones


def key_of(model: type[models.Model]) -> str:
    """Return the field by which a line finds its row."""
    return "code" if any(field.name == "code" for field in model._meta.concrete_fields) else model._meta.pk.name


@cache
def names_of_columns(model: type[models.Model]) -> dict[str, Column]:
    """Return the columns by the keys of everything they may be called: the field's name, its label in every language."""
    found = {search_key(column.name): column for column in columns_of(model)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {search_key(column.label): column for column in columns_of(model)}
    return found


def shown(column: Column, value: Any) -> Any:
    """Return a stored value as a cell: words for codes, はい and いいえ; numbers and days as such; nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    return column.words.get(value, value) if column.field.choices else value


@lru_cache(maxsize=4096)  # a file says the same words and days again and again
def _read(field: models.Field, cell: Cell) -> Any:
    return _reader(field)(cell)


@cache
def _reader(field: models.Field) -> Callable[[Cell], Any]:
    if field.choices:
        return _choice(field)
    for kinds, reader in _READERS:
        if isinstance(field, kinds):
            return reader
    return _fiscal_year if field.name in FISCAL_YEARS else _whole if isinstance(field, models.IntegerField) else _text


def _choice(field: models.Field) -> Callable[[Cell], Any]:
    codes = _codes(field)

    def read(cell: Cell) -> Any:
        if (key := search_key(str(cell))) in codes:
            return codes[key]
        words = "、".join(str(label) for _code, label in field.flatchoices)
        accepted = gettext("次のいずれかにしてください：%(words)s。") % {"words": words}
        raise CellError(_("「%(text)s」は選択肢にありません。"), accepted=accepted, text=cell)

    return read


@cache
def _codes(field: models.Field) -> dict[str, Any]:
    """Return the codes by the keys of their words in every language and of the codes themselves, which have the last word."""
    found: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words = Column(field.name, field).words
        found |= {search_key(label): code for code, label in words.items()}
    return found | {search_key(str(code)): code for code, _label in field.flatchoices}


def _boolean(cell: Cell) -> bool:
    key = search_key(str(cell))
    if key in _YES or key in _NO:
        return key in _YES
    raise CellError(_("「%(text)s」は「はい」「いいえ」のどちらかに読み取れません。"), text=cell)


def _day(cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        raise CellError(_("「%(text)s」は数値です。日付は「2026-02-10」「R8.2.10」のように入力してください。"), text=cell)
    return parse_date(str(cell).removesuffix(" 00:00:00"))


def _fiscal_year(cell: Cell) -> int:
    if isinstance(cell, date):
        raise CellError(_("日付が入力されています。年度は「R7」「2025」のように入力してください。"))
    return int(FiscalYear.parse(str(cell)))


def _whole(cell: Cell) -> int:
    number = _decimal(cell)
    if number != number.to_integral_value():
        raise CellError(_("「%(text)s」は整数ではありません。"), text=cell)
    return int(number)


def _decimal(cell: Cell) -> Decimal:
    if isinstance(cell, date):
        raise CellError(_("日付が入力されています。セルの表示形式を「標準」にして、数値を入力し直してください。"))
    return cell if isinstance(cell, Decimal) else parse_number(str(cell))


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        raise CellError(_("Excelが日付に変換しています。セルの表示形式を「文字列」にして、入力し直してください。"))
    return plain_text(str(cell))


def plain_text(text: str) -> str:
    """Return a text as two of them are compared: browsers send line ends as two characters, workbooks as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


_READERS: tuple[tuple[Any, Callable[[Cell], Any]], ...] = (
    (models.ForeignKey, _text),
    (models.BooleanField, _boolean),
    (models.DateField, _day),
    (models.DecimalField, _decimal),
)


def required(columns: Sequence[Column]) -> Iterator[Column]:
    """Yield the columns a new row cannot do without."""
    for column in columns:
        if not column.field.blank and not column.field.primary_key and not column.field.has_default():
            yield column
