"""Files that prove a value: attached, handed out, withdrawn.

Also while the sheet is approved: proof often comes later, and changes no figure.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import ENTERS_ADMIN
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from ledger.actions.places import require_place
from ledger.evidence import files
from ledger.evidence.kinds import KindError, clean_name, kind_of
from ledger.models import Evidence, Sheet

_NOTE_AT_MOST = 400


@dataclass(frozen=True)
class Upload:
    """A file as it came. name: as its owner called it."""

    name: str
    content: bytes


def add_evidence(*, sheet: Sheet, upload: Upload, by: User, at: datetime, cell: str = "", note: str = "") -> Evidence:
    """Attach a file to a sheet, or to one of its cells (`CellKey` as text).

    Raises ValidationError for a type or a size that is not taken, a cell the sheet does not have, or what is attached there already.
    """
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=on)
    require_place(sheet, cell, on=on)
    evidence = _checked(upload, note)
    # Before the transaction, which holds up every other writer on SQLite. Should it fail, the content lies there unused and harms nobody.
    evidence.sha256 = files.keep(upload.content)
    evidence.sheet, evidence.cell, evidence.added_by, evidence.added_at = sheet, cell, by, at
    _insert(evidence)
    return evidence


def hand_out_evidence(*, evidence: Evidence, by: User, at: datetime) -> IO[bytes]:
    """Record that a file leaves the portal and return its content, open at its start. Raises DamagedError, and then records nothing."""
    access.require(by, *ENTERS_ADMIN, on=timezone.localdate(at))
    content = files.open_intact(evidence.sha256)
    sent = {"sha256": evidence.sha256, "bytes": evidence.size}
    try:
        record(action="ledger.evidence.downloaded", by=by, target=target(evidence), after=sent)
    except BaseException:
        content.close()
        raise
    return content


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: User, at: datetime, reason: str) -> Evidence:
    """Take a file back; its row and its content stay, and the reason stands in the audit entry. Raises ValidationError without a reason."""
    access.require(by, Role.CLERK, dataset=evidence.sheet.dataset, on=timezone.localdate(at))
    if not reason.strip():
        raise ValidationError(_("取り下げる理由を入力してください。"))
    if not Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_by=by, removed_at=at):
        raise ValidationError(_("この根拠資料は、既に取り下げられています。"))
    evidence.refresh_from_db()
    record(action="ledger.evidence.withdrawn", by=by, target=target(evidence), before=_told(evidence), reason=reason.strip())
    return evidence


def limit() -> int:
    """Return how large a file may be, in bytes."""
    return int(settings.EVIDENCE_MAX_BYTES)


def too_big() -> str:
    words = {"limit": limit() // 1024 // 1024}
    return _("ファイルが大きすぎます（上限は%(limit)sMBです）。分割するか、画像を縮小してください。") % words


def target(evidence: Evidence) -> str:
    return f"ledger.evidence:{evidence.pk}"


def _checked(upload: Upload, note: str) -> Evidence:
    """Return the row of the file, without its place. Raises ValidationError."""
    if len(upload.content) > limit():
        raise ValidationError(too_big())
    if len(note) > _NOTE_AT_MOST:
        raise ValidationError(_("説明が長すぎます（%(most)s文字まで）。") % {"most": _NOTE_AT_MOST})
    try:
        kind = kind_of(upload.content, upload.name)
        name = clean_name(upload.name, kind)
    except KindError as error:
        raise ValidationError(str(error)) from error
    return Evidence(name=name, size=len(upload.content), content_type=kind.content_type, note=note.strip())


@transaction.atomic
def _insert(evidence: Evidence) -> None:
    Sheet.objects.select_for_update().get(pk=evidence.sheet_id)  # or two who send the same file at once would both find nothing
    place = Evidence.objects.filter(sheet=evidence.sheet, cell=evidence.cell, sha256=evidence.sha256, removed_at=None)
    if same := place.first():
        raise ValidationError(_("同じ内容のファイルが「%(name)s」として既に添付されています。") % {"name": same.name})
    evidence.save(force_insert=True)
    record(action="ledger.evidence.added", by=evidence.added_by, target=target(evidence), after=_told(evidence))


def _told(evidence: Evidence) -> dict[str, str | int]:
    """Return what the trail keeps of the file."""
    names = ("name", "note", "cell", "sha256", "size", "content_type")
    return {"sheet": str(evidence.sheet)} | {name: getattr(evidence, name) for name in names if getattr(evidence, name)}
