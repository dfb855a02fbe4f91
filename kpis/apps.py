from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = _("成果指標")

    def ready(self) -> None:
        from iconm.lib.choices import Measure
        from kpis.models import DATASET
        from kpis.registers import PAGES, PARTS
        from ledger import registers, registry

        registry.register(registry.Dataset(DATASET, _("成果指標"), (Measure.TARGET, Measure.ACTUAL)))
        registers.register(*PAGES, *PARTS)
