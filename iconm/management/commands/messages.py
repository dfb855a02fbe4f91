"""`manage.py messages`: bring locale/en in step with the code, or with --check say what is not."""

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MISSING_BABEL = "The package babel is missing: it is a dependency of the tests only. `make messages` and `make check` install it."


class Command(BaseCommand):
    help = "Collect the messages of the code into locale/en/LC_MESSAGES/django.po and compile it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a message is stale or untranslated")
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="the source tree (default: this one)")

    def handle(self, *_args: Any, root: Path, check: bool, **_options: Any) -> None:
        try:
            messages = import_module("iconm.messages")
        except ModuleNotFoundError as error:
            raise CommandError(MISSING_BABEL) from error
        try:
            done = _checked(messages.problems(root)) if check else _counted(messages, root)
        except messages.MessagesError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(done)


def _checked(problems: list[str]) -> str:
    if problems:
        raise CommandError("\n".join([*problems, f"The English catalogue is not complete and fresh ({len(problems)} lines above)."]))
    return "The English catalogue is complete and fresh."


def _counted(messages: Any, root: Path) -> str:
    catalog = messages.write(root)
    return f"{messages.PO}: {len(catalog)} messages, {len(messages.unfinished(catalog))} to be translated"
