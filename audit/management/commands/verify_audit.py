from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.models import Link
from audit.queries import Broken, head, verify


class Command(BaseCommand):
    help = "Recalculate the chain of the audit trail. Exit code 1 and the first broken entry if it does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if broken := verify():
            raise CommandError(sentence(broken), returncode=1)
        values = {"count": Link.objects.count(), "head": head()}
        self.stdout.write(_("操作記録%(count)d件に異常はありません。末尾のハッシュ値：%(head)s") % values)


def sentence(broken: Broken) -> str:
    values = {"sequence": broken.sequence, "entry": broken.entry_id or "—", "fault": broken.fault.label}
    return _("操作記録の連鎖が壊れています。連番%(sequence)s（操作記録%(entry)s）：%(fault)s") % values
