from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("処理")

    def ready(self) -> None:
        # Every app's handlers.py, in the web processes too: `enqueue` refuses names that no handler answers.
        autodiscover_modules("handlers")
