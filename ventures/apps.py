from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenturesConfig(AppConfig):
    name = "ventures"
    verbose_name = _("ベンチャー・コンソーシアム")

    def ready(self) -> None:
        from iconm.lib.choices import Measure
        from ledger import registers, registry
        from ventures.models import DATASET
        from ventures.registers import PAGES, PARTS

        registry.register(registry.Dataset(DATASET, _("ベンチャー・コンソーシアム"), (Measure.AMOUNT, Measure.COUNT)))
        registers.register(*PAGES, *PARTS)
