"""Several reports approved at once: all of them or none."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ledger.actions.revisions import approve_revision
from ledger.models import Revision


class RefusedError(ValidationError):
    """Nothing was approved. refused: each revision that cannot be, with the reason."""

    def __init__(self, refused: Sequence[tuple[Revision, str]]) -> None:
        super().__init__(_("%(number)s件を承認できないため、1件も承認していません。") % {"number": len(refused)})
        self.refused = tuple(refused)


@transaction.atomic
def approve_revisions(*, revisions: Sequence[Revision], by: User, at: datetime) -> list[Revision]:
    """Approve them all, each with the lock version that was seen and an audit entry of its own.

    Raises RefusedError, naming every revision that cannot be approved, and then approves none. Costs the queries of each approval.
    """
    approved, refused = [], []
    for revision in sorted(revisions, key=lambda revision: revision.pk):  # one order for everyone: two approvers cannot lock each other out
        try:
            approved.append(approve_revision(revision=revision, by=by, at=at))
        except ValidationError as error:
            refused.append((revision, " ".join(error.messages)))
    if refused:
        raise RefusedError(refused)
    return approved
