from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import seal
from audit.queries import head


class Command(BaseCommand):
    help = "Chain the audit entries that are not sealed yet, and print the head of the chain."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sealed = seal(now=timezone.now())
        self.stdout.write(_("操作記録を%(count)d件封印しました。末尾のハッシュ値：%(head)s") % {"count": sealed, "head": head()})
