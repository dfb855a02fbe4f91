from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("広報・人材育成")

    def ready(self) -> None:
        from iconm.lib.choices import Measure
        from ledger import registers, registry
        from ledger.grid import layout
        from outreach import entry
        from outreach.models import DATASET
        from outreach.registers import PAGES, PARTS

        registry.register(registry.Dataset(DATASET, _("広報ほか実績"), (Measure.COUNT, Measure.PEOPLE)))
        registers.register(*PAGES, *PARTS)
        layout.register(DATASET, entry.layout)
