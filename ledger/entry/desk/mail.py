"""The mails that say something waits: to whom, with which words. Never a figure: what is on a page stays behind its sign-in."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from iconm.lib.wareki import date_long
from ledger.actions.notices import Event
from ledger.choices import EDITABLE
from ledger.entry.frame import title_of, with_state
from ledger.models import Inquiry, Revision, Sheet

_SOON = timedelta(days=3)
_AGAIN_EVERY = 7  # days after the due date


def message(event: Event, *, sheet: Sheet, inquiry: Inquiry | None, actor: User | None, on: date) -> EmailMessage | None:
    """Return the mail, its recipients hidden from each other; None where nobody is to be told."""
    people = {person for person in recipients(event, sheet=sheet, inquiry=inquiry, on=on) if person != actor}
    addresses = sorted(person.email for person in people if person.email and person.is_active)
    if not addresses:
        return None
    return EmailMessage(subject=_subject(event, sheet), body=_body(event, sheet, inquiry), bcc=addresses)


def recipients(event: Event, *, sheet: Sheet, inquiry: Inquiry | None, on: date) -> Iterator[User]:
    """Yield who is concerned on that day, by the roles they hold then: after a transfer it is the successor.

    An answer is told to whoever asked, while they hold the role; after that to all who do.
    """
    role = {Event.SUBMITTED: Role.APPROVER, Event.ASKED: Role.RESPONDENT}.get(event, Role.CLERK)
    if event == Event.ANSWERED and inquiry and access.has_role(inquiry.sent_by, role, dataset=sheet.dataset, on=on):
        yield inquiry.sent_by
        return
    yield from access.holders(role, dataset=sheet.dataset, on=on)


def due_notices(*, on: date) -> Iterator[tuple[Event, Sheet]]:
    """Yield the reports to remind of on that day: three days ahead, the day after, then every seven days. One query."""
    for sheet in with_state(Sheet.objects.exclude(due_on=None).filter(due_on__lte=on + _SOON)):
        state = getattr(sheet, "newest_state", None)
        days_over = (on - sheet.due_on).days if sheet.due_on else 0
        if state not in (None, *EDITABLE):
            continue
        if days_over == -_SOON.days:
            yield Event.DUE_SOON, sheet
        elif days_over % _AGAIN_EVERY == 1 and days_over > 0:
            yield Event.OVERDUE, sheet


def _subject(event: Event, sheet: Sheet) -> str:
    words = {"event": event.label, "title": title_of(sheet)}
    return _("【iCONM 運営ポータル】%(event)s（%(title)s）") % words


def _body(event: Event, sheet: Sheet, inquiry: Inquiry | None) -> str:
    lines = [f"{event.label}。", "", title_of(sheet)]
    if inquiry:
        lines += [inquiry.title, _("回答期限：%(day)s") % {"day": date_long(inquiry.due_on)}]
    elif sheet.due_on:
        lines.append(_("提出期限：%(day)s") % {"day": date_long(sheet.due_on)})
    lines += ["", _("次の画面で内容を確認してください（サインインが必要です）。"), _link(event, sheet, inquiry)]
    return "\n".join([*lines, "", _("このメールは自動で送信しています。数値はメールには記載しません。"), ""])


def _link(event: Event, sheet: Sheet, inquiry: Inquiry | None) -> str:
    return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/") + _path(event, sheet, inquiry)


def _path(event: Event, sheet: Sheet, inquiry: Inquiry | None) -> str:
    if inquiry:
        return reverse("inquiries:inquiry" if event == Event.ASKED else "entry:inquiry", args=[inquiry.pk])
    waiting = Revision.objects.filter(sheet=sheet).open().first() if event == Event.SUBMITTED else None
    return reverse("entry:approval", args=[waiting.pk]) if waiting else reverse("entry:sheet", args=[sheet.pk])
