"""How rows and values of the ledger are called on the auditor's page."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from audit import differences, targets
from audit.targets import Naming
from iconm.lib.choices import Basis, Measure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.text import search_key
from iconm.lib.wareki import as_of_short
from ledger import reasons, registry
from ledger.browse.columns import expression, read
from ledger.models import Cell, Comment, Draft, Evidence, Inquiry, Item, Revision, Sheet, YearBook
from ledger.registers import Part, of_model

COMMENT_SHOWN = 40  # characters
_SHEET = ("dataset", "fiscal_year", "basis", "as_of")
_AFTER_CODE = "[ :]"  # in the keys of values, and in those of cells
_PARTED = re.compile(_AFTER_CODE)
_YEAR = re.compile(r"\d{4}")
_BESIDE = {f"({field.name})": field.verbose_name for field in Cell._meta.fields}
_WORDS = {**dict(Measure.choices), **dict(Basis.choices)}


def listen() -> None:
    reasons.listen()
    targets.name_rows(Sheet, *_SHEET, words=sheet_words)
    targets.name_rows(Revision, *(f"sheet__{name}" for name in _SHEET), "number", words=revision_words)
    targets.name_rows(YearBook, "fiscal_year", words=year_words)
    targets.name_rows(Inquiry, *(f"sheet__{name}" for name in _SHEET), "number", "title", words=inquiry_words)
    targets.name_rows(Evidence, "name", words=str)
    targets.name_rows(Comment, Left("text", COMMENT_SHOWN), words=str)
    targets.name_rows(Draft, "key", words=str)
    targets.ask(naming)
    targets.search(sheets_called)
    differences.search_keys(values_called)
    differences.label_keys_of(Revision, value_labels)
    differences.label_keys_of(Inquiry, value_labels)
    differences.label_keys(
        file=_("ファイル"),
        added=_("追加した行"),
        changed=_("変更した行"),
        successor=_("後任"),
        roles=_("引き継いだ役割"),
        valid_from=_("有効開始日"),
        valid_until=_("有効終了日（この日を含まない）"),
        dataset=_("データ区分"),
        cells=_("欄"),
        sheet=_("年度報告"),
        number=_("版"),
        known_on=_("登録日"),
    )


def sheets_called(text: str) -> Iterator[QuerySet[Any]]:
    """Yield the sheets of the datasets that are called so, with what belongs to them, and the requests with the text in their title."""
    codes = [dataset.code for dataset in registry.datasets() if search_key(text) and search_key(text) in search_key(str(dataset.label))]
    yield Sheet.objects.filter(dataset__in=codes)
    yield Revision.objects.filter(sheet__dataset__in=codes)
    yield Inquiry.objects.filter(Q(sheet__dataset__in=codes) | Q(title__icontains=text))


def values_called(text: str) -> Q:
    """Return the condition for entries about values of the items that are called so, which their differences know by code alone.

    What papers call them counts too. Costs two queries for the codes. One pattern for all of them: the trail is read once, however many
    items bear a common word.
    """
    key = search_key(text)
    named = Item.objects.filter(Q(search_key__contains=key) | Q(pk__in=registry.items_called(text)))
    codes = list(named.order_by().values_list("code", flat=True)) if key else []
    if not codes:
        return Q()
    about = Q(target__startswith="ledger.revision:") | Q(target__startswith="ledger.inquiry:")
    return about & Q(told__regex=f'"({"|".join(map(re.escape, codes))}){_AFTER_CODE}')


def sheet_words(dataset: str, fiscal_year: str, basis: str, as_of: str) -> str:
    year, day = FiscalYear(int(fiscal_year)), date.fromisoformat(as_of)
    return f"{registry.label(dataset)} {year.header} {_WORDS.get(basis, basis)}（{as_of_short(day)}）"


def revision_words(dataset: str, fiscal_year: str, basis: str, as_of: str, number: str) -> str:
    return f"{sheet_words(dataset, fiscal_year, basis, as_of)} 第{number}版"


def year_words(fiscal_year: str) -> str:
    return FiscalYear(int(fiscal_year)).header


def inquiry_words(*texts: str) -> str:
    *sheet, number, title = texts
    return f"{sheet_words(*sheet)} 第{number}号 {title}"


def naming(model: type[Model]) -> Naming | None:
    """Return how a part of a register row is called: by what tells it from the other parts."""
    declared = of_model(model)
    if not isinstance(declared, Part):
        return None
    shows = declared.shows[: targets.COLUMNS]

    def words(*texts: str) -> str:
        return " ".join(line for path, text in zip(shows, texts, strict=True) for line in read(model, path, text).lines)

    return Naming(tuple(expression(model, path) for path in shows), words)


def value_labels(keys: Iterable[str]) -> dict[str, str]:
    """Return by key what a value is called: of `kpi-trials actual 2025 actual 2026-03-31` the item's name and the words for the rest.

    `CellKey` as text is told the same way, and what stands beside a value, `… (reason)`. One query. Keys of other kinds are left out.
    """
    parts = {key: [part for part in _PARTED.split(key) if part] for key in keys if _PARTED.search(key)}
    names = dict(Item.objects.filter(code__in={first for first, *_rest in parts.values()}).values_list("code", "name"))
    return {key: " ".join([names[first], *map(_word, rest)]) for key, (first, *rest) in parts.items() if first in names}


def _word(text: str) -> str:
    if text in _BESIDE:
        return f"（{_BESIDE[text]}）"
    if _YEAR.fullmatch(text):
        return FiscalYear(int(text)).header
    try:
        return as_of_short(date.fromisoformat(text))
    except ValueError:
        return str(_WORDS.get(text, text))
