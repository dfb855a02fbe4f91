"""Whether a sheet has the cell that a file or a comment is about."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ledger.grid.questions import newest_grid
from ledger.models import Sheet


def require_place(sheet: Sheet, cell: str, *, on: date) -> None:
    """Raise ValidationError unless the text is empty, for the sheet as a whole, or names a cell of the sheet's grid. Four queries."""
    if not has_place(sheet, cell, on=on):
        raise ValidationError(_("この年度報告にない欄です：%(key)s") % {"key": cell})


def has_place(sheet: Sheet, cell: str, *, on: date) -> bool:
    return not cell or cell in newest_grid(sheet, on=on).by_key
