from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import demo
from accounts.access import today
from accounts.actions import assign_role
from accounts.models import User
from iconm.lib.fiscal_year import FiscalYear


class Command(BaseCommand):
    help = "Create the demo sign-ins of a trial (ICONM_DEMO=1 only) and print them. Users that exist stay as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo sign-ins exist only in a trial. Set ICONM_DEMO=1 (never in production).", returncode=2)
        starts_on = FiscalYear.containing(today()).start
        with transaction.atomic():
            for account in demo.USERS:
                create_missing(account, starts_on)
        self.stdout.write(table())


def create_missing(account: demo.DemoUser, starts_on: date) -> None:
    """Create the user with the role; an existing user keeps the password and the roles it has now."""
    if User.objects.filter(username=account.username).exists():
        return
    user = User.objects.create_user(account.username, password=demo.PASSWORD, name=str(account.name), organization=account.organization)
    assign_role(user=user, role=account.role, valid_from=starts_on, by=None)


def table() -> str:
    """Return the sign-ins as text, one a line. A password that was changed is not known here and not shown."""
    users = User.objects.in_bulk([account.username for account in demo.USERS], field_name="username")
    return "\n".join(
        f"  {account.username:<14} {demo.PASSWORD if users[account.username].check_password(demo.PASSWORD) else _('（変更済み）'):<22}"
        f" {account.role.label}"
        for account in demo.USERS
    )
