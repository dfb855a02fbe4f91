from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("資料作成")

    def ready(self) -> None:
        from audit import registry as audit
        from ledger.grid import crosschecks
        from reporting.crosschecks import DATASETS, other_datasets
        from reporting.exports import CHART_EXPORTED, FIGURES_EXPORTED, REPORT_EXPORTED

        audit.register(REPORT_EXPORTED, _("資料を出力しました"))
        audit.register(CHART_EXPORTED, _("図表の数値を出力しました"))
        audit.register(FIGURES_EXPORTED, _("年度値をオープンデータとして出力しました"))
        for dataset in DATASETS:
            crosschecks.register(dataset, other_datasets)
