from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("事業・協定")

    def ready(self) -> None:
        from audit import registry as audit
        from audit.choices import Area
        from iconm.lib.choices import Measure
        from ledger import registers, registry
        from programs.registers import PAGES, PARTS

        registry.register(registry.Dataset("programs", _("事業・協定"), (Measure.AMOUNT, Measure.COUNT)))
        registry.register(registry.Dataset("facility", _("施設"), (Measure.COUNT,)))
        registers.register(*PAGES, *PARTS)
        audit.register("programs.organization.renamed", _("名称変更を登録しました"), Area.REGISTER)
