"""The year as a book: whether something may still be written in it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import date_long
from ledger.actions.writing import LockedError
from ledger.models import LockException, YearBook


def require_open_year(*, fiscal_year: int, dataset: str, on: date) -> None:
    """Raise LockedError for a closed year, unless a correction of the dataset was granted. One query, two for a closed year."""
    book = YearBook.objects.filter(fiscal_year=fiscal_year).exclude(closed_at=None).select_related("closed_by").first()
    if book is None or LockException.objects.filter(book=book, dataset=dataset, valid_until__gt=on).exists():
        return
    raise LockedError(closed_sentence(book))


def closed_sentence(book: YearBook) -> str:
    """Say who closed the year, when, and what to do. book.closed_by is loaded."""
    day = date_long(timezone.localdate(book.closed_at)) if book.closed_at else ""
    return _("%(year)sは%(day)sに%(who)sが締め切りました。訂正が必要な場合は、承認者に「締切り後の訂正を認める」を依頼してください。") % {
        "year": FiscalYear(book.fiscal_year).long,
        "day": day,
        "who": book.closed_by,
    }
