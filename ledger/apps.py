from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("年度値の台帳")

    def ready(self) -> None:
        from accounts import datasets
        from audit import registry as audit
        from audit.choices import Area
        from iconm.lib import guards
        from ledger import registry, trail
        from ledger.guards import GUARDS
        from ledger.registers import PAGES, PARTS, register

        guards.keep(self, GUARDS)
        register(*PAGES, *PARTS)
        trail.listen()
        datasets.offer(lambda: ((dataset.code, str(dataset.label)) for dataset in registry.datasets()))
        audit.register("ledger.sheet.opened", _("年度報告を作成しました"), Area.ENTRY)
        audit.register("ledger.sheet.due", _("提出期限を変更しました"), Area.ENTRY)
        audit.register("ledger.revision.started", _("版の作成を開始しました"), Area.ENTRY)
        audit.register("ledger.values.recorded", _("値を登録しました"), Area.ENTRY)
        audit.register("ledger.values.saved", _("入力を保存しました"), Area.ENTRY)
        audit.register("ledger.workbook.exported", _("Excel様式を出力しました"))
        audit.register("ledger.values.imported", _("Excel様式を取り込みました"), Area.ENTRY)
        audit.register("ledger.values.taken", _("照会の回答を採用しました"), Area.ENTRY)
        audit.register("ledger.revision.submitted", _("確認を依頼しました"), Area.APPROVAL)
        audit.register("ledger.revision.recalled", _("確認の依頼を取り下げました"), Area.APPROVAL)
        audit.register("ledger.revision.returned", _("差し戻しました"), Area.APPROVAL)
        audit.register("ledger.revision.approved", _("承認しました"), Area.APPROVAL)
        audit.register("ledger.revision.discarded", _("作成中の版を取り消しました"), Area.ENTRY)
        audit.register("ledger.evidence.added", _("根拠資料を添付しました"), Area.ENTRY)
        audit.register("ledger.evidence.downloaded", _("根拠資料を出力しました"))
        audit.register("ledger.evidence.withdrawn", _("根拠資料を取り下げました"), Area.ENTRY)
        audit.register("ledger.comment.added", _("コメントを投稿しました"), Area.ENTRY)
        audit.register("ledger.comment.resolved", _("コメントを解決済みにしました"), Area.ENTRY)
        audit.register("ledger.comment.reopened", _("コメントを未解決に戻しました"), Area.ENTRY)
        audit.register("ledger.year.opened", _("年度を開始しました"), Area.YEAR)
        audit.register("ledger.year.closed", _("年度を締め切りました"), Area.YEAR)
        audit.register("ledger.year.reopened", _("年度の締切を取り消しました"), Area.YEAR)
        audit.register("ledger.year.excepted", _("締切後の訂正を認めました"), Area.YEAR)
        audit.register("ledger.handover.done", _("担当を引き継ぎました"), Area.YEAR)
        audit.register("ledger.inquiry.sent", _("照会を送付しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.filled", _("照会の回答を一時保存しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.answered", _("照会の回答を提出しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.retracted", _("照会の回答を取り戻しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.taken", _("照会の回答を採用と決定しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.declined", _("照会の回答を不採用と決定しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.returned", _("照会の回答を差し戻しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.reminded", _("照会の回答を催促しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.extended", _("照会の回答期限を延長しました"), Area.INQUIRY)
        audit.register("ledger.inquiry.withdrawn", _("照会を取り下げました"), Area.INQUIRY)
        audit.register("ledger.inquiry.closed", _("照会を確認済にしました"), Area.INQUIRY)
        audit.register("ledger.history.loaded", _("過去の資料の数値を移行しました"), Area.ENTRY)
        audit.register("ledger.register.loaded", _("台帳の初期データを読み込みました"), Area.REGISTER)
        audit.register("ledger.register.exported", _("台帳を出力しました"))
        audit.register("ledger.register.imported", _("台帳にファイルを取り込みました"), Area.REGISTER)
