"""The year as a book: whether something may still be written in it."""

from datetime import date

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import date_long
from ledger.actions.writing import LockedError
from ledger.models import YearBook

_YEARS = 0x59454152  # the first half of PostgreSQL's advisory locks on years; the second is the year


def take_year(fiscal_year: int, *, is_shared: bool = False) -> None:
    """Wait for the year until the transaction ends: whoever closes it alone, those who write in it beside each other.

    A lock of its own, since a year may have no row to lock. Take it before the rows of sheets and revisions, or two could wait for each
    other. SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if is_shared else ''}(%s, %s)", [_YEARS, fiscal_year])


def require_open_year(*, fiscal_year: int, dataset: str, on: date) -> None:
    """Raise LockedError for a closed year, unless a correction of the dataset was granted; call it in the transaction that writes.

    Nobody closes the year until that transaction ends. One query, and one for the lock.
    """
    take_year(fiscal_year, is_shared=True)
    book = closed_book(fiscal_year=fiscal_year, dataset=dataset, on=on)
    if book and getattr(book, "leave_until", None) is None:
        raise LockedError(closed_sentence(book))


def closed_book(*, fiscal_year: int, dataset: str, on: date) -> YearBook | None:
    """Return the book of a closed year, with `leave_until`: the day (exclusive) to which the dataset may be corrected. One query."""
    leave = Q(exceptions__dataset=dataset, exceptions__valid_until__gt=on)
    books = YearBook.objects.filter(fiscal_year=fiscal_year).exclude(closed_at=None).select_related("closed_by")
    return books.annotate(leave_until=Max("exceptions__valid_until", filter=leave)).first()


def in_closed_year() -> Exists:
    """Tell of a sheet, in its own query, whether its year was closed."""
    return Exists(YearBook.objects.filter(fiscal_year=OuterRef("fiscal_year")).exclude(closed_at=None))


def closed_sentence(book: YearBook) -> str:
    """Say who closed the year, when, and what to do. book.closed_by is loaded."""
    told = _("%(year)sは%(day)sに%(who)sが締め切りました。訂正が必要な場合は、承認者に「締切後の訂正を認める」を依頼してください。")
    return told % _closing(book)


def leave_sentence(book: YearBook, *, last_on: date) -> str:
    """Say who closed the year, when, and until when it may be corrected all the same. book.closed_by is loaded."""
    told = _("%(year)sは%(day)sに%(who)sが締め切りました。締切後の訂正が認められています。%(last)sまでに確認を依頼してください。")
    return told % (_closing(book) | {"last": date_long(last_on)})


def _closing(book: YearBook) -> dict[str, object]:
    day = date_long(timezone.localdate(book.closed_at)) if book.closed_at else ""
    return {"year": FiscalYear(book.fiscal_year).long, "day": day, "who": book.closed_by}
