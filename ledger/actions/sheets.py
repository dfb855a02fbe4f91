"""A year's report as a whole: begun with its first revision, and by when it is to be handed in."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from iconm.lib.choices import Basis
from ledger.actions.revisions import open_sheet, require_ahead, start_revision
from ledger.models import Revision, Sheet


@transaction.atomic
def start_report(
    *, dataset: str, fiscal_year: int, basis: Basis, as_of: date, by: User, at: datetime, due_on: date | None = None
) -> Revision:
    """Open the sheet of a return and begin its first revision, both or neither.

    Raises what `open_sheet` and `start_revision` raise.
    """
    sheet = open_sheet(dataset=dataset, fiscal_year=fiscal_year, basis=basis, as_of=as_of, due_on=due_on, by=by, at=at)
    return start_revision(sheet=sheet, by=by, at=at)


@transaction.atomic
def set_due_date(*, sheet: Sheet, due_on: date | None, by: User, at: datetime) -> Sheet:
    """Say by when the report is wanted; None for no day. Raises ValidationError for a day that has passed."""
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=timezone.localdate(at))
    require_ahead(due_on, at)
    current = Sheet.objects.select_for_update().get(pk=sheet.pk)
    before, current.due_on = current.due_on, due_on
    if before != due_on:
        current.save(update_fields=["due_on"])
        record(action="ledger.sheet.due", by=by, target=f"ledger.sheet:{sheet.pk}", before={"due_on": before}, after={"due_on": due_on})
    return current
