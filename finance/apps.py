from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("収支・財源")

    def ready(self) -> None:
        from finance import entry
        from finance.models import CITY_SUPPORT, RESEARCH_FUNDING, STATEMENT, ResearchSource, SupportScheme
        from finance.registers import PAGES
        from iconm.lib.choices import Measure
        from ledger import registers, registry
        from ledger.grid import layout
        from programs import income

        registry.register(registry.Dataset(STATEMENT, _("収支"), (Measure.AMOUNT,)))
        registry.register(registry.Dataset(RESEARCH_FUNDING, _("研究費"), (Measure.AMOUNT, Measure.COUNT)))
        registry.register(registry.Dataset(CITY_SUPPORT, _("市の支援"), (Measure.AMOUNT, Measure.COUNT)))
        registers.register(*PAGES)
        layout.register(STATEMENT, entry.statement)
        layout.register(RESEARCH_FUNDING, entry.research_funding)
        income.register(ResearchSource, SupportScheme)
