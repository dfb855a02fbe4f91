"""The project itself as an app (commands, template tags) and its admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class IconmConfig(AppConfig):
    name = "iconm"
    default = True

    def ready(self) -> None:
        # celery: so that a web process sends jobs through the configured broker; checks: to register them.
        from iconm import celery, checks  # noqa: F401


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False  # "iconm" in INSTALLED_APPS is the class above
    default_site = "iconm.admin.PortalAdminSite"
