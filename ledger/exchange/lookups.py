"""Rows found by what a file says of them, all of a file at once: a query for each register it names, whatever the number of lines."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ledger.exchange.columns import CellError, Column, key_of
from ledger.registers import page_of

AT_ONCE = 5_000  # values of one query: SQLite takes 32,766


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def attname_of(model: type[Model], name: str) -> str:
    """Return the attribute that holds a field's value in its table: of a reference its key."""
    attname: str = model._meta.get_field(name).attname  # type: ignore[union-attr]  # only concrete fields are asked for
    return attname


def existing(model: type[Model], keys: Collection[Any], *, lock: bool = False) -> dict[Any, Any]:
    """Return the rows by key. lock: until the end of the transaction, where the database locks rows at all."""
    key = key_of(model)
    found: dict[Any, Any] = {}
    for chunk in chunks(keys):
        rows = model._default_manager.order_by().filter(**{f"{key}__in": chunk})
        found |= {getattr(row, key): row for row in (rows.select_for_update() if lock else rows)}
    return found


@dataclass
class Names:
    """The rows of one register that a file names. added: codes the file itself adds, which cannot be referred to yet."""

    model: type[Model]
    by_code: dict[str, Any] = field(default_factory=dict)
    by_name: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    added: Collection[str] = ()

    def find(self, text: str) -> Any:
        """Return the row with that code, else the only one with that name. Raises CellError."""
        if row := self.by_code.get(text):
            return row
        rows = self.by_name.get(text, {})
        if len(rows) == 1:
            return next(iter(rows.values()))
        register = self.model._meta.verbose_name
        if rows:
            codes = "、".join(sorted(row.code for row in rows.values()))
            accepted = gettext("コードで指定してください：%(codes)s。") % {"codes": codes}
            raise CellError(_("「%(text)s」という「%(register)s」は複数あります。"), accepted=accepted, text=text, register=register)
        if text in self.added:
            raise CellError(_("「%(text)s」は同じファイルで追加する行です。追加を先に取り込んでから、指定してください。"), text=text)
        raise CellError(
            _("「%(text)s」は「%(register)s」に登録されていません。コード又は名称を確認してください。"), text=text, register=register
        )


def references(columns: Sequence[Column], texts: dict[str, set[str]]) -> dict[str, Names]:
    """Return by column the rows its texts may mean. texts: by column. Two queries at most for each register referred to."""
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for column in columns:
        if column.is_reference and texts.get(column.name):
            wanted[column.field.related_model] |= texts[column.name]  # type: ignore[index]  # no reference to nothing
    found = {model: _names(model, words) for model, words in wanted.items()}
    return {column.name: found[column.field.related_model] for column in columns if column.is_reference and texts.get(column.name)}  # type: ignore[index]


def _names(model: type[Model], texts: set[str]) -> Names:
    names = Names(model)
    for chunk in chunks(sorted(texts)):
        rows: QuerySet[Any] = model._default_manager.order_by().filter(Q(code__in=chunk) | Q(name__in=chunk))
        for row in rows:
            names.by_code[row.code] = row
            names.by_name[row.name][row.pk] = row
        page = page_of(model)
        if page and page.names:
            relation: Any = model._meta.get_field(page.names)
            owner = relation.field.name
            for alias in relation.related_model._default_manager.order_by().filter(name__in=chunk).select_related(owner):
                row = getattr(alias, owner)
                names.by_name[alias.name][row.pk] = row
    return names
