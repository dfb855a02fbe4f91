"""What a file is, told by its content: the name it comes with is believed in nothing."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _translate
from django.utils.translation import gettext_lazy as _

from iconm.lib.text import UnreadableError

MAX_NAME = 200
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ZIP = b"PK\x03\x04"
_LIST = "[Content_Types].xml"
_LIST_AT_MOST = 1024 * 1024  # bytes of the list of parts, unpacked
_ENCRYPTED = 0x1
_SPACES = re.compile(r"\s+")


class KindError(UnreadableError):
    """A file that is not taken; the sentence says why and what to send instead."""


class Kind(NamedTuple):
    """suffixes: names have to end so."""

    content_type: str
    suffixes: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
WEBP = Kind("image/webp", (".webp",))
CSV = Kind("text/csv", (".csv",))
TEXT = Kind("text/plain", (".txt",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", (".docx",))
PPTX = Kind(f"{_OFFICE}presentationml.presentation", (".pptx",))
KINDS = (PDF, XLSX, DOCX, PPTX, PNG, JPEG, WEBP, CSV, TEXT)
_CALLED = {
    PDF: "PDF",
    XLSX: _("Excelブック"),
    DOCX: _("Word文書"),
    PPTX: "PowerPoint",
    PNG: _("PNG画像"),
    JPEG: _("JPEG画像"),
    WEBP: _("WebP画像"),
}
SUFFIXES = tuple(suffix for kind in KINDS for suffix in kind.suffixes)

_MAGIC: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (PDF, lambda content: content.startswith(b"%PDF-")),
    (PNG, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    (JPEG, lambda content: content.startswith(b"\xff\xd8\xff")),
    (WEBP, lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP"),
)
# What the standard library raises for archives that are damaged or packed in ways no document is.
_DAMAGED = (zipfile.BadZipFile, EOFError, OSError, LookupError, NotImplementedError, RuntimeError, ValueError)


def kind_of(content: bytes, name: str) -> Kind:
    """Return what the content is. name: tells CSV from other text, and what the file was meant to be. Raises KindError."""
    if not content:
        raise KindError(_("ファイルが空です。内容のあるファイルを選択してください。"))
    if content.startswith(_OLE):
        raise _old_or_locked(content)
    if content.startswith(_ZIP):
        return _office_kind(content)
    kind = next((kind for kind, is_it in _MAGIC if is_it(content)), None)
    if kind is None and (called := _promised(name)):
        raise KindError(
            _("中身が%(called)sではありません。正しいファイルか確認し、元の文書から%(called)sとして保存し直してください。"), called=called
        )
    return kind or _text_kind(content, name)


def _promised(name: str) -> str:
    """Return what a name says the file is; nothing where it may be plain text."""
    return next((str(called) for kind, called in _CALLED.items() if name.lower().endswith(kind.suffixes)), "")


def clean_name(name: str, kind: Kind) -> str:
    """Return the name without folders and unseen signs. Raises KindError for one that ends otherwise than such files do.

    A name that promises something else deceives whoever opens the file, or shows that the wrong one was chosen.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or unicodedata.category(sign)[0] != "C")
    plain = _SPACES.sub(" ", seen).strip()
    own = next((each for each in kind.suffixes if plain.lower().endswith(each)), "")
    if not own:
        words = {"ends": "・".join(kind.suffixes)}
        raise KindError(
            _translate(
                "ファイル名の末尾（拡張子）が、内容と一致しません。内容は「%(ends)s」の形式です。正しいファイルか確認し、必要なら名前を直してください。"
            )
            % words
        )
    stem, suffix = plain[: -len(own)], plain[-len(own) :]
    return (stem.strip(" .")[: MAX_NAME - len(suffix)] or _translate("根拠資料")) + suffix


def _old_or_locked(content: bytes) -> KindError:
    """Microsoft's old container: documents of before 2007, in which macros cannot be seen, and new ones with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return KindError(_("パスワードの付いたファイルは添付できません。パスワードを解除してから選択してください。"))
    return KindError(_("古い形式（.xls、.doc、.ppt）のファイルです。新しい形式（.xlsx等）又はPDFで保存し直してください。"))


def _office_kind(content: bytes) -> Kind:
    names, types = _parts(content)
    if any("vbaproject" in name.lower() for name in names) or b"macroEnabled" in types:
        raise KindError(_("マクロを含むファイルは添付できません。マクロのない形式又はPDFで保存し直してください。"))
    kind = next((kind for kind in (XLSX, DOCX, PPTX) if f'"{kind.content_type}.main+xml"'.encode() in types), None)
    if kind is None:
        raise _unknown()
    return kind


def _parts(content: bytes) -> tuple[list[str], bytes]:
    """Return the names of the parts and the list of their types. Nothing else is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.getinfo(_LIST)
            if listed.flag_bits & _ENCRYPTED:
                raise KindError(_("パスワードの付いたファイルは添付できません。パスワードを解除してから選択してください。"))
            with archive.open(listed) as stream:
                return archive.namelist(), stream.read(_LIST_AT_MOST)
    except KindError:
        raise
    except KeyError:
        raise _unknown() from None
    except _DAMAGED as error:
        raise KindError(_("ファイルが壊れているため、添付できません。開いて保存し直してください。")) from error


def _text_kind(content: bytes, name: str) -> Kind:
    if not any(_is_text(content, encoding) for encoding in ("utf-8-sig", "cp932")):
        raise _unknown()
    return CSV if name.lower().endswith(CSV.suffixes) else TEXT


def _is_text(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in set(text))


def _unknown() -> KindError:
    return KindError(
        _("添付できる形式は、PDF、Excel・Word・PowerPoint（.xlsx、.docx、.pptx）、画像（PNG、JPEG、WebP）、CSV、テキストです。")
    )
