"""Keep what the checks across sheets and registers found about a draft."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ledger.choices import EDITABLE
from ledger.grid import crosschecks
from ledger.grid.findings import Finding
from ledger.grid.rows import Grid, load_grid
from ledger.models import CrossCheck, Revision


def check_draft(*, revision_id: int, at: datetime) -> int | None:
    """Run the checks on the draft as it stands and return how many findings there are; None when it is no draft any more.

    Derived from what is stored, and so without an audit entry.
    """
    revision = Revision.objects.select_related("sheet").filter(pk=revision_id, state__in=EDITABLE).first()
    if revision is None:
        return None
    grid = load_grid(revision, on=timezone.localdate(at))
    return len(keep_findings(grid=grid, found=crosschecks.run(grid, on=timezone.localdate(at)), at=at))


@transaction.atomic
def keep_findings(*, grid: Grid, found: tuple[Finding, ...], at: datetime) -> tuple[Finding, ...]:
    """Store the findings about this state of the draft; a later state already checked is left as it is."""
    revision = grid.revision
    if not CrossCheck.objects.filter(revision=revision, lock_version__gt=revision.lock_version).exists():
        fields = {"lock_version": revision.lock_version, "checked_at": at, "findings": [finding.plain() for finding in found]}
        CrossCheck.objects.update_or_create(revision=revision, defaults=fields)
    return found
