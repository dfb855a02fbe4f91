"""The talk about a sheet and its cells. What was said is never changed and never deleted; resolved is what needs no answer any more."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from ledger.actions.places import require_place
from ledger.models import Comment, Sheet

SPEAKERS = (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR)  # the auditor reads and leaves no mark on what is audited
TEXT_AT_MOST = 2000


@transaction.atomic
def add_comment(*, sheet: Sheet, text: str, by: User, at: datetime, cell: str = "") -> Comment:
    """Say something about a sheet, or about one of its cells (`CellKey` as text).

    Raises ValidationError for nothing, for too much, and for a cell the sheet does not have.
    """
    on = timezone.localdate(at)
    access.require(by, *SPEAKERS, dataset=sheet.dataset, on=on)
    said = _said(text)
    require_place(sheet, cell, on=on)
    comment = Comment.objects.create(sheet=sheet, cell=cell, text=said, by=by, at=at)
    told = {"sheet": str(sheet), "cell": cell, "text": said}
    record(action="ledger.comment.added", by=by, target=_target(comment), after={name: text for name, text in told.items() if text})
    return comment


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Mark what a comment asks for as settled. Raises ValidationError when somebody did so before."""
    _settle(comment, by=by, at=at, is_open=True, resolved_by=by, resolved_at=at)
    record(action="ledger.comment.resolved", by=by, target=_target(comment), before={"is_open": True}, after={"is_open": False})
    return comment


@transaction.atomic
def reopen_comment(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Take the mark away again. Raises ValidationError for a comment that is open."""
    _settle(comment, by=by, at=at, is_open=False, resolved_by=None, resolved_at=None)
    record(action="ledger.comment.reopened", by=by, target=_target(comment), before={"is_open": False}, after={"is_open": True})
    return comment


def _settle(comment: Comment, *, by: User, at: datetime, is_open: bool, **fields: object) -> None:
    """Write the fields into a comment that is still as its page showed it."""
    access.require(by, *SPEAKERS, dataset=comment.sheet.dataset, on=timezone.localdate(at))
    if not Comment.objects.filter(pk=comment.pk, resolved_at__isnull=is_open).update(**fields):
        raise ValidationError(_("他の利用者が先に操作しました。最新の状態を確認してください。"))
    comment.refresh_from_db()


def _said(text: str) -> str:
    said = text.strip().replace("\r\n", "\n")
    if not said:
        raise ValidationError(_("コメントを入力してください。"))
    if len(said) > TEXT_AT_MOST:
        words = {"most": TEXT_AT_MOST, "number": len(said)}
        raise ValidationError(_("コメントは%(most)s文字までです（現在%(number)s文字）。") % words)
    return said


def _target(comment: Comment) -> str:
    return f"ledger.comment:{comment.pk}"
