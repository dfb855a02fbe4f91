"""The year as a book: opened with the sheets of the years before, closed, reopened, and what may still be corrected after that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from ledger import registry
from ledger.actions.revisions import open_sheet
from ledger.actions.writing import LockedError
from ledger.actions.years import closed_sentence, take_year
from ledger.models import LockException, YearBook
from ledger.years import Obstacles, obstacles_of

OPENED, CLOSED, REOPENED = "ledger.year.opened", "ledger.year.closed", "ledger.year.reopened"


class UnfinishedError(ValidationError):
    """The year cannot be closed as it stands. obstacles: what is in the way."""

    def __init__(self, message: str, obstacles: Obstacles) -> None:
        super().__init__(message)
        self.obstacles = obstacles


@dataclass(frozen=True, kw_only=True)
class NewSheet:
    """A sheet to open with its year."""

    dataset: str
    basis: Basis
    as_of: date
    due_on: date | None = None


@transaction.atomic
def open_year(*, fiscal_year: int, sheets: Sequence[NewSheet], by: User, at: datetime) -> YearBook:
    """Open a year with the sheets, empty, or add sheets to a year that is open; the year and each sheet leave an entry of their own.

    All or nothing. Raises LockedError for a closed year, ValidationError for a sheet there is already, a due date that has passed or a year
    too far ahead.
    """
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, on=on)
    if fiscal_year > FiscalYear.containing(on) + 1:
        raise ValidationError(_("%(year)sはまだ開始できません。開始できるのは翌年度までです。") % {"year": FiscalYear(fiscal_year).long})
    take_year(fiscal_year)
    book, is_new = YearBook.objects.select_for_update().get_or_create(fiscal_year=fiscal_year, defaults={"opened_by": by, "opened_at": at})
    if book.closed_at:
        raise LockedError(closed_sentence(book))
    if not (is_new or sheets):
        raise ValidationError(_("作成する年度報告を選択してください。"))
    if is_new:
        record(action=OPENED, by=by, target=target(book), after={"fiscal_year": fiscal_year})
    for sheet in sheets:
        open_sheet(dataset=sheet.dataset, fiscal_year=fiscal_year, basis=sheet.basis, as_of=sheet.as_of, due_on=sheet.due_on, by=by, at=at)
    return book


@transaction.atomic
def close_year(*, fiscal_year: int, by: User, at: datetime, reason: str = "") -> YearBook:
    """Close a year: no new sheets, no corrections.

    Raises ValidationError before the year is over, UnfinishedError while a revision is open, and while a usual report is missing unless
    the reason says why that is right.
    """
    _require_everywhere(by, on=timezone.localdate(at))
    if FiscalYear(fiscal_year).end >= timezone.localdate(at):
        raise ValidationError(_("%(year)sは終わっていないため、締め切ることができません。") % {"year": FiscalYear(fiscal_year).long})
    take_year(fiscal_year)  # whoever opens a sheet or starts a revision has it too: what is seen here is what stays
    obstacles = obstacles_of(fiscal_year)
    if obstacles.open:
        told = _("承認されていない年度報告が%(number)s件あるため、締め切ることができません。") % {"number": len(obstacles.open)}
        raise UnfinishedError(told, obstacles)
    if not (obstacles.is_complete or reason.strip()):
        raise UnfinishedError(_("未了のものがあります。このまま締め切る場合は、理由を入力してください。"), obstacles)
    # A year from before the portal was never opened: closing it makes its book.
    book, _is_new = YearBook.objects.select_for_update().get_or_create(fiscal_year=fiscal_year, defaults={"opened_by": by, "opened_at": at})
    if book.closed_at:
        raise LockedError(closed_sentence(book))
    book.closed_by, book.closed_at = by, at
    book.save(update_fields=["closed_by", "closed_at"])
    record(action=CLOSED, by=by, target=target(book), after=_told(book, obstacles), reason=reason.strip())
    return book


@transaction.atomic
def reopen_year(*, fiscal_year: int, by: User, at: datetime, reason: str) -> YearBook:
    """Take the closing of a year back. Raises ValidationError without a reason or for a year that is not closed."""
    _require_everywhere(by, on=timezone.localdate(at))
    book = _closed(fiscal_year, reason)
    before = {"closed_by": book.closed_by_id, "closed_at": book.closed_at}
    book.closed_by = book.closed_at = None
    book.save(update_fields=["closed_by", "closed_at"])
    after = {"closed_by": None, "closed_at": None}
    record(action=REOPENED, by=by, target=target(book), before=before, after=after, reason=reason.strip())
    return book


@transaction.atomic
def grant_exception(*, fiscal_year: int, dataset: str, valid_until: date, by: User, at: datetime, reason: str) -> LockException:
    """Let one dataset of a closed year be corrected until (exclusive) that day.

    Raises ValidationError without a reason, for a day that is over, and for a year that is not closed.
    """
    on = timezone.localdate(at)
    registry.get(dataset)
    access.require(by, Role.APPROVER, dataset=dataset, on=on)
    book = _closed(fiscal_year, reason)
    if valid_until <= on:
        raise ValidationError(_("訂正の最終日は、本日以後の日付にしてください。"))
    granted = LockException.objects.create(
        book=book, dataset=dataset, reason=reason.strip(), granted_by=by, granted_at=at, valid_until=valid_until
    )
    told = {"dataset": dataset, "valid_until": valid_until}
    record(action="ledger.year.excepted", by=by, target=target(book), after=told, reason=granted.reason)
    return granted


def target(book: YearBook) -> str:
    return f"ledger.yearbook:{book.pk}"


def may_close(user: User, *, on: date) -> bool:
    """Tell whether the user is an approver of every dataset: closing a year touches them all."""
    return all(access.has_role(user, Role.APPROVER, dataset=dataset.code, on=on) for dataset in registry.datasets())


def _require_everywhere(user: User, *, on: date) -> None:
    if not may_close(user, on=on):
        raise PermissionDenied(_("年度の締切には、全てのデータ区分の「承認者」の役割が必要です。システム管理者に確認してください。"))


def _closed(fiscal_year: int, reason: str) -> YearBook:
    """Return the book of a closed year, locked."""
    if not reason.strip():
        raise ValidationError(_("理由を入力してください。"))
    book = YearBook.objects.select_for_update().filter(fiscal_year=fiscal_year).exclude(closed_at=None).first()
    if book is None:
        raise ValidationError(_("%(year)sは締め切られていません。") % {"year": FiscalYear(fiscal_year).long})
    return book


def _told(book: YearBook, obstacles: Obstacles) -> dict[str, object]:
    """Return what the trail keeps of a closing: what was left unfinished, knowingly."""
    left = {
        "unreported": [str(sheet) for sheet in obstacles.unreported],
        "missing": [str(sheet) for sheet in obstacles.missing],
        "waiting": [inquiry.pk for inquiry in obstacles.waiting],
    }
    return {"closed_at": book.closed_at} | {name: found for name, found in left.items() if found}
