from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from iconm.lib import guards


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("操作記録")

    def ready(self) -> None:
        from audit import sign_in
        from audit.guards import GUARDS

        guards.keep(self, GUARDS)
        sign_in.listen()
