"""What the answer's page sends without a script: the fields of the entry grid, of which an answer has the text and the note."""

import json
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from ledger.actions.cells import Typed
from ledger.entry.grid.forms import UnreadableRequestError


def from_form(data: Mapping[str, str]) -> list[Typed]:
    """Return the cells whose text or note differs from what the page showed.

    `base`, JSON of {key: [text, …, note]}, is what it showed. `take` is a button of one cell: key|text. Raises UnreadableRequestError.
    """
    taken_key, bar, taken = data.get("take", "").partition("|")
    entries = []
    for key, shown, shown_note in _base(data.get("base", "")):
        typed = taken if bar and key == taken_key else data.get(f"typed:{key}", shown)
        note = data.get(f"note:{key}", shown_note).replace("\r\n", "\n")
        if typed != shown or note != shown_note:
            entries.append(_typed(key, (typed, note), (shown, shown_note)))
    return entries


def kept(data: Mapping[str, str]) -> dict[str, str]:
    """Return by the names of the grid's fields what a refused form held: it is shown again instead of what is stored."""
    fields = {"typed": "typed", "note": "reason"}  # an answer shows its note where the grid shows the reason
    parts = ((name.partition(":"), text) for name, text in data.items())
    return {f"{fields[field]}:{key}": text for (field, _colon, key), text in parts if field in fields and key}


def anchor(data: Mapping[str, str]) -> str:
    """Return where on the page the button of one cell was pressed; nothing for the others."""
    key, bar, _text = data.get("take", "").partition("|")
    return f"#row-{key}" if bar else ""


def _typed(key: str, mine: tuple[str, str], shown: tuple[str, str]) -> Typed:
    typed, note = (text if text != former else None for text, former in zip(mine, shown, strict=True))
    return Typed(key=key, typed=typed, note=note, seen=shown[0], seen_said={"note": shown[1]})


def _base(text: str) -> Iterator[tuple[str, str, str]]:
    try:
        base = json.loads(text)
        yield from [(str(key), str(fields[0]), str(fields[-1])) for key, fields in base.items()]
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise UnreadableRequestError(_("送信された内容を読み取れません。画面を読み込み直してください。")) from error
