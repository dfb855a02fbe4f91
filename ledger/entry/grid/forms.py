"""What the grid's page sends, as cells: by the form without a script, as JSON with it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ledger.actions.cells import Typed
from ledger.entry.grid.lines import FIELDS
from ledger.grid.rows import Grid

_SAID = FIELDS[1:]
_ANSWERS = ("reason", "cause", "response")
_MOST_BYTES = 2_000_000


class UnreadableRequestError(ValidationError):
    """What came in is not what the page sends."""


def from_form(data: Mapping[str, str], grid: Grid) -> list[Typed]:
    """Return the cells whose fields differ from what the page showed.

    `base`, JSON of {key: [typed, reason, cause, response, note]}, is what it showed. `take` is a button of one cell: key|text;
    `confirm` that of a cell whose reason stands for its new value, too.
    Raises UnreadableRequestError.
    """
    base = _base(data.get("base", "{}"))
    taken = _taken(data.get("take", ""))
    fill, confirmed = data.get("fill", ""), data.get("confirm", "")
    entries = []
    for key, row in grid.by_key.items():
        shown = dict(zip(FIELDS, base.get(key, [""] * len(FIELDS)), strict=True))
        sent = {name: storable(data[f"{name}:{key}"]) for name in FIELDS if f"{name}:{key}" in data}
        if key in taken:
            sent["typed"] = taken[key]
        elif fill and row.is_expected and not sent.get("typed", row.text).strip():
            sent["typed"] = fill
        changed = {
            name: text for name, text in sent.items() if _one_line_ends(text) != shown[name] or (confirmed == key and name in _ANSWERS)
        }
        if changed:
            entries.append(_typed(key, changed, shown))
    return entries


def from_json(request: HttpRequest) -> tuple[int, list[Typed], frozenset[str]]:
    """Return the lock version the page was made from, the changed cells, and the keys whose remarks the page shows.

    Raises UnreadableRequestError.
    """
    if len(request.body) > _MOST_BYTES:
        raise UnreadableRequestError(_("送信された内容が大きすぎます。"))
    try:
        sent = json.loads(request.body)
        seen, marked = int(sent["seen"]), frozenset(str(key) for key in sent.get("marked", []))
        return seen, list(_entries(sent["entries"])), marked
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableRequestError(_("送信された内容を読み取れません。画面を読み込み直してください。")) from error


def _entries(sent: Iterable[Mapping[str, Any]]) -> Iterator[Typed]:
    for entry in sent:
        changed = {name: storable(str(entry[name])) for name in FIELDS if name in entry}
        shown = {name: str(text) for name, text in entry.get("shown", {}).items() if name in FIELDS}
        yield _typed(str(entry["key"]), changed, {name: shown.get(name, "") for name in FIELDS})


def _typed(key: str, changed: Mapping[str, str], shown: Mapping[str, str]) -> Typed:
    return Typed(
        key=key,
        typed=changed.get("typed"),
        seen=shown["typed"],
        reason=changed.get("reason"),
        cause=changed.get("cause"),
        response=changed.get("response"),
        note=changed.get("note"),
        seen_said={name: shown[name] for name in _SAID},
    )


def _base(text: str) -> dict[str, list[str]]:
    try:
        base = json.loads(text)
        return {str(key): [str(shown) for shown in fields] for key, fields in base.items() if len(fields) == len(FIELDS)}
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableRequestError(_("送信された内容を読み取れません。画面を読み込み直してください。")) from error


def _taken(text: str) -> dict[str, str]:
    key, bar, offer = text.partition("|")
    return {key: offer} if bar else {}


def _one_line_ends(text: str) -> str:
    """Return the text with the line ends we store: browsers send CR LF."""
    return text.replace("\r\n", "\n")


def storable(text: str) -> str:
    """Return the text without what no database takes: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
