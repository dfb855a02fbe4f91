from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("年度値の台帳")

    def ready(self) -> None:
        from audit import registry as audit
        from iconm.lib import guards
        from ledger.guards import GUARDS
        from ledger.registers import PAGES, PARTS, register

        guards.keep(self, GUARDS)
        register(*PAGES, *PARTS)
        audit.register("ledger.sheet.opened", _("年度報告を作成しました"))
        audit.register("ledger.revision.started", _("版の作成を開始しました"))
        audit.register("ledger.values.recorded", _("値を保存しました"))
        audit.register("ledger.revision.submitted", _("確認を依頼しました"))
        audit.register("ledger.revision.returned", _("差し戻しました"))
        audit.register("ledger.revision.approved", _("承認しました"))
        audit.register("ledger.revision.discarded", _("作成中の版を取り消しました"))
        audit.register("ledger.history.loaded", _("過去の資料の数値を移行しました"))
        audit.register("ledger.register.loaded", _("台帳の初期データを読み込みました"))
