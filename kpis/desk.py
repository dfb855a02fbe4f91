"""The draft of a plan among what is mine to do."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.choices import Role
from accounts.models import User
from kpis.models import DATASET
from kpis.pages import draft_row
from kpis.planning.draft import KIND, content_of
from ledger.entry.desk.tasks import Task, TaskKind
from ledger.models import Draft


def draft_tasks(user: User, on: date) -> Iterator[Task]:
    """Yield the drafts any clerk of the dataset may go on with. One query, none for others."""
    if not has_role(user, Role.CLERK, dataset=DATASET, on=on):
        return
    for draft in Draft.objects.filter(kind=KIND).select_related("owner").order_by("-updated_at"):
        row = draft_row(draft, content_of(draft))
        title = _("新しい計画期間　%(name)s") % {"name": row["name"]}
        fact = _("下書き。次の段階：%(step)s") % {"step": row["step"]}
        yield Task(TaskKind.ENTRY, title, row["url"], _("入力を続ける"), fact=fact)
