"""The message catalogues: what the code says (Japanese, the msgids) and what locale/en makes of it.

No GNU gettext is needed: Python is read by its own parser, templates by Django's `templatize` and Babel, which only tests need. Files are
written without dates and line numbers, so equal sources give equal bytes and `problems` can compare.
"""

import ast
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "en"
PO = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
HEADER = "Translations of the portal. `manage.py messages` keeps this file in step with the code; only msgstr lines are written by hand."
SKIPPED_FOLDERS = {".venv", "benchmarks", "migrations", "node_modules", "tests", "var"}
# Which arguments are the context, the message and its plural, by position.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


KEPT_HEADERS = {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms"}


class MessagesError(Exception):
    """A source whose messages cannot be collected. Says the file, the line and what to write instead."""


class _Dateless(Catalog):
    """A header of what gettext needs and no more: a date would change the files at every run."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super()._get_mime_headers() if name in KEPT_HEADERS]

    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


class Found(NamedTuple):
    """A message in a source file. plural and context: empty where there is none."""

    file: str
    text: str
    plural: str = ""
    context: str = ""


def collect(root: Path) -> list[Found]:
    """Return the messages of every Python file and template below `root`. Raises MessagesError."""
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".html", ".txt"} and not _is_skipped(path.relative_to(root)))
    found: list[Found] = []
    for path in files:
        name = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            found += _in_python(name, path.read_text("utf-8"))
        elif "templates" in path.parts:
            found += _in_template(name, path.read_text("utf-8"))
    return found


def updated(root: Path) -> Catalog:
    """Return the catalogue as the sources want it, with the translations the .po already has; what is no longer said is dropped."""
    old = read(root)
    catalog = _Dateless(locale=LANGUAGE, header_comment=f"# {HEADER}", charset="utf-8", fuzzy=False)
    for found in collect(root):
        key = (found.text, found.plural) if found.plural else found.text
        kept = old.get(found.text, found.context or None) if old else None
        same = kept if kept is not None and kept.id == key else None
        catalog.add(
            key,
            string=same.string if same else None,
            locations=[(found.file, 0)],
            flags=[flag for flag in same.flags if flag == "fuzzy"] if same else (),
            user_comments=same.user_comments if same else (),
            context=found.context or None,
        )
    return catalog


def read(root: Path) -> Catalog | None:
    path = root / PO
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def write(root: Path) -> Catalog:
    """Bring .po and .mo in step with the sources; return the catalogue."""
    catalog = updated(root)
    path = root / PO
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalog))
    path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    return catalog


def problems(root: Path) -> list[str]:
    """Return a line for everything that keeps the English catalogue from being complete and fresh."""
    catalog = updated(root)
    return [*_stale(root, catalog), *unfinished(catalog)]


def unfinished(catalog: Catalog) -> list[str]:
    """Return a line for every message that is untranslated, fuzzy, or loses a placeholder in translation."""
    return [line for message in catalog if message.id for line in _faults(message, catalog)]


def _is_skipped(path: Path) -> bool:
    return any(part in SKIPPED_FOLDERS or part.startswith(".") for part in path.parts)


def _in_python(name: str, source: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called in CALLS:
            yield from _found(name, called, [_literal(name, argument) for argument in node.args])


def _literal(name: str, argument: ast.expr) -> str | None:
    """Return a literal; None for an expression, whose message is marked where it is written."""
    if isinstance(argument, ast.JoinedStr):
        raise MessagesError(f"{name}:{argument.lineno}: an f-string cannot be translated; write _('… %(name)s …') % {{'name': …}}")
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _in_template(name: str, source: str) -> Iterator[Found]:
    # Each line on its own: what stands around the messages is blanked out and would be a nonsense of indents to a tokenizer.
    lines = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
    # One string, or a tuple with None for what is no literal: Babel's annotation says otherwise.
    calls: Iterable[Any] = extract_python(io.BytesIO(lines.encode()), dict.fromkeys(CALLS), [], {})
    for _line, called, texts, _comments in calls:
        yield from _found(name, called, (texts,) if isinstance(texts, str) else texts or ())


def _found(name: str, called: str, texts: Sequence[str | None]) -> Iterator[Found]:
    def at(place: int | None) -> str:
        return (texts[place] or "") if place is not None and place < len(texts) else ""

    context, text, plural = CALLS[called]
    if at(text):
        yield Found(name, at(text), at(plural), at(context))


def _stale(root: Path, catalog: Catalog) -> Iterator[str]:
    path = root / PO
    if not path.exists():
        yield f"{PO} is missing; run: manage.py messages"
    elif path.read_bytes() != po_bytes(catalog):
        yield f"{PO} is not up to date; run: manage.py messages"
        yield from _differences(read(root), catalog)
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(catalog):
        yield f"{PO.with_suffix('.mo')} is not what {PO.name} compiles to; run: manage.py messages"


def _differences(old: Catalog | None, new: Catalog) -> Iterator[str]:
    before = {_name(message) for message in old or () if message.id}
    after = {_name(message) for message in new if message.id}
    yield from (f"  not in the catalogue: {name}" for name in sorted(after - before))
    yield from (f"  no longer in the code: {name}" for name in sorted(before - after))


def _faults(message: Message, catalog: Catalog) -> Iterator[str]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {_name(message)}"
    elif not all(strings):
        yield f"not translated: {_name(message)}"
    else:
        yield from (f"wrong: {_name(message)}: {error}" for error in message.check(catalog))


def _name(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context} / {text}" if message.context else text
