from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.models import Entry
from audit.queries import Broken, Proof, has_been_head, prove


class Command(BaseCommand):
    help = "Recalculate the chain of the audit trail. Exit code 1 and the first broken entry if it does not hold. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", help="the digest printed by an earlier run or kept in a backup: is it still part of the chain?")

    def handle(self, *_args: Any, **options: Any) -> None:
        proof = prove()
        if proof.broken:
            raise CommandError(sentence(proof.broken, proof), returncode=1)
        if options["head"] and not has_been_head(options["head"]):
            raise CommandError(_("指定されたハッシュ値は連鎖にありません。その後の記録が失われたか、作り直されています。"), returncode=1)
        values = {"count": proof.proved, "head": proof.head, "unsealed": Entry.objects.unsealed().count()}
        self.stdout.write(_("操作記録%(count)d件に異常はありません（未封印%(unsealed)d件）。末尾のハッシュ値：%(head)s") % values)


def sentence(broken: Broken, proof: Proof) -> str:
    values = {"sequence": broken.sequence, "entry": broken.entry_id or "—", "fault": broken.fault.label, "count": proof.proved}
    return (
        _("操作記録の連鎖が壊れています。連番%(sequence)s（操作記録%(entry)s）：%(fault)s。その前の%(count)d件に異常はありません。")
        % values
    )
