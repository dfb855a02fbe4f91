from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from iconm.lib import guards


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("操作記録")

    def ready(self) -> None:
        from accounts.models import RoleAssignment, User
        from audit import names, registry, roles, sign_in, targets
        from audit.choices import Area
        from audit.guards import GUARDS
        from audit.queries import BROKEN, VERIFIED

        guards.keep(self, GUARDS)
        sign_in.listen()
        roles.listen()
        registry.register(VERIFIED, _("操作記録の連鎖を検証し、異常はありませんでした"), Area.TRAIL)
        registry.register(BROKEN, _("操作記録の連鎖を検証し、異常が見つかりました"), Area.TRAIL)
        registry.register("audit.verification.requested", _("操作記録の連鎖の検証を依頼しました"), Area.TRAIL)
        registry.register("audit.trail.exported", _("操作記録を出力しました"))
        targets.name_rows(User, "name", "username", words=names.user)
        targets.search(names.users_called)
        targets.name_rows(RoleAssignment, "user__name", "role", "dataset", words=names.role)
