"""Mistakes across settings that `manage.py check --deploy` refuses."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def no_demo(**_: Any) -> list[checks.CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        checks.Error(
            "ICONM_DEMO is on: anyone who has read the README can sign in with a demo account.",
            hint="Remove ICONM_DEMO from the environment, and start from a database that was never filled with it on.",
            id="iconm.E001",
        )
    ]


# Not Tags.database: checks of that tag run only with `check --database`.
@checks.register("jobs", deploy=True)
def no_folder_broker(**_: Any) -> list[checks.CheckMessage]:
    """Warn of Celery's filesystem transport beside a shared database: workers on other machines would not see the folder."""
    on_postgresql = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    if not (on_postgresql and settings.CELERY_BROKER_URL.startswith("filesystem:")):
        return []
    return [
        checks.Warning(
            "The database is PostgreSQL, but jobs are queued in a folder of this machine.",
            hint="Set CELERY_BROKER_URL, for example redis://redis:6379/0.",
            id="iconm.W002",
        )
    ]


@checks.register("mail")
def mail_is_complete(**_: Any) -> list[checks.CheckMessage]:
    """Refuse mail without a sender, or without the portal's own address to link to."""
    if not settings.MAIL or (settings.DEFAULT_FROM_EMAIL and settings.CSRF_TRUSTED_ORIGINS):
        return []
    return [
        checks.Error(
            "ICONM_MAIL_URL is set, but not from whom mail comes or where its links lead.",
            hint="Set ICONM_MAIL_FROM to the sender's address, and ICONM_ORIGINS to the portal's own address, first of the list.",
            id="iconm.E003",
        )
    ]
