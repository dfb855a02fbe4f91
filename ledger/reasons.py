"""Why values were changed, for the auditor's page: the reason of their revision, and the one given for each of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from audit import reasons
from audit.models import Entry
from audit.reasons import Why
from ledger import models
from ledger.grid.rows import said_text

STARTED = "ledger.revision.started"
_REVISION = "ledger.revision:"
_BEGUN, _SAID = range(2)  # the kinds of rows of the one query
_SIGN = "({field})"
_GIVEN = ("reason", "cause", "response")
_NUMBER = re.compile(r"(?P<value>-?\d+(?:\.\d+)?)(?:～(?P<upper>-?\d+(?:\.\d+)?))?$")


def listen() -> None:
    reasons.ask(reasons_of)


def reasons_of(entries: Sequence[Entry]) -> dict[int, Why]:
    """Return why what was done to revisions was done. One query, none where no entry is about a revision."""
    about = {entry.pk: entry for entry in entries if entry.target.startswith(_REVISION) and entry.action != STARTED}
    begun: dict[str, tuple[int, str]] = {}
    said: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for kind, number, name, *texts in _rows({entry.target for entry in about.values()}):
        if kind == _BEGUN:
            begun[name] = number, texts[0]
        else:
            said[f"{_REVISION}{number}"][_as_in_entries(name)] = texts[0], _in_words(texts[1:])
    return {pk: _why(entry, begun.get(entry.target), said[entry.target]) for pk, entry in about.items()}


def _why(entry: Entry, begun: tuple[int, str] | None, said: Mapping[str, tuple[str, str]]) -> Why:
    number, reason = begun or (None, "")
    return Why(number, reason, dict(_beside(entry.difference, said)))


def _beside(difference: Mapping[str, Sequence[Any]], said: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the values with the reason given for them: in the same save, or in another one, for the same value."""
    for key, (_old, new) in difference.items():
        if key.endswith(")"):
            continue  # what stands beside a value, itself
        own = _in_words([(difference.get(f"{key} {_SIGN.format(field=name)}") or ("", ""))[1] or "" for name in _GIVEN])
        said_of, text = said.get(key, ("", ""))
        if reason := own or (text if text and new and said_of == _as_said(new) else ""):
            yield key, reason


def _rows(targets: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """Return (kind, number, name, texts…) of the entries that began the revisions, and of what stands beside their values."""
    wanted = list(targets)
    if not wanted:
        return ()
    pks = [int(target.removeprefix(_REVISION)) for target in wanted]
    began = Entry.objects.filter(action=STARTED, target__in=wanted)
    given = models.Cell.objects.filter(~Q(reason="", cause="", response=""), revision__in=pks)
    return _branch(_BEGUN, began, "pk", "target", "reason").union(_branch(_SAID, given, "revision_id", "key", "said_of", *_GIVEN), all=True)


def _branch(kind: int, rows: QuerySet[Any], number: str, *texts: str) -> QuerySet[Any, Any]:
    """Return one part of the union: PostgreSQL wants the columns of both to be of the same types."""
    columns: list[Any] = [Cast(F(name), TextField()) for name in texts]
    padded = [*columns, *[Value("", output_field=TextField())] * (2 + len(_GIVEN) - len(texts))]
    values = {f"_why{position}": column for position, column in enumerate(padded)}
    kinds = {"_why_kind": Value(kind, output_field=IntegerField()), "_why_number": F(number)}
    found: QuerySet[Any, Any] = rows.order_by().annotate(**kinds, **values)
    return found.values_list(*kinds, *values)


def _as_in_entries(key: str) -> str:
    """Return the key of a cell as the differences of entries have it: `ledger.actions.writing.label`."""
    return " ".join(part for part in key.split(":") if part)


def _as_said(text: str) -> str:
    """Return a value that an entry holds (`ledger.actions.writing.shown`) as a cell remembers what it was said of."""
    first = text.partition(" ")[0]
    if match := _NUMBER.search(first):
        value, upper = match.groups()
        return said_text(models.Value(value=Decimal(value), upper=Decimal(upper) if upper else None))
    return said_text(models.Value(missing=first))


def _in_words(texts: Sequence[str]) -> str:
    reason, cause, response = texts
    parts = (reason, cause and _("要因：%(text)s") % {"text": cause}, response and _("今後の対応：%(text)s") % {"text": response})
    return "\n".join(part for part in parts if part)
