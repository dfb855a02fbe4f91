from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = _("成果指標")

    def ready(self) -> None:
        from audit import registry as audit
        from iconm.lib.choices import Measure
        from kpis import desk, entry, trail
        from kpis.models import DATASET, Succession, Wording
        from kpis.queries.wordings import item_names
        from kpis.registers import PAGES, PARTS
        from ledger import registers, registry
        from ledger.entry.desk import tasks
        from ledger.grid import checks, layout

        registry.register(registry.Dataset(DATASET, _("成果指標"), (Measure.TARGET, Measure.ACTUAL)))
        registry.register_names(item_names)
        registers.register(*PAGES, *PARTS)
        layout.register(DATASET, entry.layout, entry.words)
        checks.register(DATASET, entry.missed_targets)
        tasks.register(desk.draft_tasks)
        trail.listen()
        for model in (Succession, Wording):  # written by the wizard; neither has a page in the admin that would do it
            audit.register_model(model)
        audit.register("kpis.plan.started", _("新しい計画期間の作成を始めました"))
        audit.register("kpis.plan.saved", _("計画期間の下書きを保存しました"))
        audit.register("kpis.plan.discarded", _("計画期間の下書きを取り消しました"))
        audit.register("kpis.plan.created", _("計画期間を作成しました"))
        audit.register("kpis.plan.withdrawn", _("作成した計画期間を取り消しました"))
        audit.register("kpis.grading.withdrawn", _("評価の確定を取り消しました"))
