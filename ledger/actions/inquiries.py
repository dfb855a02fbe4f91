"""照会: the clerk asks the foundation for values, asks again, gives more time, withdraws, and closes what was dealt with."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from ledger.actions.notices import Event, tell
from ledger.actions.writing import LockedError, StaleError
from ledger.actions.years import require_open_year
from ledger.choices import Decision, InquiryState
from ledger.grid.questions import newest_grid
from ledger.models import Inquiry, InquiryLine, Sheet

SENT, EXTENDED, REMINDED = "ledger.inquiry.sent", "ledger.inquiry.extended", "ledger.inquiry.reminded"
RETURNED, WITHDRAWN, CLOSED = "ledger.inquiry.returned", "ledger.inquiry.withdrawn", "ledger.inquiry.closed"
WITHDRAWABLE = (InquiryState.OPEN, InquiryState.ANSWERED)
WORDS_AT_MOST = 2000  # characters of a message or a reason


@transaction.atomic
def send_inquiry(*, sheet: Sheet, title: str, message: str, due_on: date, keys: Sequence[str], by: User, at: datetime) -> Inquiry:
    """Ask for cells of a sheet. keys: `CellKey` as text, each a row of the sheet's grid; they are asked in the grid's order.

    Raises LockedError when the year is closed, ValidationError without a title or a cell, for a cell the sheet does not have, and for a
    due date that is not after today.
    """
    day = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=day)
    require_open_year(fiscal_year=sheet.fiscal_year, dataset=sheet.dataset, on=day)
    _require_words(title, _("件名を入力してください。"), most=200)
    _require_words(message, most=WORDS_AT_MOST)
    _require_future(due_on, day)
    lines = _lines(sheet, keys, day)
    Sheet.objects.select_for_update().get(pk=sheet.pk)  # two clerks would count to the same number
    last = sheet.inquiries.aggregate(last=Max("number"))["last"] or 0
    fields = {"title": title.strip(), "message": message.strip(), "due_on": due_on}
    inquiry = Inquiry.objects.create(sheet=sheet, number=last + 1, sent_by=by, sent_at=at, **fields)
    for line in lines:
        line.inquiry = inquiry
    InquiryLine.objects.bulk_create(lines)
    cells = " ".join(line.key for line in lines)
    record(action=SENT, by=by, target=target(inquiry), after={"sheet": str(sheet), "number": inquiry.number, **fields, "cells": cells})
    tell(Event.ASKED, sheet=inquiry.sheet, actor=by, inquiry=inquiry)
    return inquiry


@transaction.atomic
def extend_inquiry(*, inquiry: Inquiry, due_on: date, by: User, at: datetime, seen: int) -> Inquiry:
    """Give more time. Raises ValidationError unless the new day is after today and after the former one."""
    day = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=day)
    _require_future(due_on, day)
    if due_on <= inquiry.due_on:
        raise ValidationError(_("延長後の回答期限は、現在の回答期限より後の日付にしてください。"))
    former = inquiry.due_on
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.OPEN,), due_on=due_on)
    record(action=EXTENDED, by=by, target=target(inquiry), before={"due_on": former}, after={"due_on": due_on})
    return inquiry


@transaction.atomic
def remind_inquiry(*, inquiry: Inquiry, message: str, by: User, at: datetime, seen: int) -> Inquiry:
    """Ask again for an answer that is still to come. The message is what the respondents read above the request."""
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=timezone.localdate(at))
    _require_words(message, _("催促の内容を入力してください。"), most=WORDS_AT_MOST)
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.OPEN,))
    record(action=REMINDED, by=by, target=target(inquiry), reason=message.strip())
    tell(Event.ASKED, sheet=inquiry.sheet, actor=by, inquiry=inquiry)
    return inquiry


@transaction.atomic
def return_inquiry(*, inquiry: Inquiry, reason: str, by: User, at: datetime, seen: int) -> Inquiry:
    """Send an answer back to be put right. What was not taken is open again; what was taken stays taken until it is answered anew."""
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=timezone.localdate(at))
    _require_words(reason, _("差戻しの理由を入力してください。"), most=WORDS_AT_MOST)
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.ANSWERED,), state=InquiryState.OPEN, answered_by=None, answered_at=None)
    inquiry.lines.filter(decision=Decision.KEPT).update(decision="", decided_by=None, decided_at=None)
    record(action=RETURNED, by=by, target=target(inquiry), reason=reason.strip())
    tell(Event.ASKED, sheet=inquiry.sheet, actor=by, inquiry=inquiry)
    return inquiry


@transaction.atomic
def withdraw_inquiry(*, inquiry: Inquiry, reason: str, by: User, at: datetime, seen: int) -> Inquiry:
    """Take the request back. Raises ValidationError once an answer was taken over."""
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=timezone.localdate(at))
    _require_words(reason, _("取下げの理由を入力してください。"), most=WORDS_AT_MOST)
    if inquiry.state in WITHDRAWABLE and inquiry.lines.filter(decision=Decision.TAKEN).exists():
        raise ValidationError(
            _("採用済みの回答があるため、取り下げられません。残りの回答の取扱いを決めて、「確認済にする」を行ってください。")
        )
    fields = {"state": InquiryState.WITHDRAWN, "closed_by": by, "closed_at": at}
    change_inquiry(inquiry, seen=seen, allowed=WITHDRAWABLE, **fields)
    record(action=WITHDRAWN, by=by, target=target(inquiry), reason=reason.strip())
    return inquiry


@transaction.atomic
def close_inquiry(*, inquiry: Inquiry, by: User, at: datetime, seen: int) -> Inquiry:
    """Say that every answer was dealt with. Raises ValidationError while one was neither taken nor declined."""
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=timezone.localdate(at))
    if inquiry.state == InquiryState.ANSWERED and (undecided := inquiry.lines.filter(decision="").count()):
        message = _("取扱いの決まっていない回答が%(number)s件あります。採用又は不採用を選択してください。")
        raise ValidationError(message % {"number": undecided})
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.ANSWERED,), state=InquiryState.CLOSED, closed_by=by, closed_at=at)
    record(action=CLOSED, by=by, target=target(inquiry))
    return inquiry


def change_inquiry(inquiry: Inquiry, *, seen: int, allowed: Sequence[InquiryState], **fields: Any) -> None:
    """Write the fields in one UPDATE that only succeeds on what the user saw. Raises LockedError or StaleError, which say why not."""
    rows = Inquiry.objects.filter(pk=inquiry.pk, state__in=allowed, lock_version=seen)
    if not rows.update(lock_version=seen + 1, **fields):
        refuse(inquiry, allowed)
    for name, value in {**fields, "lock_version": seen + 1}.items():
        setattr(inquiry, name, value)


def refuse(inquiry: Inquiry, allowed: Sequence[InquiryState]) -> NoReturn:
    """Raise the error that says why nothing was written."""
    state = InquiryState(Inquiry.objects.values_list("state", flat=True).get(pk=inquiry.pk))
    if state not in allowed:
        raise LockedError(_REFUSED[state]())
    raise StaleError(_("他の利用者が先に操作しました。最新の内容を確認し、もう一度操作してください。"))


_REFUSED = {
    InquiryState.OPEN: lambda: _("この照会は回答待ちです。回答が提出されてから操作してください。"),
    InquiryState.ANSWERED: lambda: _("この照会は回答済です。回答を変更する場合は、先に「回答を取り戻す」を行ってください。"),
    InquiryState.CLOSED: lambda: _("この照会は確認済のため、変更できません。必要な場合は、新しい照会を作成してください。"),
    InquiryState.WITHDRAWN: lambda: _("この照会は取り下げられたため、変更できません。必要な場合は、新しい照会を作成してください。"),
}


def target(inquiry: Inquiry) -> str:
    return f"ledger.inquiry:{inquiry.pk}"


def _lines(sheet: Sheet, keys: Sequence[str], day: date) -> list[InquiryLine]:
    """Return the unsaved lines, in the order of the grid."""
    if not keys:
        raise ValidationError(_("照会する項目を1つ以上選択してください。"))
    grid = newest_grid(sheet, on=day)
    if unknown := [key for key in keys if key not in grid.by_key]:
        raise ValidationError(_("この年度報告にない欄です：%(key)s") % {"key": unknown[0]})
    rows = [row for key, row in grid.by_key.items() if key in set(keys)]
    return [InquiryLine(order=order, item=row.place.item, key=str(row.key)) for order, row in enumerate(rows, start=1)]


def _require_words(text: str, empty: str = "", *, most: int) -> None:
    if empty and not text.strip():
        raise ValidationError(empty)
    if len(text) > most:
        raise ValidationError(_("文章が長すぎます（%(most)s文字まで）。") % {"most": most})


def _require_future(due_on: date, day: date) -> None:
    if due_on <= day:
        raise ValidationError(_("回答期限は、明日以後の日付にしてください。"))
